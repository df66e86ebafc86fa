//! The model of a run: that of the training, or the one that `--refit` and `--ensemble` make of it.

use dualtape_core::Real;
use dualtape_mlp::{Model, Outcome, RunManifest, Stop};

use crate::commands::train::checkpoint_writer::Trained;
use crate::commands::train::refit;
use crate::commands::train::run_directory::RunDirectory;
use crate::commands::train::setup::TrainingSetup;
use crate::compiled::Compiled;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::output::Output;

/// The model that a run leaves.
pub(crate) struct FinalModel {
    /// The model.
    pub(crate) model: Model,
    /// The number of epochs on all rows, if it was trained on them.
    pub(crate) refit: Option<usize>,
    /// The number of folds whose networks are in it, if it is a mean.
    pub(crate) ensemble: Option<usize>,
}

/// Returns whether a training ended as it should.
pub(crate) fn is_complete(stop: Stop) -> bool {
    !matches!(stop, Stop::Interrupted | Stop::Diverged(_))
}

/// Returns whether another model takes the place of that of the training.
pub(crate) fn is_replaced<R: Real>(run: &RunManifest, outcome: &Outcome<R>, has_validation: bool) -> bool {
    is_complete(outcome.stop)
        && (run.ensemble.is_some() || refit::epochs(run, outcome, has_validation).is_ok())
}

impl FinalModel {
    /// Makes the model that the run asks for, and writes it if it is another than that of the training.
    ///
    /// # Errors
    ///
    /// If the training on all rows diverges or is interrupted, or if a file cannot be written. The run can be resumed then.
    pub(crate) fn make<R: Compiled>(
        setup: &TrainingSetup<R>,
        Trained { outcome, model, .. }: &Trained<R>,
        folds: Option<Vec<Model>>,
        directory: &RunDirectory,
        (output, interrupt): (&Output, &Interrupt),
    ) -> Result<Self, Failure> {
        let (run, validation) = (&setup.run, setup.data.validation.as_ref());
        let kept = Self { model: model.clone(), refit: None, ensemble: None };
        if !is_complete(outcome.stop) {
            return Ok(kept);
        }
        let single = match (refit::epochs(run, outcome, validation.is_some()), validation) {
            (Ok(epochs), Some(validation)) => {
                let gradients = (R::CONTENDERS.gradients)(setup.gradients, run.settings.seed);
                let parts = (&setup.data.train, validation);
                let display = output.progress_display();
                let model = refit::on_all_rows(model, parts, epochs, gradients, display, interrupt);
                Self {
                    model: model.map_err(|failure| resumable(failure, directory))?,
                    refit: Some(epochs),
                    ..kept
                }
            }
            (reason, _) => {
                reason.err().flatten().iter().for_each(|reason| output.warn(reason));
                kept
            }
        };
        let folder = directory.folder();
        let Some(folds) = folds.filter(|_| run.ensemble.is_some()) else {
            if single.refit.is_some() {
                folder.write_model(&run.network, single.model.parameters())?;
            }
            return Ok(single);
        };
        let mean = Model::mean_of(&[vec![single.model.clone()], folds].concat())?;
        // Until the last step, the checkpoint and `run.toml` are those of a run to resume. The temperature is in the weights
        // of the mean, and must not be applied to them once more.
        folder.write_run(&RunManifest { temperature: None, ..single.model.run().clone() })?;
        folder.write_model(&mean.run().network, mean.parameters())?;
        folder.write_run(mean.run())?;
        folder.remove_checkpoint()?;
        Ok(Self { model: mean, ensemble: run.ensemble, ..single })
    }
}

/// Adds the way to go on to an interruption.
fn resumable(failure: Failure, directory: &RunDirectory) -> Failure {
    match failure {
        Failure::Interrupted(sentence) => {
            let run = directory.folder().path().display();
            Failure::Interrupted(format!("{sentence}; `dualtape train --resume {run}` goes on"))
        }
        other => other,
    }
}
