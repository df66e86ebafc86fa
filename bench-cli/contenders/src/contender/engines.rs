//! dualtape's own engines.

use dualtape_core::{Buf, Differentiable, Engine, Error, Real};
use dualtape_forward::{Forward, Lanes, ParallelForward};
use dualtape_reverse::Reverse;

use crate::contender::{Contender, SharedFunction, TapeSize};

/// Forward mode on a function.
pub(crate) struct ForwardMode<R, F, K> {
    engine: Forward<R>,
    function: SharedFunction<F, K>,
}

impl<R: Real, F, K> ForwardMode<R, F, K> {
    pub(crate) fn new(function: SharedFunction<F, K>, lanes: Lanes) -> Self {
        Self { engine: Forward::with_lanes(lanes), function }
    }
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ForwardMode<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.engine.passes(parameters)
    }
}

/// Forward mode on a function, its chunks shared out to threads.
pub(crate) struct ParallelForwardMode<R, F, K> {
    engine: ParallelForward<R>,
    lanes: Lanes,
    function: SharedFunction<F, K>,
}

impl<R, F, K> ParallelForwardMode<R, F, K> {
    pub(crate) fn new(function: SharedFunction<F, K>, lanes: Lanes) -> Self {
        Self { engine: ParallelForward::with_lanes(lanes), lanes, function }
    }
}

impl<R: Real, F: Differentiable<R, K> + Sync, K> Contender<R> for ParallelForwardMode<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
    }

    fn passes(&self, parameters: usize) -> usize {
        Forward::<R>::with_lanes(self.lanes).passes(parameters)
    }
}

/// Reverse mode on a function.
pub(crate) struct ReverseMode<R: Real, F, K> {
    engine: Reverse<R>,
    function: SharedFunction<F, K>,
}

impl<R: Real, F, K> ReverseMode<R, F, K> {
    pub(crate) fn new(function: SharedFunction<F, K>) -> Self {
        Self { engine: Reverse::new(), function }
    }
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ReverseMode<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (value, gradient) = self.engine.value_and_gradient_array(&*self.function.function, x)?;
        Ok((Some(value), gradient))
    }

    /// One recording and its sweep, however many parameters there are.
    fn passes(&self, _parameters: usize) -> usize {
        1
    }

    fn tape(&self) -> Option<TapeSize> {
        let usage = self.engine.usage();
        Some(TapeSize { nodes: usage.nodes + usage.events, bytes: usage.bytes })
    }
}
