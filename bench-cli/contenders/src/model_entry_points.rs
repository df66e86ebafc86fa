//! The derivatives of stored models.

use dualtape_forward::Forward;
use dualtape_mlp::{CalibrationLoss, Error, RowGradients, RowOutputs};
use dualtape_reverse::Reverse;

/// Pointers to the derivatives of stored models, which compute in double precision. A `static` of them compiles them in the
/// crate where it stands, as [`EntryPoints`](crate::EntryPoints) does.
pub struct ModelEntryPoints {
    /// The gradients of the outputs at standardised inputs, rows × inputs: [`RowOutputs::gradients`].
    pub row_gradients: fn(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
    /// [`CalibrationLoss::temperature`].
    pub temperature: fn(&CalibrationLoss) -> Result<Option<f64>, Error>,
}

impl ModelEntryPoints {
    /// Returns the pointers.
    #[inline]
    #[allow(clippy::new_without_default, reason = "a default could not stand in a static")]
    pub const fn new() -> Self {
        Self { row_gradients, temperature }
    }
}

// Inline, so that engines are instantiated where the static stands.

#[inline]
fn row_gradients(outputs: &RowOutputs, x: &[f64]) -> Result<Vec<f64>, Error> {
    match RowGradients::suited_to(outputs.inputs()) {
        mode @ RowGradients::Forward => outputs.gradients(&mut Forward::<f64>::new(), mode, x),
        mode @ RowGradients::Reverse => outputs.gradients(&mut Reverse::<f64>::new(), mode, x),
    }
}

/// A function of one number is what forward mode is for.
#[inline]
fn temperature(loss: &CalibrationLoss) -> Result<Option<f64>, Error> {
    loss.temperature(&mut Forward::<f64>::new())
}
