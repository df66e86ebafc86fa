//! `--refit`: the training once more on all rows, for the number of epochs that the validation part chose.

use dualtape_contenders::TrainingGradient;
use dualtape_core::{Buf, Real};
use dualtape_mlp::{Model, Outcome, RunManifest, Settings, Stop, Trainer};

use crate::commands::train::progress_line::ProgressLine;
use crate::commands::train::training_data::TrainingData;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::progress::ProgressDisplay;

/// Returns whether a training ended as it should.
pub(crate) fn is_complete(stop: Stop) -> bool {
    !matches!(stop, Stop::Interrupted | Stop::Diverged(_))
}

/// Returns the epochs to repeat on all rows; none if the run asks for none, or if no other rows were set aside.
pub(crate) fn epochs<R: Real>(
    run: &RunManifest,
    data: &TrainingData<R>,
    outcome: &Outcome<R>,
) -> Option<usize> {
    let epochs = Some(outcome.best_epoch).filter(|&epoch| epoch > 0);
    epochs.filter(|_| run.refit && is_complete(outcome.stop) && data.validation.is_some())
}

/// Trains anew on the training and the validation part, with the same seed and schedule, for exactly so many epochs.
///
/// Scaling and temperature stay those of `model`, which the training part alone was for.
///
/// # Errors
///
/// If the training diverges or is interrupted, or if a gradient fails.
pub(crate) fn on_all_rows<R: Real>(
    model: &Model,
    data: &TrainingData<R>,
    epochs: usize,
    mut gradients: TrainingGradient<R>,
    display: ProgressDisplay,
    interrupt: &Interrupt,
) -> Result<Model, Failure> {
    let RunManifest { network, loss, settings, .. } = model.run();
    let all = match &data.validation {
        Some(validation) => data.train.followed_by(validation)?,
        None => data.train.clone(),
    };
    let steps = all.rows().div_ceil(settings.batch.rows(all.rows()));
    let progress = ProgressLine::new(display, &Settings { epochs, ..settings.clone() }, steps);
    let settings = Settings { patience: None, ..settings.clone() };
    let start = network.initial_parameters(settings.seed);
    let trainer = Trainer::new(network.clone(), *loss, settings)?;
    let mut training = trainer.start(start, &all, None)?;
    while training.history().len() < epochs {
        let Some(event) = training.advance(&mut gradients)? else { break };
        progress.update(&event);
        if interrupt.is_raised() {
            training.interrupt();
        }
    }
    let rows = "all rows; the model from the training part is kept";
    match training.stop() {
        Some(Stop::Diverged(divergence)) => {
            Err(Failure::Check(format!("--refit: training diverged in {divergence} of {rows}")))
        }
        Some(Stop::Interrupted) => Err(Failure::Interrupted(format!("interrupted while training on {rows}"))),
        _ => {
            let parameters: Vec<f64> =
                training.parameters().iter().map(|parameter| parameter.to_f64()).collect();
            Ok(Model::new(model.run().clone(), Buf::from_slice(&parameters))?)
        }
    }
}
