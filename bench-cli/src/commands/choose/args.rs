//! The flags of `dualtape choose`.

use clap::Args;

use crate::commands::choose::question::{MapSize, Question};
use crate::error::Failure;
use crate::flags::values;
use crate::functions::assignment::Assignment;

/// The flags of `dualtape choose`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct ChooseArgs {
    /// A function as `explain` takes it: an expression, an example, a network such as mlp:2-16-1 or the folder of a
    /// training run; it is measured now
    #[arg(value_name = "FUNCTION", required_unless_present_all = ["inputs", "outputs"])]
    function: Option<String>,
    /// The point of FUNCTION: a value for each name, such as x1=2,w1=-3
    #[arg(long, value_name = "POINT", value_delimiter = ',', requires = "function")]
    at: Vec<Assignment>,
    /// Number of inputs, such as 337 or 20k
    #[arg(long, value_name = "N", conflicts_with = "function", requires = "outputs", value_parser = values::dimension, allow_negative_numbers = true)]
    inputs: Option<usize>,
    /// Number of outputs: 1 for a gradient
    #[arg(long, value_name = "M", conflicts_with = "function", requires = "inputs", value_parser = values::dimension, allow_negative_numbers = true)]
    outputs: Option<usize>,
    /// Memory limit of an engine beside inputs and results, such as 2GiB or 500MB
    #[arg(long, value_name = "SIZE", value_parser = values::bytes, allow_negative_numbers = true)]
    pub(crate) memory: Option<usize>,
    /// Measure on this machine now, on a map of this size, instead of using costs that were measured before
    #[arg(long, conflicts_with = "function")]
    measure: bool,
}

impl ChooseArgs {
    /// Converts the flags to the question that they ask.
    ///
    /// # Errors
    ///
    /// If there is neither a function nor a size.
    pub(crate) fn question(self) -> Result<Question, Failure> {
        match (self.function, self.inputs, self.outputs) {
            (Some(text), ..) => Ok(Question::Function { text, at: self.at }),
            (None, Some(inputs), Some(outputs)) => {
                let size = MapSize { inputs, outputs };
                Ok(if self.measure { Question::Measured(size) } else { Question::Predicted(size) })
            }
            (None, ..) => Err(Failure::Input("found no FUNCTION, expected one".to_owned())),
        }
    }
}
