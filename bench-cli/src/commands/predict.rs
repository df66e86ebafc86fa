//! `dualtape predict`: a CSV file with the predictions of a trained network.

use std::fs::File;
use std::io;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use dualtape_mlp::columns::CellCounts;
use dualtape_mlp::{DataSchema, Model, PredictedRow, Prediction, PredictionColumns};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::functions::trained_model;
use crate::terminal::escape::EscapingWriter;
use crate::terminal::invocation::shell_word;
use crate::terminal::json::json;
use crate::terminal::message::tell;
use crate::terminal::output::Output;
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
    let (model, note) = trained_model::load(&args.run)?;
    note.iter().filter(|_| !shared.quiet).for_each(|note| tell(note));
    let (source, name) = open(&args.file)?;
    let answers =
        if args.probabilities { PredictionColumns::Probabilities } else { PredictionColumns::Prediction };
    let odd = match &shared.json {
        None => {
            let stdout = io::stdout().lock();
            let sink: Box<dyn Write> =
                if stdout.is_terminal() { Box::new(EscapingWriter::new(stdout)) } else { Box::new(stdout) };
            model.predict_csv(source, &name, answers, sink)?
        }
        Some(_) => with_record(args, (&model, source, &name), answers, shared)?,
    };
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

/// The record of predictions, `dualtape.predict/1`. Other programs read its fields.
#[derive(Debug, Serialize)]
struct PredictRecord {
    /// Names the meaning of the fields: `dualtape.predict/1`.
    schema: &'static str,
    /// The run folder.
    run: String,
    /// The data as named on the command line.
    data: String,
    /// The predictions, row by row.
    rows: Vec<RowRecord>,
}

/// The prediction for one row.
#[derive(Debug, Serialize)]
struct RowRecord {
    /// The name of the class, or the value; of several targets one by name.
    prediction: Value,
    /// The probability of each class by name, with `--probabilities`.
    #[serde(skip_serializing_if = "Option::is_none")]
    probabilities: Option<Map<String, Value>>,
}

impl RowRecord {
    fn new(row: &PredictedRow, data: &DataSchema) -> Self {
        let prediction = match row.prediction {
            Prediction::Class(name) => name.into(),
            Prediction::Values([only]) => (*only).into(),
            Prediction::Values(values) => {
                let each = data.target_names().map(str::to_owned).zip(values.iter().map(|&x| x.into()));
                Value::Object(each.collect())
            }
        };
        let shares = row.probabilities.iter().map(|&probability| probability.into());
        let by_class: Map<String, Value> = data.classes.iter().cloned().zip(shares).collect();
        Self { prediction, probabilities: (!row.probabilities.is_empty()).then_some(by_class) }
    }
}

/// Predicts with a record as JSON; the file is read whole, for it is written as CSV too.
fn with_record(
    args: &PredictArgs,
    (model, mut source, name): (&Model, Box<dyn Read>, &str),
    answers: PredictionColumns,
    shared: &Shared,
) -> Result<Vec<(String, CellCounts)>, Failure> {
    let output = Output::open(&shared.output(Vec::new()))?;
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|error| Failure::file("read", &args.file, &error))?;
    let (mut rows, mut csv) = (Vec::new(), Vec::new());
    let odd = model.predict_table(&bytes[..], name, answers, |row| {
        rows.push(RowRecord::new(row, &model.run().data));
        Ok(())
    })?;
    model.predict_csv(&bytes[..], name, answers, &mut csv)?;
    let record = PredictRecord {
        schema: "dualtape.predict/1",
        run: args.run.display().to_string(),
        data: name.to_owned(),
        rows,
    };
    output.finish(|_| json(&record), |_| String::from_utf8_lossy(&csv).into_owned())?;
    Ok(odd)
}

/// Opens the rows, and returns them with their name in messages.
fn open(path: &Path) -> Result<(Box<dyn Read>, String), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), "stdin".to_owned()));
    }
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    Ok((Box::new(file), path.display().to_string()))
}
