//! The update of the parameters: a step per gradient, or a line search.

use super::descent::Descent;
use super::divergence::first_non_finite;
#[cfg(feature = "lbfgs")]
use super::lbfgs::Lbfgs;
use super::settings::Settings;
use crate::error::Error;
use crate::optimizer::UpdateRule;
use dualtape_core::{Array, Buf, Real};

/// The method that updates the parameters, with its state.
pub(super) enum Update<R: Real> {
    /// A step per gradient.
    Descent(Descent<R>),
    /// A line search.
    #[cfg(feature = "lbfgs")]
    Lbfgs(Box<Lbfgs>),
}

/// The result of a step.
pub(super) enum StepResult<R: Real> {
    /// A step taken, from this loss.
    Taken(f64),
    /// No step, as the loss is not finite.
    LossNotFinite,
    /// No step, as this gradient is not finite.
    GradientNotFinite(Buf<R>),
    /// A step to parameters of which one is not finite.
    ParameterNotFinite {
        /// Its index.
        index: usize,
        /// The derivative by it.
        derivative: f64,
    },
}

/// The state of an update method, as stored in a checkpoint.
pub(super) struct UpdateState<R: Real> {
    /// Named vectors of one number per parameter.
    pub(super) memory: Vec<(String, Buf<R>)>,
    /// Any other state, as bytes.
    pub(super) solver: Vec<u8>,
}

impl<R: Real> Update<R> {
    /// Returns the method before its first step, for this number of parameters.
    pub(super) fn new(settings: &Settings, parameters: usize) -> Self {
        match settings.optimizer.update_rule(parameters, settings.weight_decay) {
            UpdateRule::Optimizer(optimizer) => Self::Descent(Descent::new(optimizer, settings)),
            #[cfg(feature = "lbfgs")]
            UpdateRule::LineSearch => Self::Lbfgs(Box::new(Lbfgs::new(settings.weight_decay))),
        }
    }

    /// Takes a step if the loss and its gradient are finite.
    pub(super) fn step(
        &mut self,
        parameters: &mut Buf<R>,
        learning_rate: f64,
        mut evaluate: impl FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>,
    ) -> Result<StepResult<R>, Error> {
        match self {
            Self::Descent(descent) => {
                let (loss, mut gradient) = evaluate(parameters)?;
                if !loss.is_finite() {
                    return Ok(StepResult::LossNotFinite);
                }
                if !gradient.all_finite() {
                    return Ok(StepResult::GradientNotFinite(gradient));
                }
                descent.step(parameters, &mut gradient, learning_rate);
                if parameters.all_finite() {
                    return Ok(StepResult::Taken(loss.to_f64()));
                }
                let index = first_non_finite(parameters).expect("not all are finite");
                Ok(StepResult::ParameterNotFinite { index, derivative: gradient[index].to_f64() })
            }
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => lbfgs.step(parameters, evaluate),
        }
    }

    /// Returns the current state.
    pub(super) fn state(&mut self) -> UpdateState<R> {
        match self {
            Self::Descent(descent) => UpdateState { memory: descent.memory(), solver: Vec::new() },
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => UpdateState { memory: Vec::new(), solver: lbfgs.to_bytes() },
        }
    }

    /// Restores the state after this number of steps, for this number of parameters.
    pub(super) fn restore(
        &mut self,
        steps: u64,
        state: &UpdateState<R>,
        #[cfg_attr(not(feature = "lbfgs"), expect(unused_variables, reason = "only L-BFGS needs it"))]
        parameters: usize,
    ) -> Result<(), Error> {
        match self {
            Self::Descent(descent) => descent.restore(steps, &state.memory),
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => {
                **lbfgs = Lbfgs::from_bytes(&state.solver, parameters)?;
                Ok(())
            }
        }
    }
}
