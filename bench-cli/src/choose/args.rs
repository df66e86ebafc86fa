//! The flags of `dualtape choose`.

use clap::Args;

use crate::choices;

/// `dualtape choose`.
#[derive(Debug, Args)]
pub(crate) struct ChooseArgs {
    /// Numbers that the function takes, such as 337 or 20k
    #[arg(long, value_name = "N", value_parser = choices::dimension, allow_negative_numbers = true)]
    pub(crate) inputs: usize,
    /// Numbers that it gives: 1 for a gradient
    #[arg(long, value_name = "M", value_parser = choices::dimension, allow_negative_numbers = true)]
    pub(crate) outputs: usize,
    /// What an engine may take beside inputs and results, such as 2GiB or 500MB
    #[arg(long, value_name = "SIZE", value_parser = choices::bytes, allow_negative_numbers = true)]
    pub(crate) memory: Option<usize>,
    /// Measure on this machine now, on a map of this size, instead of using costs that were measured before
    #[arg(long)]
    pub(crate) measure: bool,
}
