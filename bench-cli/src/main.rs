//! The `dualtape` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dualtape_cli::run()
}
