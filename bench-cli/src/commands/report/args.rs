//! The flags of `dualtape report`.

use std::path::PathBuf;

use clap::Args;

use crate::flags::exports::Exports;

/// The flags of `dualtape report`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Files that `bench --json` wrote; `-` for stdin. Several are compared with the first
    #[arg(value_name = "RUN", required = true)]
    pub(crate) runs: Vec<PathBuf>,
    /// The files to write.
    #[command(flatten)]
    pub(crate) exports: Exports,
}
