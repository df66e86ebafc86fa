//! `dualtape predict`: a CSV file with the predictions of a trained network.

use std::fs::File;
use std::io;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use dualtape_mlp::PredictionColumns;

use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::functions::trained_model;
use crate::terminal::escape::EscapingWriter;
use crate::terminal::invocation::shell_word;
use crate::terminal::message::tell;
use crate::training_report::columns::odd_cells;
use crate::units;

/// The flags of `dualtape predict`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct PredictArgs {
    /// Run folder of `train`
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// CSV file with the features of the run, in any order; `-` for stdin
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Add the probability of each class
    #[arg(long)]
    probabilities: bool,
}

/// Runs the command.
pub(crate) fn run(args: &PredictArgs, shared: &Shared) -> Result<(), Failure> {
    if shared.json.is_some() {
        return Err(Failure::Input(
            "found --json, expected no such flag: predict writes CSV to stdout".to_owned(),
        ));
    }
    let (model, note) = trained_model::load(&args.run)?;
    note.iter().filter(|_| !shared.quiet).for_each(|note| tell(note));
    let (source, name) = open(&args.file)?;
    let answers =
        if args.probabilities { PredictionColumns::Probabilities } else { PredictionColumns::Prediction };
    let stdout = io::stdout().lock();
    let sink: Box<dyn Write> =
        if stdout.is_terminal() { Box::new(EscapingWriter::new(stdout)) } else { Box::new(stdout) };
    let odd = model.predict_csv(source, &name, answers, sink)?;
    odd.iter().filter(|_| !shared.quiet).for_each(|(column, counts)| tell(&odd_cells(column, counts)));
    if !shared.quiet && io::stderr().is_terminal() {
        if let Some(temperature) = model.run().temperature.filter(|_| args.probabilities) {
            let temperature = units::significant(temperature);
            tell(&format!(
                "Probabilities are calibrated: temperature {temperature}, found on the validation part."
            ));
        }
        let run = shell_word(&args.run.display().to_string());
        tell(&format!("Next: `dualtape eval {run} DATA` judges the network where the target is known."));
    }
    Ok(())
}

/// Opens the rows, and returns them with their name in messages.
fn open(path: &Path) -> Result<(Box<dyn Read>, String), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), "stdin".to_owned()));
    }
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    Ok((Box::new(file), path.display().to_string()))
}
