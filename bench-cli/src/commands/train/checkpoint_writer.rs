//! Runs a training so that nothing is lost: checkpoints while it runs, all files of the run when it ends.

use std::time::{Duration, Instant};

use dualtape_core::Real;
use dualtape_mlp::{Error, GradientSource, Outcome, RunManifest, Stop, Training};

use crate::commands::train::gradients::Driver;
use crate::commands::train::input;
use crate::commands::train::progress_line::Live;
use crate::commands::train::run_directory::Made;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;

/// The least time from one checkpoint to the next: what a killed run loses at most, unless writing is slow.
const PAUSE: Duration = Duration::from_millis(100);

/// How many times as long as writing a checkpoint took training goes on before the next: what safety may cost.
const TRAINING_PER_WRITING: u32 = 20;

/// Keeps a run in its folder.
pub(crate) struct Keeper<'a> {
    folder: &'a Made,
    run: &'a RunManifest,
    live: &'a Live,
    interrupt: &'a Interrupt,
    /// When the next checkpoint is due.
    due: Instant,
}

impl<'a> Keeper<'a> {
    /// For a run with this description, until `interrupt` is raised.
    pub(crate) fn new(
        folder: &'a Made,
        run: &'a RunManifest,
        live: &'a Live,
        interrupt: &'a Interrupt,
    ) -> Self {
        Self { folder, run, live, interrupt, due: Instant::now() }
    }

    fn save<R: Real>(&mut self, training: &mut Training<R>) -> Result<(), Error> {
        let start = Instant::now();
        self.folder.folder().write_checkpoint(&training.checkpoint())?;
        self.due = Instant::now() + PAUSE.max(start.elapsed() * TRAINING_PER_WRITING);
        Ok(())
    }

    /// Something could not be written, but the last checkpoint was.
    fn lost(&self, error: &Error) -> Failure {
        let run = self.folder.folder().path().display();
        Failure::Input(format!("{error}; `dualtape train --resume {run}` goes on from the last checkpoint"))
    }
}

impl Driver for Keeper<'_> {
    /// Trains to the end, or until interrupted, and writes everything.
    fn drive<R: Real, K, G: GradientSource<R, K>>(
        mut self,
        mut training: Training<R>,
        gradients: &mut G,
    ) -> Result<Outcome<R>, Failure> {
        self.live.start(training.steps());
        // The description comes first: a checkpoint without it could not be resumed.
        let folder = self.folder.folder();
        let begun = folder.write_run(self.run).and_then(|()| self.save(&mut training));
        begun.map_err(input).inspect_err(|_| self.folder.abandon())?;

        while let Some(event) = training.advance(gradients).map_err(input)? {
            self.live.tell(&event);
            if self.interrupt.is_raised() {
                training.interrupt();
            } else if Instant::now() >= self.due {
                self.save(&mut training).map_err(|error| self.lost(&error))?;
            }
        }
        // Whoever wants more epochs goes on from here; after a divergence, from before it.
        if !matches!(training.stop(), Some(Stop::Diverged { .. })) {
            self.save(&mut training).map_err(|error| self.lost(&error))?;
        }

        let outcome = training.finish().map_err(input)?;
        let metrics = folder.write_metrics(self.run.data.task, &outcome.history);
        let model = metrics.and_then(|()| folder.write_model(self.run.network.shape(), &outcome.parameters));
        model.map_err(|error| self.lost(&error))?;
        Ok(outcome)
    }
}
