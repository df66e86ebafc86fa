//! The best parameters of a training so far.

use dualtape_core::{Buf, Real};

/// A copy of the parameters of the lowest loss.
#[derive(Debug)]
pub(super) struct BestParameters<R: Real> {
    epoch: usize,
    loss: f64,
    parameters: Vec<R>,
}

impl<R: Real> BestParameters<R> {
    /// Returns the initial parameters, with an infinite loss.
    pub(super) fn new(start: &[R]) -> Self {
        Self::restored(0, f64::INFINITY, start)
    }

    /// Returns the parameters of an earlier epoch.
    pub(super) fn restored(epoch: usize, loss: f64, parameters: &[R]) -> Self {
        Self { epoch, loss, parameters: parameters.to_vec() }
    }

    /// Copies `parameters` if `loss` is lower than the lowest so far.
    pub(super) fn offer(&mut self, epoch: usize, loss: f64, parameters: &Buf<R>) {
        if loss < self.loss {
            self.epoch = epoch;
            self.loss = loss;
            self.parameters.copy_from_slice(parameters);
        }
    }

    /// Returns the epoch of the best parameters; 0 for the initial ones.
    pub(super) fn epoch(&self) -> usize {
        self.epoch
    }

    /// Returns the lowest loss; infinite for the initial parameters.
    pub(super) fn loss(&self) -> f64 {
        self.loss
    }

    /// Returns the best parameters.
    pub(super) fn parameters(&self) -> &[R] {
        &self.parameters
    }
}
