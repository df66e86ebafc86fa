//! The command line: the commands and their common flags. The flags of a command stand beside it.
//!
//! A flag is one field, with its name, its default, its parser and its help.

pub(crate) mod manual;
pub(crate) mod usage_error;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::bench::BenchArgs;
use crate::commands::choose::ChooseArgs;
use crate::commands::eval::EvalArgs;
use crate::commands::explain::ExplainArgs;
use crate::commands::export::ExportArgs;
use crate::commands::inspect::InspectArgs;
use crate::commands::predict::PredictArgs;
use crate::commands::report::ReportArgs;
use crate::commands::train::TrainArgs;
use crate::flags::shared::Shared;

/// Two engines for automatic differentiation, side by side.
#[derive(Debug, Parser)]
#[command(name = "dualtape", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The flags of every command.
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure the cost of a gradient in each engine as the number of parameters grows
    Bench(BenchArgs),
    /// Draw stored runs of `bench`, and compare them
    Report(ReportArgs),
    /// Train a network on a table or a generated data set
    Train(Box<TrainArgs>),
    /// Show the columns of a table, and the training that would follow
    Inspect(InspectArgs),
    /// Evaluate a trained network on data
    Eval(EvalArgs),
    /// Add a trained network's predictions to a CSV file
    Predict(PredictArgs),
    /// Write a trained network as an ONNX file, from the cells of a table to predictions
    Export(ExportArgs),
    /// Show both passes over a function, with every intermediate number
    #[command(visible_alias = "trace")]
    Explain(ExplainArgs),
    /// Choose the engine for a function by its numbers of inputs and outputs, and show the cost of each
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }
}
