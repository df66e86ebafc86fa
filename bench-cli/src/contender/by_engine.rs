//! dualtape's own engines.

use std::rc::Rc;

use dualtape_core::{BlockFunction, Buf, Engine, Error, Real};
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;

use super::{Contender, Tape};

/// Forward mode on a function.
pub(super) struct ByForward<R, F> {
    engine: Forward<R>,
    function: Rc<F>,
}

impl<R: Real, F> ByForward<R, F> {
    pub(super) fn new(function: Rc<F>, lanes: Lanes) -> Self {
        Self { engine: Forward::with_lanes(lanes), function }
    }
}

impl<R: Real, F: BlockFunction<R>> Contender<R> for ByForward<R, F> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(R, Buf<R>), Error> {
        self.engine.value_and_gradient_array(&*self.function, x)
    }

    fn passes(&self, parameters: usize) -> usize {
        self.engine.passes(parameters)
    }
}

/// Reverse mode on a function.
pub(super) struct ByReverse<R: Real, F> {
    engine: Reverse<R>,
    function: Rc<F>,
}

impl<R: Real, F> ByReverse<R, F> {
    pub(super) fn new(function: Rc<F>) -> Self {
        Self { engine: Reverse::new(), function }
    }
}

impl<R: Real, F: BlockFunction<R>> Contender<R> for ByReverse<R, F> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(R, Buf<R>), Error> {
        self.engine.value_and_gradient_array(&*self.function, x)
    }

    /// One recording and its sweep, however many parameters there are.
    fn passes(&self, _parameters: usize) -> usize {
        1
    }

    fn tape(&self) -> Option<Tape> {
        let usage = self.engine.usage();
        Some(Tape { nodes: usage.nodes + usage.events, bytes: usage.bytes })
    }
}
