//! The flags of `dualtape choose`.

use clap::Args;

use crate::flags::values;
use crate::functions::assignment::Assignment;

/// `dualtape choose`.
#[derive(Debug, Args)]
pub(crate) struct ChooseArgs {
    /// A function as `explain` takes it: an expression, an example or a network such as mlp:2-16-1; it is measured now
    #[arg(value_name = "FUNCTION", required_unless_present_all = ["inputs", "outputs"])]
    pub(crate) function: Option<String>,
    /// The point of FUNCTION: a value for each name, such as x1=2,w1=-3
    #[arg(long, value_name = "POINT", value_delimiter = ',', requires = "function")]
    pub(crate) at: Vec<Assignment>,
    /// Numbers that the function takes, such as 337 or 20k
    #[arg(long, value_name = "N", conflicts_with = "function", requires = "outputs", value_parser = values::dimension, allow_negative_numbers = true)]
    pub(crate) inputs: Option<usize>,
    /// Numbers that it gives: 1 for a gradient
    #[arg(long, value_name = "M", conflicts_with = "function", requires = "inputs", value_parser = values::dimension, allow_negative_numbers = true)]
    pub(crate) outputs: Option<usize>,
    /// What an engine may take beside inputs and results, such as 2GiB or 500MB
    #[arg(long, value_name = "SIZE", value_parser = values::bytes, allow_negative_numbers = true)]
    pub(crate) memory: Option<usize>,
    /// Measure on this machine now, on a map of this size, instead of using costs that were measured before
    #[arg(long, conflicts_with = "function")]
    pub(crate) measure: bool,
}
