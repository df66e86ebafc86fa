//! Gradients of large batches as sums over blocks of rows, on several threads.

use super::source::{GradientSource, marker};
use crate::error::Error;
use crate::loss::LossFunction;
use crate::network::LayerFunction;
use crate::objective::Objective;
use dualtape_core::{Buf, Engine, Real, TermByTerm};

/// The gradients of an engine, block by block if a batch has more rows than a block.
///
/// The blocks are distributed over the threads of the current rayon pool. They depend on the rows alone, so the bits do
/// not depend on the number of threads. A tape holds one block at a time, so its memory does not grow with the batch.
///
/// # Cost
/// A batch of one block costs one gradient of the engine. Each further block adds a gradient to the sum: blocks of 128
/// rows on one thread take 1.04 to 1.22 times as long as one recording of the whole
/// (`cargo bench -p dualtape-mlp --bench threads`).
///
/// # Example
/// ```
/// use dualtape_core::Engine;
/// use dualtape_mlp::{BlockwiseGradient, Error, Examples, Outcome, Trainer};
/// use std::ops::ControlFlow;
///
/// /// Trains from `start`; `engine` makes one engine per thread.
/// fn train<E: Engine<f64> + Send>(
///     trainer: &Trainer,
///     engine: impl Fn() -> E + Sync,
///     examples: &Examples<f64>,
///     start: dualtape_core::Buf<f64>,
/// ) -> Result<Outcome<f64>, Error> {
///     let mut gradients = BlockwiseGradient::new(engine, BlockwiseGradient::<E, ()>::ROWS);
///     trainer.fit(&mut gradients, start, examples, None, |_| ControlFlow::Continue(()))
/// }
/// ```
#[derive(Debug)]
pub struct BlockwiseGradient<E, New> {
    rows: usize,
    whole: E,
    sums: TermByTerm<E, New>,
}

impl<E> BlockwiseGradient<E, ()> {
    /// The default number of rows of a block: two blocks in a batch of 256, at little overhead on one thread.
    pub const ROWS: usize = 128;
}

impl<E, New: Fn() -> E + Sync> BlockwiseGradient<E, New> {
    /// Returns a source with blocks of at most `rows` rows.
    ///
    /// `new` makes one engine per thread, and one for batches of a single block.
    ///
    /// # Panics
    /// Panics if `rows` is 0.
    pub fn new(new: New, rows: usize) -> Self {
        assert!(rows > 0, "a block has rows");
        Self { rows, whole: new(), sums: TermByTerm::new(new) }
    }
}

impl<R, E, New, N, L> GradientSource<R, marker::ByBlock, N, L> for BlockwiseGradient<E, New>
where
    R: Real,
    N: LayerFunction,
    L: LossFunction,
    E: Engine<R> + Send,
    New: Fn() -> E + Sync,
{
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R, N, L>,
        parameters: &Buf<R>,
        _: u64,
    ) -> Result<(R, Buf<R>), Error> {
        if objective.examples().rows() <= self.rows {
            return Ok(self.whole.value_and_gradient_array(objective, parameters)?);
        }
        Ok(self.sums.value_and_gradient(&objective.in_blocks(self.rows), parameters)?)
    }
}
