//! Those who compute a gradient, behind one trait: a new row of the comparison is a new implementation.

mod by_engine;
mod finite_difference;
mod loss;
mod num_dual;

use std::rc::Rc;

use dualtape_core::{BlockFunction, Buf, Error, Real};
use dualtape_forward::Lanes;

pub(crate) use num_dual::Rival;

use crate::engine_kind::EngineKind;

/// One way to get a gradient. What is checked is what is timed: there is only one method that computes.
pub(crate) trait Contender<R: Real> {
    /// The function's value and gradient at `x`; the gradient is empty for a contender that has none.
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(R, Buf<R>), Error>;

    /// Runs of the function that one gradient of this many entries takes.
    fn passes(&self, parameters: usize) -> usize;

    /// What the last recording held, for a contender that records.
    fn tape(&self) -> Option<Tape> {
        None
    }
}

/// The size of one recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tape {
    /// Nodes recorded.
    pub(crate) nodes: usize,
    /// Bytes held.
    pub(crate) bytes: usize,
}

/// The contender for an engine on a function.
pub(crate) fn contender<R, F>(engine: EngineKind, function: &Rc<F>, lanes: Lanes) -> Box<dyn Contender<R>>
where
    R: Rival,
    F: BlockFunction<R> + 'static,
{
    let function = Rc::clone(function);
    match engine {
        EngineKind::Loss => Box::new(loss::Loss { function }),
        EngineKind::Reverse => Box::new(by_engine::ByReverse::new(function)),
        EngineKind::Forward => Box::new(by_engine::ByForward::new(function, lanes)),
        EngineKind::NumDual => Box::new(num_dual::NumDual { function, lanes }),
        EngineKind::FiniteDifference => Box::new(finite_difference::FiniteDifference { function }),
    }
}
