//! `dualtape predict`: a CSV file with the predictions of a trained network.

use std::fs::File;
use std::io;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use dualtape_mlp::columns::CellCounts;
use dualtape_mlp::{
    DataSchema, DataSource, Dataset, Model, PredictedRow, Prediction, PredictionColumns, Predictions,
};
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

/// Images that are asked at a time.
const BLOCK: usize = 1024;

/// The flags of `dualtape predict`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct PredictArgs {
    /// Run folder of `train`
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// CSV file with the features of the run, in any order; `-` for stdin; or an IDX file of images, its labels beside it
    /// or after a comma
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
    let answers =
        if args.probabilities { PredictionColumns::Probabilities } else { PredictionColumns::Prediction };
    let images = images(&args.file)?;
    let odd = match (images, &shared.json) {
        (Some(images), _) => {
            let data = images.open_as(&model.run().data, shared.seed)?;
            predict_images(args, (&model, &data), answers, shared)?;
            Vec::new()
        }
        (None, None) => {
            let (source, name) = open(&args.file)?;
            model.predict_csv(source, &name, answers, stdout())?
        }
        (None, Some(_)) => {
            let (source, name) = open(&args.file)?;
            with_record(args, (&model, source, &name), answers, shared)?
        }
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
    let mut rows = Vec::new();
    let odd = model.predict_table(&bytes[..], name, answers, |row| {
        rows.push(RowRecord::new(row, &model.run().data));
        Ok(())
    })?;
    let csv = |_| {
        let mut csv = Vec::new();
        model.predict_csv(&bytes[..], name, answers, &mut csv).expect("a table that was read before");
        String::from_utf8_lossy(&csv).into_owned()
    };
    let record = PredictRecord {
        schema: "dualtape.predict/1",
        run: args.run.display().to_string(),
        data: name.to_owned(),
        rows,
    };
    output.finish(|_| json(&record), csv)?;
    Ok(odd)
}

/// Returns the images that the argument FILE names, which are in IDX files; none if it names a table.
fn images(path: &Path) -> Result<Option<DataSource>, Failure> {
    if !path.exists() {
        let source = DataSource::from(path.to_owned());
        return Ok(Some(source).filter(|source| matches!(source, DataSource::Pair(..))));
    }
    let source = DataSource::File(path.to_owned());
    Ok(if source.is_table()? { None } else { Some(source) })
}

/// Writes a row per image: its number from 1, its label, and what the model answers.
fn predict_images(
    args: &PredictArgs,
    (model, data): (&Model, &Dataset),
    answers: PredictionColumns,
    shared: &Shared,
) -> Result<(), Failure> {
    let probabilities_of = |rows: &Predictions<'_>| match answers {
        PredictionColumns::Prediction => Ok(Vec::new()),
        PredictionColumns::Probabilities => rows.probabilities(),
    };
    probabilities_of(&model.predict(&[])?)?;
    let (classes, width) = (data.classes(), data.features().len());
    let added = if answers == PredictionColumns::Probabilities { classes } else { &[] };
    let (mut rows, mut text) = (Vec::new(), csv::Writer::from_writer(Vec::new()));
    // Writing to memory does not fail.
    let written = |error: csv::Error| Failure::from(io::Error::from(error));
    let header = ["image", &model.run().data.targets[0].name, "prediction"].map(str::to_owned).into_iter();
    text.write_record(header.chain(added.iter().map(|class| format!("probability_{class}"))))
        .map_err(written)?;
    let name = |class: usize| classes.get(class).cloned().unwrap_or_default();
    for (block, inputs) in data.inputs().chunks(BLOCK * width).enumerate() {
        let found = model.predict(inputs)?;
        let probabilities = probabilities_of(&found)?;
        for (place, class) in found.classes().into_iter().enumerate() {
            let row = block * BLOCK + place;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the index of a class"
            )]
            let label = data.targets()[row] as usize;
            let shares = probabilities.iter().skip(place * classes.len()).take(added.len()).copied();
            let cells = [(row + 1).to_string(), name(label), name(class as usize)].into_iter();
            text.write_record(cells.chain(shares.clone().map(|share| share.to_string()))).map_err(written)?;
            let by_class: Map<String, Value> = added.iter().cloned().zip(shares.map(Value::from)).collect();
            rows.push(RowRecord {
                prediction: name(class as usize).into(),
                probabilities: (!added.is_empty()).then_some(by_class),
            });
        }
    }
    let text = text.into_inner().map_err(|error| Failure::from(error.into_error()))?;
    if shared.json.is_none() {
        return Ok(stdout().write_all(&text)?);
    }
    let record = PredictRecord {
        schema: "dualtape.predict/1",
        run: args.run.display().to_string(),
        data: args.file.display().to_string(),
        rows,
    };
    let output = Output::open(&shared.output(Vec::new()))?;
    output.finish(|_| json(&record), |_| String::from_utf8_lossy(&text).into_owned())
}

/// Returns standard output, with control characters escaped if it is a terminal.
fn stdout() -> Box<dyn Write> {
    let stdout = io::stdout().lock();
    if stdout.is_terminal() { Box::new(EscapingWriter::new(stdout)) } else { Box::new(stdout) }
}

/// Opens the rows, and returns them with their name in messages.
fn open(path: &Path) -> Result<(Box<dyn Read>, String), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), "stdin".to_owned()));
    }
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    Ok((Box::new(file), path.display().to_string()))
}
