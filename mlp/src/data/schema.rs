//! The schema of a data set: its file, columns, task and classes.

use crate::task::Task;
use serde::{Deserialize, Serialize};

/// The columns of the file that a network was trained on, by their use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSchema {
    /// The file, as named on the command line.
    pub file: String,
    /// The task.
    pub task: Task,
    /// The target column.
    pub target: String,
    /// The feature columns, in the order of the network's inputs.
    pub features: Vec<String>,
    /// The names of the classes, in the order of the network's outputs; empty for regression.
    pub classes: Vec<String>,
}
