//! Trained models: read from a run folder, and their loss at one row of data.

use std::path::{Path, PathBuf};

use dualtape_mlp::{DataSource, Dataset, Model, RunFolder, RunManifest, Task};

use crate::error::Failure;
use crate::functions::model_row::ModelRow;
use crate::functions::network_loss::NetworkLoss;
use crate::terminal::invocation::shell_word;

/// Reads the model of a run folder: that of its end, or else the best one so far, with a note that says so.
///
/// # Errors
///
/// If the folder holds neither, or if its files cannot be read or contradict one another.
pub(crate) fn load(path: &Path) -> Result<(Model, Option<String>), Failure> {
    let folder = RunFolder::open(path);
    if folder.has_model() || !folder.has_checkpoint() {
        return Ok((Model::load(&folder)?, None));
    }
    let (model, epoch) = Model::load_checkpoint(&folder)?;
    let parameters = match epoch {
        0 => "the initial parameters of its checkpoint, for no epoch was better".to_owned(),
        epoch => format!("the best parameters of its checkpoint, those of epoch {epoch}"),
    };
    let run = path.display().to_string();
    let note = format!(
        "{run} has no model: these are {parameters}. `dualtape train --resume {}` goes on with the training.",
        shell_word(&run)
    );
    Ok((model, Some(note)))
}

/// A trained model at one row of data.
pub(crate) struct ModelAtRow {
    /// The model.
    pub(crate) model: Model,
    /// The inputs of the row, in the units of the data.
    pub(crate) inputs: Vec<f64>,
    /// The row in words.
    pub(crate) row: ModelRow,
    /// The loss at the row.
    pub(crate) loss: NetworkLoss,
}

/// Returns the model in a run directory at a row from 1.
///
/// # Errors
///
/// If the directory or the data cannot be read, if they do not fit together, or if there is no such row.
pub(crate) fn at_row(folder: &Path, row: usize, data: Option<&Path>) -> Result<ModelAtRow, Failure> {
    let (model, note) = load(folder)?;
    let (run, parameters) = (model.run(), model.parameters());
    let file: PathBuf = data.map_or_else(|| PathBuf::from(&run.data.file), Path::to_owned);
    let source = DataSource::from(file);
    let data = source.open_as(&run.data, run.settings.seed).map_err(|error| match data {
        Some(_) => Failure::from(error),
        None => Failure::Input(format!("{error}: --data names another place")),
    })?;
    let Some(place) = data.row_of_table(row - 1) else {
        let all = data.rows() + data.omissions().left_out;
        return Err(Failure::Input(if row > all {
            format!("--row: found {row}, expected at most {all}, the rows of {source}")
        } else {
            format!("--row: found {row}, expected a row of {source} with a target")
        }));
    };
    let example = data.examples::<f64>(&[place], &run.scaling, run.loss)?;
    let outputs = run.network.outputs(parameters, example.inputs());
    let verdict = verdict(&data, run, (row, place), &outputs);
    let about = std::iter::once(verdict).chain(note).collect::<Vec<_>>().join(" ");
    let scaled = (data.features(), &example.inputs()[..]);
    let loss =
        NetworkLoss::new(run.network.clone(), run.loss, scaled, example.targets().clone(), parameters)?;
    let width = data.features().len();
    let inputs = data.inputs()[place * width..(place + 1) * width].to_vec();
    let row = ModelRow::of(&model, &inputs, (source.to_string(), row), about)?;
    Ok(ModelAtRow { model, inputs, row, loss })
}

/// The sentence about target and prediction.
fn verdict(data: &Dataset, run: &RunManifest, (row, place): (usize, usize), outputs: &[f64]) -> String {
    let width = run.data.targets.len();
    let targets = &data.targets()[place * width..(place + 1) * width];
    match run.data.task {
        Task::Classification => {
            let class = |index: usize| data.classes().get(index).map_or("?", String::as_str);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the index of a class"
            )]
            let (is, says) = (class(targets[0] as usize), class(run.loss.predicted_class(outputs) as usize));
            format!("Row {row} is `{is}`, the model says `{says}`.")
        }
        Task::Regression => {
            let says: Vec<f64> = match &run.scaling.target {
                Some(scaler) => scaler.unscale(outputs).collect(),
                None => outputs.to_vec(),
            };
            let each = run.data.target_names().zip(targets).zip(says);
            let each =
                each.map(|((name, target), says)| format!("`{name}` = {target}, the model says {says:.4}"));
            format!("Row {row} has {}.", each.collect::<Vec<_>>().join("; "))
        }
    }
}
