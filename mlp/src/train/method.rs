//! How a training moves the parameters: a step per gradient, or a line search.

use super::Settings;
use super::descent::Descent;
#[cfg(feature = "lbfgs")]
use super::lbfgs::Lbfgs;
use crate::Error;
use dualtape_core::{Buf, Real};

/// What a training moves the parameters by, with all that it keeps from step to step.
pub(super) enum Method<R: Real> {
    Descent(Descent<R>),
    #[cfg(feature = "lbfgs")]
    Lbfgs(Box<Lbfgs>),
}

/// What a method keeps, as a checkpoint has it.
pub(super) struct Kept<R: Real> {
    /// Named runs of one number per parameter.
    pub(super) memory: Vec<(String, Buf<R>)>,
    /// Anything else.
    pub(super) solver: Vec<u8>,
}

impl<R: Real> Method<R> {
    /// Before the first step, for this many parameters.
    pub(super) fn new(settings: &Settings, parameters: usize) -> Self {
        match settings.optimizer.build(parameters, settings.weight_decay) {
            Some(optimizer) => Self::Descent(Descent::new(optimizer, settings)),
            #[cfg(feature = "lbfgs")]
            None => Self::Lbfgs(Box::new(Lbfgs::new(settings.weight_decay))),
            #[cfg(not(feature = "lbfgs"))]
            None => unreachable!("all others step by step"),
        }
    }

    /// Takes a step if the loss is finite, and returns the loss before it.
    pub(super) fn step(
        &mut self,
        parameters: &mut Buf<R>,
        learning_rate: f64,
        mut evaluate: impl FnMut(&Buf<R>) -> Result<(R, Buf<R>), Error>,
    ) -> Result<f64, Error> {
        match self {
            Self::Descent(descent) => {
                let (loss, gradient) = evaluate(parameters)?;
                let loss = loss.to_f64();
                if loss.is_finite() {
                    descent.step(parameters, gradient, learning_rate);
                }
                Ok(loss)
            }
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => lbfgs.step(parameters, evaluate),
        }
    }

    /// What it keeps.
    pub(super) fn kept(&mut self) -> Kept<R> {
        match self {
            Self::Descent(descent) => Kept { memory: descent.memory(), solver: Vec::new() },
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => Kept { memory: Vec::new(), solver: lbfgs.to_bytes() },
        }
    }

    /// Gives back what it kept after so many steps.
    pub(super) fn restore(&mut self, steps: u64, kept: &Kept<R>) -> Result<(), Error> {
        match self {
            Self::Descent(descent) => descent.restore(steps, &kept.memory),
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs(lbfgs) => {
                **lbfgs = Lbfgs::from_bytes(&kept.solver)?;
                Ok(())
            }
        }
    }
}
