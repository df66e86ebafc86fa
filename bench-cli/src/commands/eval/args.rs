//! The flags of `dualtape eval`.

use std::path::PathBuf;

use clap::Args;
use dualtape_mlp::DataSource;

use crate::commands::eval::requirement;
use crate::commands::eval::requirement::Requirement;
use crate::flags::values;

/// The flags of `dualtape eval`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Run folder of `train`
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Data with the columns of the run, in any order; generated data are drawn with --seed
    #[arg(value_name = "DATA", value_parser = values::source())]
    pub(crate) data: DataSource,
    #[arg(long, value_name = "BOUND", value_delimiter = ',', help = requirement::help())]
    pub(crate) require: Vec<Requirement>,
}
