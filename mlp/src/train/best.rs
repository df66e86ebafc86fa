//! The best parameters so far.

use dualtape_core::{Buf, Real};

/// A copy of the parameters that had the lowest loss.
#[derive(Debug)]
pub(super) struct Best<R: Real> {
    epoch: usize,
    loss: f64,
    parameters: Vec<R>,
}

impl<R: Real> Best<R> {
    /// Those that training starts with; any finite loss beats them.
    pub(super) fn new(start: &[R]) -> Self {
        Self::restored(0, f64::INFINITY, start)
    }

    /// Those of an earlier epoch.
    pub(super) fn restored(epoch: usize, loss: f64, parameters: &[R]) -> Self {
        Self { epoch, loss, parameters: parameters.to_vec() }
    }

    /// Copies these if their loss is lower.
    pub(super) fn offer(&mut self, epoch: usize, loss: f64, parameters: &Buf<R>) {
        if loss < self.loss {
            self.epoch = epoch;
            self.loss = loss;
            self.parameters.copy_from_slice(parameters);
        }
    }

    /// The epoch that they come from, 0 for the start.
    pub(super) fn epoch(&self) -> usize {
        self.epoch
    }

    /// Their loss, infinite for the start.
    pub(super) fn loss(&self) -> f64 {
        self.loss
    }

    pub(super) fn parameters(&self) -> &[R] {
        &self.parameters
    }
}
