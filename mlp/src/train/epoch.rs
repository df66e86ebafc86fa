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
    order: Vec<usize>,
    ordered: Examples<R>,
}

impl<R: Real> EpochRows<R> {
    pub(super) fn new(examples: &Examples<R>, batch: Batch, seed: u64) -> Self {
        let batch = batch.rows(examples.rows());
        Self { batch, seed, order: (0..examples.rows()).collect(), ordered: examples.clone() }
    }

    /// Puts the examples into the order of this epoch, which no other epoch has a say in.
    pub(super) fn shuffle(&mut self, examples: &Examples<R>, epoch: usize) {
        // One batch of everything is the same in any order.
        if self.count() == 1 {
            return;
        }
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

    pub(super) fn batches(&self) -> impl Iterator<Item = Examples<R>> + '_ {
        let rows = self.ordered.rows();
        (0..rows)
            .step_by(self.batch)
            .map(move |start| self.ordered.slice(start..rows.min(start + self.batch)))
    }
}
