//! The `dualtape` command: measures both engines against each other, chooses between them, and trains
//! small networks with either.

mod agree;
mod baseline;
mod bench;
mod change;
mod choices;
mod choose;
mod cli;
mod code_style;
mod command_line;
mod compare;
mod contender;
mod crossing;
mod destination;
mod diagram;
mod duel;
mod engine_kind;
mod environment;
mod eval;
mod explain;
mod export;
mod failure;
mod finding;
mod headline;
mod interrupt;
mod manual;
mod measure;
mod memory;
mod output;
mod portrait;
mod predict;
mod progress;
mod reading;
mod record;
mod render;
mod report;
mod runs;
mod shapes;
mod sizes;
mod stats;
mod train;
mod units;
mod usage;
mod workload;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let result = match Cli::try_parse() {
        Ok(Cli { command: Command::Bench(args), shared }) => bench::run(&args, &shared),
        Ok(Cli { command: Command::Report(args), shared }) => report::run(&args, &shared),
        Ok(Cli { command: Command::Train(args), shared }) => train::run(&args, &shared),
        Ok(Cli { command: Command::Explain(args), shared }) => explain::run(&args, &shared),
        Ok(Cli { command: Command::Eval(args), shared }) => eval::run(&args, &shared),
        Ok(Cli { command: Command::Predict(args), shared }) => predict::run(&args, &shared),
        Ok(Cli { command: Command::Choose(args), shared }) => choose::run(&args, &shared),
        Ok(Cli { command: Command::Completions { shell }, .. }) => manual::completions(shell),
        Ok(Cli { command: Command::Man, .. }) => manual::man(),
        Err(error) => usage::answer(&error),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.exit_code();
            if code != 0 {
                // Nobody may be left to read it.
                let _ = writeln!(io::stderr(), "error: {failure}");
            }
            ExitCode::from(code)
        }
    }
}
