//! The shuffled examples of an epoch and its minibatches.

use super::settings::Batch;
use crate::examples::Examples;
use crate::random::{Random, Stream};
use dualtape_core::Real;

/// The examples in the order of the current epoch; a minibatch is a view of successive rows.
///
/// The rows are copied once per epoch, into the same memory each time, so that minibatches copy nothing.
#[derive(Debug)]
pub(super) struct EpochRows<R: Real> {
    batch: usize,
    seed: u64,
    /// The epoch of the current order; 0 for the order of the data.
    epoch: usize,
    order: Vec<usize>,
    ordered: Examples<R>,
}

impl<R: Real> EpochRows<R> {
    /// Returns the examples in the order of the data.
    pub(super) fn new(examples: &Examples<R>, batch: Batch, seed: u64) -> Self {
        let batch = batch.rows(examples.rows());
        Self { batch, seed, epoch: 0, order: (0..examples.rows()).collect(), ordered: examples.clone() }
    }

    /// Puts the examples into the order of this epoch, which depends on the seed and the epoch alone.
    ///
    /// # Cost
    /// One copy of the examples; nothing if they are in that order already.
    pub(super) fn shuffle(&mut self, examples: &Examples<R>, epoch: usize) {
        // A single batch of all examples needs no order.
        if self.epoch == epoch || self.count() == 1 {
            return;
        }
        self.epoch = epoch;
        for (index, row) in self.order.iter_mut().enumerate() {
            *row = index;
        }
        Random::new(self.seed, Stream::Epoch(epoch)).shuffle(&mut self.order);
        self.ordered.gather(examples, &self.order);
    }

    /// Returns the number of minibatches of an epoch.
    pub(super) fn count(&self) -> usize {
        self.ordered.rows().div_ceil(self.batch)
    }

    /// Returns the minibatch at `index`, which must be below the count.
    pub(super) fn batch(&self, index: usize) -> Examples<R> {
        let start = index * self.batch;
        self.ordered.slice(start..self.ordered.rows().min(start + self.batch))
    }
}
