//! `dualtape export`: a trained network as an ONNX file.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::functions::trained_model;
use crate::terminal::destination::Destination;
use crate::terminal::message::tell;
use crate::units;

/// The flags of `dualtape export`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Run folder of `train`
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// File to write; `-` for stdout
    ///
    /// It has an input per column, rows × 1: double numbers, NaN where one is missing; texts for categories, empty
    /// where one is missing; 1 and 0 for true and false; days since 1970-01-01 for dates. Its outputs are `prediction`
    /// and, of a network of classes, `probabilities`.
    #[arg(value_name = "FILE.onnx")]
    file: PathBuf,
}

/// The name of the file in messages.
const FILE: &str = "ONNX";

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, shared: &Shared) -> Result<(), Failure> {
    if shared.json.is_some() {
        let sentence = "found --json, expected no such flag: export writes a file in ONNX";
        return Err(Failure::Input(sentence.to_owned()));
    }
    let destination = Destination::open(FILE, &args.file)?;
    let (model, note) = trained_model::load(&args.run)?;
    note.iter().filter(|_| !shared.quiet).for_each(|note| tell(note));
    destination.write_bytes(FILE, &model.to_onnx()?)?;
    if !shared.quiet && args.file != Path::new("-") {
        let inputs = units::counted(model.run().data.features.len(), "input");
        let probabilities = if model.run().loss.gives_probabilities() { " and `probabilities`" } else { "" };
        let file = args.file.display();
        tell(&format!("{file} has {inputs}, named as the columns, and gives `prediction`{probabilities}."));
    }
    Ok(())
}
