//! The names and the defaults of the optimizers.

use super::adam::Adam;
use super::adamw::AdamW;
use super::momentum::{Momentum, Nesterov};
use super::rmsprop::RmsProp;
use super::sgd::Sgd;
use super::step::Optimizer;
use crate::text::names;
use dualtape_core::Real;

/// The choice of an optimizer.
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
    /// L-BFGS (Liu and Nocedal 1989) on all examples at once.
    ///
    /// Each epoch is one step along −H g, with H from the last ten steps and the length from the line search of Moré
    /// and Thuente (1994). If the line search finds no lower loss even along −g, the parameters stay unchanged.
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

/// An optimizer before its first step, or the line search of L-BFGS.
pub(crate) enum UpdateRule<R: Real> {
    /// A step per gradient.
    Optimizer(Box<dyn Optimizer<R>>),
    /// A line search, which evaluates several gradients per step.
    #[cfg(feature = "lbfgs")]
    LineSearch,
}

impl OptimizerKind {
    /// The number of pairs of steps and gradient differences that L-BFGS keeps, as Liu and Nocedal (1989) recommend.
    #[cfg(feature = "lbfgs")]
    pub(crate) const LBFGS_PAIRS: usize = 10;

    /// Returns the optimizer before its first step, for this number of parameters; none for L-BFGS, which needs more
    /// than one gradient per step.
    ///
    /// `weight_decay` applies to an optimizer that decouples it ([`OptimizerKind::decouples_weight_decay`]).
    pub fn build<R: Real>(self, parameters: usize, weight_decay: f64) -> Option<Box<dyn Optimizer<R>>> {
        match self.update_rule(parameters, weight_decay) {
            UpdateRule::Optimizer(optimizer) => Some(optimizer),
            #[cfg(feature = "lbfgs")]
            UpdateRule::LineSearch => None,
        }
    }

    /// Returns the update rule before its first step, for this number of parameters.
    pub(crate) fn update_rule<R: Real>(self, parameters: usize, weight_decay: f64) -> UpdateRule<R> {
        UpdateRule::Optimizer(match self {
            Self::Sgd => Box::new(Sgd),
            Self::Momentum => Box::new(Momentum::new(parameters)),
            Self::Nesterov => Box::new(Nesterov::new(parameters)),
            Self::RmsProp => Box::new(RmsProp::new(parameters)),
            Self::Adam => Box::new(Adam::new(parameters)),
            Self::AdamW => Box::new(AdamW::new(parameters, weight_decay)),
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs => return UpdateRule::LineSearch,
        })
    }

    /// Returns a learning rate that suits standardised data.
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

    /// Returns the default weight decay of its paper: 0.01 for [`AdamW`], 0 for the others.
    #[must_use]
    pub fn default_weight_decay(self) -> f64 {
        if self.decouples_weight_decay() { 0.01 } else { 0.0 }
    }

    /// Returns whether weights decay apart from the gradient, instead of through a penalty λ/2 ‖θ‖² on the loss.
    #[must_use]
    pub fn decouples_weight_decay(self) -> bool {
        self == Self::AdamW
    }

    /// Returns whether a line search determines the step lengths.
    ///
    /// Such an optimizer needs all examples in one batch and takes no learning rate, schedule or clipping.
    #[must_use]
    pub fn uses_line_search(self) -> bool {
        #[cfg(feature = "lbfgs")]
        return self == Self::Lbfgs;
        #[cfg(not(feature = "lbfgs"))]
        false
    }

    /// Returns the maximum number of numbers per parameter that it keeps from step to step.
    #[must_use]
    pub fn memory_per_parameter(self) -> usize {
        match self {
            Self::Sgd => 0,
            Self::Momentum | Self::Nesterov | Self::RmsProp => 1,
            Self::Adam | Self::AdamW => 2,
            // Pairs, point and gradient, in double precision.
            #[cfg(feature = "lbfgs")]
            Self::Lbfgs => 2 * (2 * Self::LBFGS_PAIRS + 3),
        }
    }
}

#[cfg(test)]
mod tests;
