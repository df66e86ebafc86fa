//! `dualtape train`: a network is trained on data, and the run is stored in a directory.

mod args;
mod calibration;
mod checkpoint_writer;
mod choices;
mod cross_validation;
mod engine_choice;
mod final_model;
mod memory;
mod progress_line;
mod refit;
mod run_directory;
mod setup;
mod table;
mod training_data;

use std::time::Instant;

use dualtape_mlp::{Checkpoint, Dataset, Model, Stop};

pub(crate) use crate::commands::train::args::TrainArgs;
use crate::commands::train::args::TrainRequest;
use crate::commands::train::checkpoint_writer::{CheckpointWriter, Trained};
use crate::commands::train::cross_validation::CrossValidation;
use crate::commands::train::final_model::{FinalModel, is_complete};
use crate::commands::train::progress_line::ProgressLine;
use crate::commands::train::run_directory::{RunDirectory, StoredRun};
use crate::commands::train::setup::{NewTraining, ResumedTraining, TrainingSetup};
use crate::commands::train::table::train_table;
use crate::compiled::Compiled;
use crate::error::Failure;
use crate::flags::exports::Format;
use crate::flags::shared::{OutputSettings, Precision, Shared};
use crate::terminal::interrupt::Interrupt;
use crate::terminal::json::json;
use crate::terminal::output::Output;
use crate::training_report::TrainingReport;
use crate::training_report::draw::{training_html, training_svg};
use crate::training_report::record::{PartMetrics, PartScore, TestScore, TrainRecord};
use crate::units;

/// Runs the command.
pub(crate) fn run(args: TrainArgs, shared: &Shared) -> Result<(), Failure> {
    let output = shared.output(args.files());
    match args.request(shared.seed)? {
        TrainRequest::New(new) => match new.precision {
            Precision::F64 => start::<f64>(&new, &output),
            Precision::F32 => start::<f32>(&new, &output),
        },
        TrainRequest::Resume(resumed) => {
            let stored = StoredRun::open(&resumed.directory)?;
            match stored.precision {
                Precision::F64 => resume::<f64>(&resumed, stored, &output),
                Precision::F32 => resume::<f32>(&resumed, stored, &output),
            }
        }
    }
}

/// Trains a new network.
fn start<R: Compiled>(new: &NewTraining, output: &OutputSettings) -> Result<(), Failure> {
    let setup = TrainingSetup::<R>::new(new)?;
    execute(&setup, None, output, || RunDirectory::create(new.directory.as_deref(), &setup.name))
}

/// Continues the training of a stored run.
fn resume<R: Compiled>(
    resumed: &ResumedTraining,
    stored: StoredRun,
    output: &OutputSettings,
) -> Result<(), Failure> {
    let setup = TrainingSetup::<R>::resumed(resumed, &stored)?;
    let checkpoint = stored.checkpoint()?;
    let done = checkpoint.history().len();
    if let Some(epochs) = resumed.epochs.filter(|&epochs| epochs < done) {
        return Err(Failure::Input(format!(
            "--epochs: found {epochs}, expected at least {done}, which the run has done already"
        )));
    }
    execute(&setup, Some(checkpoint), output, || stored.reopen())
}

/// Opens the output, then the run directory; trains and reports.
fn execute<R: Compiled>(
    setup: &TrainingSetup<R>,
    checkpoint: Option<Checkpoint<R>>,
    output: &OutputSettings,
    open_directory: impl FnOnce() -> Result<RunDirectory, Failure>,
) -> Result<(), Failure> {
    let resumed_after = checkpoint.as_ref().map(|checkpoint| checkpoint.history().len());
    let output = Output::open(output)?;
    setup.warnings.iter().for_each(|warning| output.warn(warning));
    let interrupt = Interrupt::listen();
    let directory = open_directory()?;

    let pool = rayon::ThreadPoolBuilder::new().num_threads(setup.threads).build();
    let pool = pool.map_err(|error| Failure::Input(format!("--threads: could not start them: {error}")))?;
    let cross_validate = |folds: &CrossValidation| {
        pool.install(|| folds.run::<R>(&setup.run, setup.gradients, &output, &interrupt))
    };
    let folds = setup.folds.as_ref().map(cross_validate).transpose().inspect_err(|_| directory.abandon())?;
    let (folds, members) = folds.unzip();
    let start = Instant::now();
    let trained = pool.install(|| train(setup, checkpoint, &directory, &output, &interrupt))?;
    let seconds = start.elapsed().as_secs_f64();

    let (data, validation) = (&setup.data, setup.data.validation.as_ref());
    let Trained { outcome, model, calibration } = &trained;
    let metrics = PartMetrics::of(model, &data.train, validation)?;
    let parts = (&output, &interrupt);
    let last = pool.install(|| FinalModel::make(setup, &trained, members, &directory, parts));
    let test = match (&setup.test, &last) {
        (Some(test), Ok(last)) if is_complete(outcome.stop) => Some(test_score(&last.model, test)?),
        _ => None,
    };
    let folder = directory.folder().path();
    let record = TrainRecord::new(model.run(), outcome, &metrics, seconds, resumed_after, folder);
    let (refit, ensemble) = last.as_ref().map_or((None, None), |last| (last.refit, last.ensemble));
    let columns = setup.columns.clone();
    let record = TrainRecord { test, refit, ensemble, folds, calibration: *calibration, columns, ..record };
    let verdict = verdict(outcome.stop, &record).and(last.map(|_| ()));
    let report = TrainingReport::new(model, outcome, (&record, &metrics), &data.train, validation)?;
    directory.folder().write_report(&training_html(&report))?;
    let text = |format| match format {
        Format::Svg => training_svg(&report),
        Format::Html => training_html(&report),
        _ => json(&record),
    };
    output.finish(text, |paint| train_table((&record, &metrics), model.run(), data.train.rows(), paint))?;
    verdict
}

/// Trains from the checkpoint, or else from the start, and writes all files of the run.
fn train<R: Compiled>(
    setup: &TrainingSetup<R>,
    checkpoint: Option<Checkpoint<R>>,
    directory: &RunDirectory,
    output: &Output,
    interrupt: &Interrupt,
) -> Result<Trained<R>, Failure> {
    let trainer = setup.trainer()?;
    let (run, seed) = (&setup.run, setup.run.settings.seed);
    let (train, validation) = (&setup.data.train, setup.data.validation.as_ref());
    let training = match checkpoint {
        None => trainer.start(run.network.initial_parameters(seed), train, validation),
        Some(checkpoint) => trainer.resume(checkpoint, train, validation),
    };
    let training = training.inspect_err(|_| directory.abandon())?;
    setup.notes.iter().for_each(|note| output.note(note));
    let progress = ProgressLine::new(output.progress_display(), &run.settings, setup.steps_per_epoch());
    let writer = CheckpointWriter::new(directory, run, &progress, interrupt);
    writer.run(training, (R::CONTENDERS.gradients)(setup.gradients, seed), validation)
}

/// The score of the final model on the data of the test.
fn test_score(model: &Model, test: &Dataset) -> Result<TestScore, Failure> {
    let evaluation = model.evaluate(test)?;
    Ok(TestScore { rows: test.rows(), score: PartScore::new(&evaluation.score, &evaluation.metrics) })
}

/// The result of the command: an interrupted or diverged training is a failure.
fn verdict(stop: Stop, record: &TrainRecord) -> Result<(), Failure> {
    let kept = if record.best_epoch == 0 { "the initial model" } else { "the best model so far" };
    let run = &record.run;
    match stop {
        Stop::Interrupted => Err(Failure::Interrupted(format!(
            "interrupted after {} epochs; {kept} is in {run}, and `dualtape train --resume {run}` goes on",
            units::count(record.epochs_run),
        ))),
        Stop::Diverged(divergence) => Err(Failure::Check(format!(
            "training diverged in {divergence}; try a smaller --learning-rate or --clip-norm 1; {kept} is in {run}"
        ))),
        _ => Ok(()),
    }
}
