//! The `dualtape` command: compares both engines, chooses between them, explains their passes, and trains small
//! networks with either.
//!
//! A library, so that it is compiled beside the contenders: a program would have to wait for their machine code.

mod analysis;
mod benchmark;
mod cli;
mod commands;
mod compiled;
mod draw;
mod error;
mod flags;
mod functions;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod graph;
mod record;
mod report;
mod stats;
mod terminal;
mod training_report;
mod units;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::terminal::message::tell;

/// Runs the command that the arguments of this process name, and returns its exit code.
pub fn run() -> ExitCode {
    let result = match Cli::try_parse() {
        Ok(Cli { command: Command::Bench(args), shared }) => commands::bench::run(&args, &shared),
        Ok(Cli { command: Command::Report(args), shared }) => commands::report::run(&args, &shared),
        Ok(Cli { command: Command::Train(args), shared }) => commands::train::run(*args, &shared),
        Ok(Cli { command: Command::Inspect(args), shared }) => commands::inspect::run(&args, &shared),
        Ok(Cli { command: Command::Explain(args), shared }) => commands::explain::run(args, &shared),
        Ok(Cli { command: Command::Eval(args), shared }) => commands::eval::run(&args, &shared),
        Ok(Cli { command: Command::Predict(args), shared }) => commands::predict::run(&args, &shared),
        Ok(Cli { command: Command::Export(args), shared }) => commands::export::run(&args, &shared),
        Ok(Cli { command: Command::Choose(args), shared }) => commands::choose::run(args, &shared),
        Ok(Cli { command: Command::Completions { shell }, .. }) => cli::manual::completions(shell),
        Ok(Cli { command: Command::Man, .. }) => cli::manual::man(),
        Err(error) => cli::usage_error::answer(&error),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.exit_code();
            if code != 0 {
                tell(&format!("error: {failure}"));
            }
            ExitCode::from(code)
        }
    }
}
