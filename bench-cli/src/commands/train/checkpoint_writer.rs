//! A training with checkpoints while it runs, and all files of the run when it ends.

use std::time::{Duration, Instant};

use dualtape_contenders::TrainingGradient;
use dualtape_core::Real;
use dualtape_mlp::{Error, Examples, Model, Outcome, RunManifest, Stop, Training};

use crate::commands::train::calibration::calibrated;
use crate::commands::train::final_model::is_replaced;
use crate::commands::train::progress_line::ProgressLine;
use crate::commands::train::run_directory::RunDirectory;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::training_report::record::Calibration;

/// The least time between checkpoints. A killed run loses no more than this, unless writing is slow.
const PAUSE: Duration = Duration::from_millis(100);

/// The least ratio of training time to writing time. It limits the cost of checkpoints to 5 %.
const TRAINING_PER_WRITING: u32 = 20;

/// A training that has ended.
pub(crate) struct Trained<R: Real> {
    /// The result.
    pub(crate) outcome: Outcome<R>,
    /// The model, as it is stored.
    pub(crate) model: Model,
    /// The temperature of its probabilities, if there is one.
    pub(crate) calibration: Option<Calibration>,
}

/// A training loop that writes a run to its directory.
pub(crate) struct CheckpointWriter<'a> {
    directory: &'a RunDirectory,
    run: &'a RunManifest,
    progress: &'a ProgressLine,
    interrupt: &'a Interrupt,
    /// The time of the next checkpoint.
    due: Instant,
}

impl<'a> CheckpointWriter<'a> {
    /// A writer of the run with this manifest; the training ends when `interrupt` is raised.
    pub(crate) fn new(
        directory: &'a RunDirectory,
        run: &'a RunManifest,
        progress: &'a ProgressLine,
        interrupt: &'a Interrupt,
    ) -> Self {
        Self { directory, run, progress, interrupt, due: Instant::now() }
    }

    /// Writes a checkpoint and sets the time of the next.
    fn save<R: Real>(&mut self, training: &mut Training<R>) -> Result<(), Error> {
        let start = Instant::now();
        let folder = self.directory.folder();
        folder.write_checkpoint(&training.checkpoint())?;
        if !training.history().is_empty() {
            folder.write_metrics(self.run.data.task, training.history())?;
        }
        self.due = Instant::now() + PAUSE.max(start.elapsed() * TRAINING_PER_WRITING);
        Ok(())
    }

    /// The failure to write after a checkpoint was written.
    fn failure(&self, error: &Error) -> Failure {
        let run = self.directory.folder().path().display();
        Failure::Input(format!("{error}; `dualtape train --resume {run}` goes on from the last checkpoint"))
    }

    /// Trains to the end or until interrupted, calibrates the model on the validation part, and writes all files; the
    /// model only if none takes its place.
    ///
    /// # Errors
    ///
    /// If a gradient fails, or if a file cannot be written.
    pub(crate) fn run<R: Real>(
        mut self,
        mut training: Training<R>,
        mut gradients: TrainingGradient<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Trained<R>, Failure> {
        self.progress.start_at(training.steps());
        // The description comes first: a checkpoint without it could not be resumed.
        let folder = self.directory.folder();
        let begun = folder.write_run(self.run).and_then(|()| self.save(&mut training));
        begun.inspect_err(|_| self.directory.abandon())?;

        while let Some(event) = training.advance(&mut gradients)? {
            self.progress.update(&event);
            if self.interrupt.is_raised() {
                training.interrupt();
            } else if Instant::now() >= self.due {
                self.save(&mut training).map_err(|error| self.failure(&error))?;
            }
        }
        // A longer training resumes from here; after a divergence, from the checkpoint before it.
        if !matches!(training.stop(), Some(Stop::Diverged(_))) {
            self.save(&mut training).map_err(|error| self.failure(&error))?;
        }

        let outcome = training.finish()?;
        let metrics = folder.write_metrics(self.run.data.task, &outcome.history);
        let (model, calibration) = calibrated(self.run, &outcome, validation)?;
        // Right before the model: until then the folder may hold an earlier one with its own temperature.
        let run = metrics.and_then(|()| folder.write_run(model.run()));
        let is_last = !is_replaced(self.run, &outcome, validation.is_some());
        let written = if is_last {
            run.and_then(|()| folder.write_model(&self.run.network, &outcome.parameters))
        } else {
            run
        };
        written.map_err(|error| self.failure(&error))?;
        Ok(Trained { outcome, model, calibration })
    }
}
