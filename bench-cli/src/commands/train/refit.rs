//! `--refit`: the training once more on all rows, for the number of epochs that the validation part chose.

use dualtape_contenders::TrainingGradient;
use dualtape_core::{Buf, Real};
use dualtape_mlp::{Examples, Model, Outcome, RunManifest, Settings, Stop, Trainer};

use crate::commands::train::progress_line::ProgressLine;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::progress::ProgressDisplay;

/// Returns the epochs of a complete training to repeat on all rows.
///
/// # Errors
///
/// If there are none to repeat, with the reason if the run asks for some.
pub(crate) fn epochs<R: Real>(
    run: &RunManifest,
    outcome: &Outcome<R>,
    has_validation: bool,
) -> Result<usize, Option<&'static str>> {
    match (run.refit, has_validation, outcome.best_epoch) {
        (false, ..) => Err(None),
        (true, false, _) => {
            Err(Some("--refit: found no validation part, so the model is trained on all rows already"))
        }
        (true, true, 0) => {
            Err(Some("--refit: no epoch improved on the initial network, so there is none to repeat"))
        }
        (true, true, epochs) => Ok(epochs),
    }
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
    (train, validation): (&Examples<R>, &Examples<R>),
    epochs: usize,
    mut gradients: TrainingGradient<R>,
    display: ProgressDisplay,
    interrupt: &Interrupt,
) -> Result<Model, Failure> {
    let RunManifest { network, loss, settings, .. } = model.run();
    let all = train.followed_by(validation)?;
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
    match training.stop() {
        Some(Stop::Diverged(divergence)) => {
            Err(Failure::Check(format!("--refit: the training on all rows diverged in {divergence}")))
        }
        Some(Stop::Interrupted) => {
            Err(Failure::Interrupted("interrupted in the training on all rows".to_owned()))
        }
        _ => {
            let parameters: Vec<f64> =
                training.parameters().iter().map(|parameter| parameter.to_f64()).collect();
            Ok(Model::new(model.run().clone(), Buf::from_slice(&parameters))?)
        }
    }
}
