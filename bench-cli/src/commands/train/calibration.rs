//! Calibration of a trained model on the validation part.

use dualtape_contenders_f64::MODEL_ENTRY_POINTS;
use dualtape_core::{Buf, Real, value};
use dualtape_mlp::{Error, Examples, Model, Outcome, RunManifest};

use crate::training_report::record::Calibration;

/// Returns the model of a training, with the temperature of the lowest log loss on the validation part, if there is one.
///
/// # Errors
///
/// If the parameters are not finite, or if the engine fails.
pub(crate) fn calibrated<R: Real>(
    run: &RunManifest,
    outcome: &Outcome<R>,
    validation: Option<&Examples<R>>,
) -> Result<(Model, Option<Calibration>), Error> {
    let parameters: Vec<f64> = outcome.parameters.iter().map(|parameter| parameter.to_f64()).collect();
    let model = Model::new(RunManifest { temperature: None, ..run.clone() }, Buf::from_slice(&parameters))?;
    let Some(loss) = validation.map(|part| model.calibration(part)).transpose()?.flatten() else {
        return Ok((model, None));
    };
    let Some(temperature) = (MODEL_ENTRY_POINTS.temperature)(&loss)? else { return Ok((model, None)) };
    let calibration = Calibration {
        temperature,
        log_loss_before: value(&loss, &[1.0])?,
        log_loss: value(&loss, &[1.0 / temperature])?,
    };
    Ok((model.with_temperature(Some(temperature))?, Some(calibration)))
}
