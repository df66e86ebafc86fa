//! The function alone: what every gradient is measured against.

use std::rc::Rc;

use dualtape_core::{BlockFunction, Buf, Error, Real};

use super::Contender;

/// Evaluates the function and differentiates nothing.
pub(super) struct Loss<F> {
    pub(super) function: Rc<F>,
}

impl<R: Real, F: BlockFunction<R>> Contender<R> for Loss<F> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(R, Buf<R>), Error> {
        Ok((self.function.eval(x), Buf::from_slice(&[])))
    }

    fn passes(&self, _parameters: usize) -> usize {
        1
    }
}
