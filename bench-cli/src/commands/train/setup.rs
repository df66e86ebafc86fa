//! Everything that a training needs before its first step.

use std::fmt::Display;
use std::path::PathBuf;

use dualtape_contenders::GradientMethod;
use dualtape_mlp::{
    ClassWeights, DataSchema, DataSource, Dataset, Loss, Objective, OpenedData, Reading, RunManifest, Shape,
    TestData, Trainer, hold_out,
};

use crate::commands::train::choices::{Choices, Chosen};
use crate::commands::train::cross_validation::CrossValidation;
use crate::commands::train::engine_choice::EngineChoice;
use crate::commands::train::memory::TrainingMemory;
use crate::commands::train::run_directory::StoredRun;
use crate::commands::train::training_data::TrainingData;
use crate::compiled::Compiled;
use crate::error::Failure;
use crate::flags::data_size::{COPIES_TO_EVALUATE, COPIES_TO_TRAIN, check_size};
use crate::flags::shared::Precision;
use crate::flags::values::LossChoice;
use crate::terminal::invocation::command_line;
use crate::training_report::columns::{ColumnRecord, columns_note, omission_notes};

/// The settings of a new training.
#[derive(Debug, Clone)]
pub(crate) struct NewTraining {
    /// The data.
    pub(crate) source: DataSource,
    /// The reading of the data.
    pub(crate) reading: Reading,
    /// The network and the settings, as far as flags give them.
    pub(crate) choices: Choices,
    /// The loss.
    pub(crate) loss: LossChoice,
    /// The weights of the classes.
    pub(crate) class_weights: ClassWeights,
    /// The number of folds of a cross-validation.
    pub(crate) folds: Option<usize>,
    /// The data that judge the network at the end.
    pub(crate) test: Option<TestData>,
    /// Flag for a mean of the networks of all folds.
    pub(crate) ensemble: bool,
    /// Flag for a training on all rows at the end.
    pub(crate) refit: bool,
    /// The engine.
    pub(crate) engine: EngineChoice,
    /// The precision of the arithmetic.
    pub(crate) precision: Precision,
    /// The number of threads.
    pub(crate) threads: usize,
    /// The run directory; the next free one if none.
    pub(crate) directory: Option<PathBuf>,
}

/// The settings of a training that is resumed.
#[derive(Debug, Clone)]
pub(crate) struct ResumedTraining {
    /// The run directory.
    pub(crate) directory: PathBuf,
    /// The data; those of the run if none.
    pub(crate) source: Option<DataSource>,
    /// The file of the test; that of the run if none.
    pub(crate) test: Option<TestData>,
    /// The number of epochs; that of the run if none.
    pub(crate) epochs: Option<usize>,
    /// The patience; that of the run if none.
    pub(crate) patience: Option<usize>,
    /// The number of threads.
    pub(crate) threads: usize,
}

/// A training, ready to start.
pub(crate) struct TrainingSetup<R: Compiled> {
    /// The content of `run.toml`.
    pub(crate) run: RunManifest,
    /// The method of differentiation.
    pub(crate) gradients: GradientMethod,
    /// The number of threads.
    pub(crate) threads: usize,
    /// The examples.
    pub(crate) data: TrainingData<R>,
    /// The data that judge the network at the end.
    pub(crate) test: Option<Dataset>,
    /// The cross-validation before the training.
    pub(crate) folds: Option<CrossValidation>,
    /// The name of the data, for the name of the run directory.
    pub(crate) name: String,
    /// Warnings to print before the training.
    pub(crate) warnings: Vec<String>,
    /// Notes to print before the training.
    pub(crate) notes: Vec<String>,
    /// The columns of a table that was read anew.
    pub(crate) columns: Option<Vec<ColumnRecord>>,
}

impl<R: Compiled> TrainingSetup<R> {
    /// Reads the data and sets up a new training.
    ///
    /// # Errors
    ///
    /// If the data cannot be read, if they do not suit the settings, or if the training would take too much memory.
    pub(crate) fn new(new: &NewTraining) -> Result<Self, Failure> {
        let NewTraining { source, choices, class_weights, threads, .. } = new;
        let seed = choices.seed;
        check_size(source, COPIES_TO_TRAIN)?;
        let OpenedData { data, table } = source.open_with(&new.reading, seed)?;
        let schema = match &table {
            Some(table) => table.schema(source.to_string(), &new.reading),
            None => schema_of_numbers(source, &data),
        };
        let (data, test) = without_test(data, new.test.as_ref(), (source, &schema), seed)?;
        let test_notes = test.iter().flat_map(|test| omission_notes(test.omissions()));
        let test_notes: Vec<String> = test_notes.map(|note| format!("--test: {note}")).collect();
        let loss = match new.loss {
            LossChoice::Auto => data.suitable_loss(),
            LossChoice::Named(loss) => loss,
        };
        let chosen = choices.complete(data.rows(), data.features().len())?;
        let Chosen { hidden, activation, validation: share, settings, note } = chosen;
        let shape = shape(&hidden, &data, loss)?;
        let network = choices.network(shape, activation, loss, &settings)?;
        let memory = TrainingMemory::new::<R>(&network, data.rows(), &settings, new.engine, *threads);
        memory.check()?;
        if let Some(folds) = new.folds.filter(|_| new.ensemble) {
            memory.check_ensemble(folds + 1)?;
        }
        let parts = TrainingData::<R>::new(&data, share, seed, *class_weights, loss)?;
        let first = parts.train.slice(0..settings.batch.rows(parts.train.rows()));
        let first = Objective::new(network.clone(), loss, first)?;
        let (gradients, reason) = new.engine.resolve(&first, seed)?;
        let warning = "--validation: too few rows to set any aside, so the training part judges itself";
        let has_too_few_rows = parts.validation.is_none() && share > 0.0;
        let run = RunManifest {
            command: command_line(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: gradients.name().to_owned(),
            precision: R::NAME.to_owned(),
            loss,
            validation: share,
            test: new.test.clone(),
            refit: new.refit,
            ensemble: new.folds.filter(|_| new.ensemble),
            temperature: None,
            network,
            settings,
            data: schema,
            scaling: parts.scaling.clone(),
        };
        let folds = new.folds.map(|count| CrossValidation::new(data, count, *class_weights, seed));
        Ok(Self {
            warnings: has_too_few_rows.then(|| warning.to_owned()).into_iter().collect(),
            test,
            notes: table
                .as_ref()
                .map(columns_note)
                .into_iter()
                .chain([memory.note()])
                .chain(note)
                .chain(test_notes)
                .chain(reason)
                .collect(),
            columns: table.as_ref().map(ColumnRecord::all),
            name: source.stem(),
            folds: folds.transpose()?,
            run,
            gradients,
            threads: *threads,
            data: parts,
        })
    }

    /// Reads the data of a stored run and sets up its continuation.
    ///
    /// # Errors
    ///
    /// If the data cannot be read, if they are others than those of the run, or if the training would take too much
    /// memory.
    pub(crate) fn resumed(resumed: &ResumedTraining, stored: &StoredRun) -> Result<Self, Failure> {
        let mut run = stored.run.clone();
        run.settings.epochs = resumed.epochs.unwrap_or(run.settings.epochs);
        run.settings.patience = resumed.patience.or(run.settings.patience);
        let stored_source = || DataSource::from(PathBuf::from(&run.data.file));
        let source = resumed.source.clone().unwrap_or_else(stored_source);
        let open = || -> Result<Dataset, Failure> {
            check_size(&source, COPIES_TO_TRAIN)?;
            Ok(source.open_as(&run.data, run.settings.seed)?)
        };
        let data = open().map_err(|failure| match resumed.source {
            Some(_) => failure,
            None => {
                Failure::Input(format!("{failure}; `dualtape train DATA --resume RUN` names another place"))
            }
        })?;
        match (&resumed.test, &mut run.test) {
            (Some(TestData::Source(moved)), Some(TestData::Source(stored))) => stored.clone_from(moved),
            (Some(_), _) => {
                let expected = "none, or another place of the file that the run has for its test";
                return Err(Failure::Input(format!(
                    "--test: found a test beside --resume, expected {expected}"
                )));
            }
            (None, _) => {}
        }
        let (data, test) = without_test(data, run.test.as_ref(), (&source, &run.data), run.settings.seed)
            .map_err(|failure| match (&resumed.test, &run.test) {
                (None, Some(TestData::Source(_))) => Failure::Input(format!(
                    "{failure}; `dualtape train --resume RUN --test FILE` names another place"
                )),
                _ => failure,
            })?;
        let parts =
            TrainingData::scaled(&data, run.validation, run.settings.seed, run.scaling.clone(), run.loss)?;
        // The networks of an ensemble's folds are made again, for only that of the training itself is in the folder.
        let weights = match run.scaling.class_weights {
            Some(_) => ClassWeights::Balanced,
            None => ClassWeights::None,
        };
        let again = |count| CrossValidation::new(data.clone(), count, weights, run.settings.seed);
        let folds = run.ensemble.map(again).transpose()?;
        let engine = EngineChoice::Fixed(stored.gradients);
        let threads = resumed.threads;
        let memory = TrainingMemory::new::<R>(&run.network, data.rows(), &run.settings, engine, threads);
        memory.check()?;
        Ok(Self {
            warnings: Vec::new(),
            test,
            notes: vec![memory.note()],
            columns: None,
            name: source.stem(),
            gradients: stored.gradients,
            folds,
            run,
            threads,
            data: parts,
        })
    }

    /// The trainer of the network.
    ///
    /// # Errors
    ///
    /// If the settings contradict one another.
    pub(crate) fn trainer(&self) -> Result<Trainer, Failure> {
        let RunManifest { network, loss, settings, .. } = &self.run;
        Ok(Trainer::new(network.clone(), *loss, settings.clone())?)
    }

    /// The number of steps of an epoch.
    pub(crate) fn steps_per_epoch(&self) -> usize {
        let rows = self.data.train.rows();
        rows.div_ceil(self.run.settings.batch.rows(rows))
    }
}

/// The data without those of the test, and those.
///
/// # Errors
///
/// If no row is left for either, or if the file of the test cannot be read.
fn without_test(
    data: Dataset,
    test: Option<&TestData>,
    (source, schema): (&DataSource, &DataSchema),
    seed: u64,
) -> Result<(Dataset, Option<Dataset>), Failure> {
    let named = |error: &dyn Display| Failure::Input(format!("--test: {error}"));
    match test {
        None => Ok((data, None)),
        Some(TestData::Share(share)) => {
            let parts = hold_out(&data, *share, seed).map_err(|error| named(&error))?;
            if parts.validation.is_empty() {
                let found = match data.groups() {
                    Some(_) => "groups of rows, none small enough for this share",
                    None => "too few rows to set any aside",
                };
                return Err(named(&format!("found {found}, expected a larger share or more rows")));
            }
            Ok((data.subset(&parts.train), Some(data.subset(&parts.validation))))
        }
        Some(TestData::Source(name)) => {
            let test = DataSource::from(PathBuf::from(name));
            if is_same(&test, source) {
                return Err(named(&format!("found {name}, the data of the training, expected others")));
            }
            check_size(&test, COPIES_TO_EVALUATE).map_err(|failure| named(&failure))?;
            let test = test.open_as(schema, seed).map_err(|error| named(&error))?;
            Ok((data, Some(test)))
        }
    }
}

/// Returns whether two sources are the same data, however their paths are written.
fn is_same(one: &DataSource, other: &DataSource) -> bool {
    let path = |source: &DataSource| match source {
        DataSource::File(path) => path.canonicalize().ok(),
        _ => None,
    };
    one == other || path(one).is_some() && path(one) == path(other)
}

/// The schema of data whose columns are fixed.
fn schema_of_numbers(source: &DataSource, data: &Dataset) -> DataSchema {
    let classes = data.classes().to_vec();
    DataSchema::of_numbers(source.to_string(), data.task(), data.features(), data.target_names(), classes)
}

/// The network's shape between the columns of the data.
fn shape(hidden: &[usize], data: &Dataset, loss: Loss) -> Result<Shape, Failure> {
    let mut widths = vec![data.features().len()];
    widths.extend(hidden);
    widths.push(data.outputs(loss)?);
    Shape::new(widths).map_err(|error| Failure::Input(format!("--hidden: {error}")))
}
