//! Reverse mode on several threads: a network's loss as a sum over blocks of rows.

use std::rc::Rc;

use dualtape_core::{Buf, Error, Real, TermByTerm};
use dualtape_mlp::Objective;
use dualtape_reverse::Reverse;

use crate::contender::Contender;

/// Blocks per thread: enough to even out their ends, each large enough for its products.
const BLOCKS_PER_THREAD: usize = 2;

/// Records and sweeps block by block.
struct ReverseInBlocks<R: Real> {
    objective: Rc<Objective<R>>,
    rows: usize,
    engine: TermByTerm<Reverse<R>, fn() -> Reverse<R>>,
}

/// Returns the contender on `threads` threads.
pub(crate) fn blocks<R: Real>(objective: &Rc<Objective<R>>, threads: usize) -> Box<dyn Contender<R>> {
    let rows = objective.examples().rows().div_ceil(BLOCKS_PER_THREAD * threads).max(1);
    Box::new(ReverseInBlocks { objective: Rc::clone(objective), rows, engine: TermByTerm::new(Reverse::new) })
}

impl<R: Real> Contender<R> for ReverseInBlocks<R> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient(&self.objective.in_blocks(self.rows), x)?;
        Ok((Some(value), gradient))
    }

    /// A recording and a sweep for each block, which together are one of the whole.
    fn passes(&self, _parameters: usize) -> usize {
        1
    }
}
