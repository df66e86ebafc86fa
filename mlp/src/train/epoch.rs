//! The order of the examples in an epoch, and its minibatches.

use super::Batch;
use crate::Examples;
use crate::random::{Random, Stream};
use dualtape_core::Real;

/// The examples in the order of the current epoch; a minibatch is a view of successive rows.
///
/// The rows are copied once per epoch, into the same memory each time, so that no minibatch copies.
#[derive(Debug)]
pub(super) struct EpochRows<R: Real> {
    batch: usize,
    seed: u64,
    /// The epoch whose order this is; 0 for that of the data.
    epoch: usize,
    order: Vec<usize>,
    ordered: Examples<R>,
}

impl<R: Real> EpochRows<R> {
    pub(super) fn new(examples: &Examples<R>, batch: Batch, seed: u64) -> Self {
        let batch = batch.rows(examples.rows());
        Self { batch, seed, epoch: 0, order: (0..examples.rows()).collect(), ordered: examples.clone() }
    }

    /// Puts the examples into the order of this epoch, which no other epoch has a say in; costs nothing if they
    /// are in it already.
    pub(super) fn shuffle(&mut self, examples: &Examples<R>, epoch: usize) {
        // One batch of everything is the same in any order.
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

    /// How many minibatches an epoch has.
    pub(super) fn count(&self) -> usize {
        self.ordered.rows().div_ceil(self.batch)
    }

    /// The minibatch at `index`, from 0 to below the count.
    pub(super) fn batch(&self, index: usize) -> Examples<R> {
        let start = index * self.batch;
        self.ordered.slice(start..self.ordered.rows().min(start + self.batch))
    }
}
