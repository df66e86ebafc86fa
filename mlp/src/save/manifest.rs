//! The manifest of a run.

use crate::data::{DataSchema, Scaling, TestData};
use crate::loss::Loss;
use crate::network::Network;
use crate::train::Settings;
use serde::{Deserialize, Serialize};

/// The manifest of a run: everything but the parameters of the model; the content of `run.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunManifest {
    /// The command line of the run, word by word.
    pub command: Vec<String>,
    /// The version of the program.
    pub version: String,
    /// The engine's name.
    pub engine: String,
    /// The precision: `f64` or `f32`.
    pub precision: String,
    /// The loss.
    pub loss: Loss,
    /// The share of the rows in the validation part.
    pub validation: f64,
    /// The data that judge the network at the end; none if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestData>,
    /// Flag for a network that is trained once more on all rows, for the epochs that the validation part chose.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refit: bool,
    /// The number of folds whose networks, with that of the training itself, make the mean that the model is; none for a
    /// single network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ensemble: Option<usize>,
    /// The temperature of the probabilities, found on the validation part; none if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// The network's shape and activations.
    pub network: Network,
    /// The optimizer, its settings and the seed.
    pub settings: Settings,
    /// The columns and classes of the data.
    pub data: DataSchema,
    /// The scaling of the columns.
    pub scaling: Scaling,
}
