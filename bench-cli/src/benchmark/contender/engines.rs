//! dualtape's own engines.

use dualtape_core::{Buf, Differentiable, Engine, Error, Real};
use dualtape_forward::{Forward, Lanes, ParallelForward};
use dualtape_reverse::Reverse;

use crate::benchmark::contender::{Contender, Shared, Tape};

/// Forward mode on a function.
pub(crate) struct ByForward<R, F, K> {
    engine: Forward<R>,
    function: Shared<F, K>,
}

impl<R: Real, F, K> ByForward<R, F, K> {
    pub(crate) fn new(function: Shared<F, K>, lanes: Lanes) -> Self {
        Self { engine: Forward::with_lanes(lanes), function }
    }
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ByForward<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.engine.passes(parameters)
    }
}

/// Forward mode on a function, its chunks shared out to threads.
pub(crate) struct ByThreads<R, F, K> {
    engine: ParallelForward<R>,
    lanes: Lanes,
    function: Shared<F, K>,
}

impl<R, F, K> ByThreads<R, F, K> {
    pub(crate) fn new(function: Shared<F, K>, lanes: Lanes) -> Self {
        Self { engine: ParallelForward::with_lanes(lanes), lanes, function }
    }
}

impl<R: Real, F: Differentiable<R, K> + Sync, K> Contender<R> for ByThreads<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        Forward::<R>::with_lanes(self.lanes).passes(parameters)
    }
}

/// Reverse mode on a function.
pub(crate) struct ByReverse<R: Real, F, K> {
    engine: Reverse<R>,
    function: Shared<F, K>,
}

impl<R: Real, F, K> ByReverse<R, F, K> {
    pub(crate) fn new(function: Shared<F, K>) -> Self {
        Self { engine: Reverse::new(), function }
    }
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ByReverse<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
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
