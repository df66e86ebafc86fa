//! Gradients of plain scalar code by dualtape and by other crates, as ratios of times.
//!
//! `just rivals`, or in this folder `cargo run --release -- forward|reverse [FUNCTIONS]`, for instance
//! `-- reverse mixture`. README.md has results.

mod comparison;
mod dual_numbers;
mod number;
mod tapes;

use std::process::ExitCode;

use comparison::run;
use dual_numbers::DualNumbers;
use tapes::Tapes;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    let functions: Vec<String> = arguments.collect();
    let show = |table| println!("{table}");
    let outcome = match mode.as_str() {
        "forward" => run::<DualNumbers>(&functions, show),
        "reverse" => run::<Tapes>(&functions, show),
        _ => {
            eprintln!("usage: dualtape-rivals forward|reverse [FUNCTIONS]");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
