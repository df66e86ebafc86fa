//! The command line: the commands, and the flags of all of them; each command has its own beside it.
//!
//! A flag is one field: its name, its default, its check and its help stand together.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::bench::BenchArgs;
use crate::choices;
use crate::choose::ChooseArgs;
use crate::eval::EvalArgs;
use crate::explain::ExplainArgs;
use crate::predict::PredictArgs;
use crate::report::ReportArgs;
use crate::train::TrainArgs;

/// Two engines for automatic differentiation, side by side.
#[derive(Debug, Parser)]
#[command(name = "dualtape", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Flags of every command.
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure what a gradient costs in each engine as the number of parameters grows
    Bench(BenchArgs),
    /// Draw runs of `bench` again without measuring, and compare them
    Report(ReportArgs),
    /// Train a network on a CSV file or a generated data set
    Train(TrainArgs),
    /// Judge a trained network on data
    Eval(EvalArgs),
    /// Add a trained network's predictions to a CSV file
    Predict(PredictArgs),
    /// Show both passes over a function, with every number on the way
    #[command(visible_alias = "trace")]
    Explain(ExplainArgs),
    /// Say which engine suits a function of so many inputs and outputs, and what each would cost
    #[command(visible_alias = "advise")]
    Choose(ChooseArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Shared by all commands")]
pub(crate) struct Shared {
    /// Print the result only: no progress, no warnings
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` respects `NO_COLOR`
    #[arg(long, value_enum, default_value = "auto", global = true, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Write the result as JSON to a file; `-` for stdout, then JSON only
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Where all chance comes from
    #[arg(long, default_value_t = 7, global = true, value_name = "N", value_parser = choices::seed, allow_negative_numbers = true)]
    pub(crate) seed: u64,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// The precision of the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Precision {
    /// Double.
    F64,
    /// Single.
    F32,
}

impl Precision {
    /// The one of this name in files.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }
}
