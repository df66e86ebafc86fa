//! The kinds of learning task.

use crate::text::names;
use dualtape_columns::TargetKind;

/// The kind of prediction that a network learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// One of several classes.
    Classification,
    /// A number.
    Regression,
}

names!(Task ("task"): Classification = "classification", Regression = "regression");

/// The task as a user requests it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaskChoice {
    /// Classification if the target is text or a few whole numbers, else regression.
    #[default]
    Auto,
    /// Classification.
    Classification,
    /// Regression.
    Regression,
}

impl From<TaskChoice> for TargetKind {
    fn from(task: TaskChoice) -> Self {
        match task {
            TaskChoice::Auto => Self::Auto,
            TaskChoice::Classification => Self::Classes,
            TaskChoice::Regression => Self::Values,
        }
    }
}

names!(TaskChoice ("task"):
    Auto = "auto",
    Classification = "classification",
    Regression = "regression",
);
