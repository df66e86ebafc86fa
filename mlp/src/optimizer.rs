//! How a gradient becomes a step: the optimizers, a file each, and their names.

mod adam;
mod adamw;
mod momentum;
mod rmsprop;
mod sgd;

pub use adam::Adam;
pub use adamw::AdamW;
pub use momentum::{Momentum, Nesterov};
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use crate::text::names;
use dualtape_core::Real;

/// A rule that moves the parameters, in place and without allocation.
pub trait Optimizer<R: Real> {
    /// Moves `parameters` by one step against `gradient`.
    ///
    /// # Panics
    /// The two lengths differ from each other or from the length that the optimizer was made for.
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R);

    /// All that it keeps of the steps before, but for their number: named runs of one number per parameter, always
    /// in the same order. Gradient descent keeps nothing.
    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        Vec::new()
    }

    /// Goes on as after this many steps; with its memory restored, an optimizer is as it was then.
    fn set_steps(&mut self, _steps: u64) {}
}

/// Which optimizer to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptimizerKind {
    /// [`Sgd`].
    Sgd,
    /// [`Momentum`].
    Momentum,
    /// [`Nesterov`].
    Nesterov,
    /// [`RmsProp`].
    RmsProp,
    /// [`Adam`].
    Adam,
    /// [`AdamW`].
    AdamW,
    /// L-BFGS (Liu and Nocedal 1989), which takes all examples at once: each epoch is one step along −H g, with H from
    /// the last ten steps, as far as the line search of Moré and Thuente (1994) goes. Once nothing lower is found it
    /// stays where it is.
    #[cfg(feature = "lbfgs")]
    Lbfgs,
}

names!(OptimizerKind ("optimizer"):
    Sgd = "sgd",
    Momentum = "momentum",
    Nesterov = "nesterov",
    RmsProp = "rmsprop",
    Adam = "adam",
    AdamW = "adamw",
    #[cfg(feature = "lbfgs")]
    Lbfgs = "lbfgs",
);

impl OptimizerKind {
    /// The optimizer before its first step, for this many parameters; `weight_decay` is for the one that decouples
    /// it ([`OptimizerKind::decouples_weight_decay`]). None for L-BFGS, to which a gradient is not enough.
    pub fn build<R: Real>(self, parameters: usize, weight_decay: f64) -> Option<Box<dyn Optimizer<R>>> {
        Some(match self {
            Self::Sgd => Box::new(Sgd),
            Self::Momentum => Box::new(Momentum::new(parameters)),
            Self::Nesterov => Box::new(Nesterov::new(parameters)),
            Self::RmsProp => Box::new(RmsProp::new(parameters)),
            Self::Adam => Box::new(Adam::new(parameters)),
            Self::AdamW => Box::new(AdamW::new(parameters, weight_decay)),
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs => return None,
        })
    }

    /// A learning rate that suits standardised data.
    #[must_use]
    pub fn default_learning_rate(self) -> f64 {
        match self {
            Self::Sgd => 0.1,
            Self::Momentum | Self::Nesterov => 0.02,
            Self::RmsProp => 0.003,
            Self::Adam | Self::AdamW => 0.01,
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs => 1.0,
        }
    }

    /// The weight decay that its paper sets out from: 0.01 for [`AdamW`], none for the others.
    #[must_use]
    pub fn default_weight_decay(self) -> f64 {
        if self.decouples_weight_decay() { 0.01 } else { 0.0 }
    }

    /// Whether weights decay by themselves, instead of through the gradient as with a penalty λ/2 ‖θ‖².
    #[must_use]
    pub fn decouples_weight_decay(self) -> bool {
        self == Self::AdamW
    }

    /// Whether it chooses the length of its steps itself, so that it needs all examples and takes no learning rate,
    /// schedule or clipping.
    #[must_use]
    pub fn searches_lines(self) -> bool {
        #[cfg(feature = "lbfgs")]
        return self == Self::Lbfgs;
        #[cfg(not(feature = "lbfgs"))]
        false
    }

    /// At most how many numbers it keeps per parameter from step to step.
    #[must_use]
    pub fn memory_per_parameter(self) -> usize {
        match self {
            Self::Sgd => 0,
            Self::Momentum | Self::Nesterov | Self::RmsProp => 1,
            Self::Adam | Self::AdamW => 2,
            // Pairs, point and gradient, in double precision.
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs => 2 * (2 * crate::train::LBFGS_PAIRS + 3),
        }
    }
}

#[cfg(test)]
mod tests;
