//! The settings of a workload.

use dualtape_mlp::{Activation, Loss, Shape};

use crate::code_style::CodeStyle;
use crate::sizes::Sizes;

/// The settings that shape the functions of a workload. Whatever is not given takes the workload's own value.
#[derive(Debug, Clone, Default)]
pub struct WorkloadOptions {
    /// Counts of parameters or inputs.
    pub sizes: Option<Sizes>,
    /// Styles in which the functions are written; empty for the workload's first.
    pub styles: Vec<CodeStyle>,
    /// Networks to measure on.
    pub network: NetworkOptions,
    /// Seed of generated data and points.
    pub seed: u64,
}

/// The settings of networks.
#[derive(Debug, Clone, Default)]
pub struct NetworkOptions {
    /// Widths of one fixed network.
    pub layers: Option<Shape>,
    /// Rows of data per loss.
    pub batch: Option<usize>,
    /// Activation of the hidden layers.
    pub activation: Option<Activation>,
    /// Loss.
    pub loss: Option<Loss>,
}

impl NetworkOptions {
    pub(crate) fn batch(&self) -> usize {
        self.batch.unwrap_or(64)
    }

    pub(crate) fn activation(&self) -> Activation {
        self.activation.unwrap_or(Activation::Tanh)
    }

    pub(crate) fn loss(&self) -> Loss {
        self.loss.unwrap_or(Loss::SquaredError)
    }

    /// The flag of the first setting that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--layers", self.layers.is_some()),
            ("--batch", self.batch.is_some()),
            ("--activation", self.activation.is_some()),
            ("--loss", self.loss.is_some()),
        ];
        given.into_iter().find_map(|(flag, is_given)| is_given.then_some(flag))
    }
}
