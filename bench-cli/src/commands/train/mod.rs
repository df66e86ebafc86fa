//! `dualtape train`: a network, trained on data by any source of gradients, and a folder that keeps the run.

pub(crate) mod args;
pub(crate) mod checkpoint_writer;
pub(crate) mod cross_validation;
pub(crate) mod gradients;
pub(crate) mod memory;
pub(crate) mod progress_line;
pub(crate) mod run_directory;
pub(crate) mod setup;
pub(crate) mod table;

use std::time::Instant;

use dualtape_core::Real;
use dualtape_mlp::{Checkpoint, Error, Outcome, Stop};

pub(crate) use crate::commands::train::args::TrainArgs;
use crate::commands::train::checkpoint_writer::Keeper;
use crate::commands::train::cross_validation::CrossValidation;
pub(crate) use crate::commands::train::gradients::TrainEngine;
use crate::commands::train::progress_line::Live;
use crate::commands::train::run_directory::{Kept, Made};
use crate::commands::train::setup::Plan;
use crate::commands::train::table::train_table;
use crate::error::Failure;
use crate::flags::exports::Format;
use crate::flags::shared::{Precision, Shared};
use crate::terminal::interrupt::Interrupt;
use crate::terminal::json::json;
use crate::terminal::output::Output;
use crate::training_report::TrainingReport;
use crate::training_report::draw::{training_html, training_svg};
use crate::training_report::record::TrainRecord;
use crate::units;

/// Runs the command.
pub(crate) fn run(args: &TrainArgs, shared: &Shared) -> Result<(), Failure> {
    let kept = args.resume.as_deref().map(Kept::open).transpose()?;
    match kept.as_ref().map_or(args.precision, |kept| kept.precision) {
        Precision::F64 => run_in::<f64>(args, shared, kept),
        Precision::F32 => run_in::<f32>(args, shared, kept),
    }
}

fn run_in<R: Real>(args: &TrainArgs, shared: &Shared, kept: Option<Kept>) -> Result<(), Failure> {
    // Everything that can be wrong with the input comes before anything is made.
    let plan = match &kept {
        None => Plan::<R>::new(args, shared.seed)?,
        Some(kept) => Plan::resumed(args, kept)?,
    };
    let checkpoint = kept.as_ref().map(Kept::checkpoint).transpose()?;
    let resumed_after = checkpoint.as_ref().map(|checkpoint: &Checkpoint<R>| checkpoint.history().len());
    let output = Output::open(shared, &args.pictures.exports())?;
    plan.warnings.iter().for_each(|warning| output.warn(warning));
    let interrupt = Interrupt::listen();
    let folder = match kept {
        None => run_directory::make(args.out.as_deref(), &plan.name)?,
        Some(kept) => kept.made()?,
    };

    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build();
    let pool = pool.map_err(|error| Failure::Input(format!("--threads: could not start them: {error}")))?;
    let cross_validate = |folds: &CrossValidation| {
        pool.install(|| folds.run::<R>(&plan.run, plan.gradients, &output, &interrupt))
    };
    let folds = plan.folds.as_ref().map(cross_validate).transpose().inspect_err(|_| folder.abandon())?;
    let start = Instant::now();
    let outcome = pool.install(|| train(&plan, checkpoint, &folder, &output, &interrupt))?;
    let seconds = start.elapsed().as_secs_f64();

    let Plan { run, train, validation, .. } = &plan;
    let record = TrainRecord::new(run, &outcome, seconds, resumed_after, folder.folder().path());
    let record = TrainRecord { folds, ..record };
    let verdict = verdict(outcome.stop, &record);
    let report = TrainingReport::new(run, &outcome, &record, train, validation.as_ref()).map_err(input)?;
    folder.folder().write_report(&training_html(&report)).map_err(input)?;
    let text = |format| match format {
        Format::Svg => training_svg(&report),
        Format::Html => training_html(&report),
        _ => json(&record),
    };
    output.finish(text, |paint| train_table(&record, run, train.rows(), paint))?;
    verdict
}

/// Trains from the checkpoint, or else from the start, and writes all files of the run.
fn train<R: Real>(
    plan: &Plan<R>,
    checkpoint: Option<Checkpoint<R>>,
    folder: &Made,
    output: &Output,
    interrupt: &Interrupt,
) -> Result<Outcome<R>, Failure> {
    let trainer = plan.trainer()?;
    let (train, validation) = (&plan.train, plan.validation.as_ref());
    let training = match checkpoint {
        None => trainer.start(plan.run.network.initial_parameters(plan.run.settings.seed), train, validation),
        Some(checkpoint) => trainer.resume(checkpoint, train, validation),
    };
    let training = training.map_err(input).inspect_err(|_| folder.abandon())?;
    plan.notes.iter().for_each(|note| output.note(note));
    let live = Live::new(output.shows_progress(), &plan.run.settings, plan.steps_per_epoch());
    let keeper = Keeper::new(folder, &plan.run, &live, interrupt);
    plan.gradients.drive(plan.run.settings.seed, training, keeper)
}

fn verdict(stop: Stop, record: &TrainRecord) -> Result<(), Failure> {
    let kept = if record.best_epoch == 0 { "the initial model" } else { "the best model so far" };
    let run = &record.run;
    match stop {
        Stop::Interrupted => Err(Failure::Interrupted(format!(
            "interrupted after {} epochs; {kept} is in {run}, and `dualtape train --resume {run}` goes on",
            units::count(record.epochs_run),
        ))),
        Stop::Diverged { epoch, layer } => {
            let place = match layer {
                Some(layer) => format!("first in layer {}", layer + 1),
                None => "in the loss itself".to_owned(),
            };
            let advice = "try a smaller --learning-rate or --clip-norm 1";
            Err(Failure::Check(format!(
                "training diverged in epoch {epoch}, {place}: {advice}; {kept} is in {run}"
            )))
        }
        _ => Ok(()),
    }
}

/// The sentences of the library say what was found and what was expected.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn input(error: Error) -> Failure {
    Failure::Input(error.to_string())
}
