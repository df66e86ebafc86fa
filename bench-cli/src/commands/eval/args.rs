//! The flags of `dualtape eval`.

use std::path::PathBuf;

use clap::Args;
use dualtape_mlp::DataSource;

use crate::commands::eval::Requirement;
use crate::flags::values;

/// `dualtape eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// The folder that `train` made
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Data with the columns of the run, in whatever order; what is generated is drawn by --seed
    #[arg(value_name = "DATA", value_parser = values::source())]
    pub(crate) data: DataSource,
    /// Fail unless accuracy or r2 is at least, or loss at most, this much, such as accuracy=0.95
    #[arg(long, value_name = "BOUND", value_delimiter = ',')]
    pub(crate) require: Vec<Requirement>,
}
