//! A forward gradient: a training step without a backward pass, along one random direction.

use dualtape_core::{Buf, Differentiable, Error, Real};
use dualtape_forward::Forward;
use dualtape_mlp::ForwardGradient;

use crate::contender::{Contender, SharedFunction};

/// Draws a direction anew each time, as a training does.
pub(crate) struct RandomDirection<R, F, K> {
    source: ForwardGradient<Forward<R>, R>,
    draws: u64,
    function: SharedFunction<F, K>,
}

impl<R: Real, F, K> RandomDirection<R, F, K> {
    pub(crate) fn new(function: SharedFunction<F, K>) -> Self {
        /// The directions do not affect the time.
        const SEED: u64 = 0;
        Self { source: ForwardGradient::new(Forward::new(), SEED), draws: 0, function }
    }
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for RandomDirection<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let (function, draw) = (&*self.function.function, self.draws);
        self.draws += 1;
        let mut value = Ok(R::ZERO);
        let gradient = Buf::fill(x.len(), |gradient| {
            value = self.source.value_and_gradient_into(function, x, draw, gradient);
        });
        Ok((Some(value?), gradient))
    }

    fn passes(&self, _parameters: usize) -> usize {
        1
    }

    fn direction(&self) -> Option<&[R]> {
        Some(self.source.direction())
    }
}
