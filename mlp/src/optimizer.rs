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
}

names!(OptimizerKind ("optimizer"):
    Sgd = "sgd",
    Momentum = "momentum",
    Nesterov = "nesterov",
    RmsProp = "rmsprop",
    Adam = "adam",
    AdamW = "adamw",
);

impl OptimizerKind {
    /// The optimizer before its first step, for this many parameters; `weight_decay` is for the one that decouples
    /// it ([`OptimizerKind::decouples_weight_decay`]).
    pub fn build<R: Real>(self, parameters: usize, weight_decay: f64) -> Box<dyn Optimizer<R>> {
        match self {
            Self::Sgd => Box::new(Sgd),
            Self::Momentum => Box::new(Momentum::new(parameters)),
            Self::Nesterov => Box::new(Nesterov::new(parameters)),
            Self::RmsProp => Box::new(RmsProp::new(parameters)),
            Self::Adam => Box::new(Adam::new(parameters)),
            Self::AdamW => Box::new(AdamW::new(parameters, weight_decay)),
        }
    }

    /// A learning rate that suits standardised data.
    #[must_use]
    pub fn default_learning_rate(self) -> f64 {
        match self {
            Self::Sgd => 0.1,
            Self::Momentum | Self::Nesterov => 0.02,
            Self::RmsProp => 0.003,
            Self::Adam | Self::AdamW => 0.01,
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

    /// How many numbers it keeps per parameter from step to step.
    #[must_use]
    pub fn memory_per_parameter(self) -> usize {
        match self {
            Self::Sgd => 0,
            Self::Momentum | Self::Nesterov | Self::RmsProp => 1,
            Self::Adam | Self::AdamW => 2,
        }
    }
}

#[cfg(test)]
mod tests;
