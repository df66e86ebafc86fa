//! Central finite differences, the way to a gradient without automatic differentiation.

use dualtape_core::{Buf, Differentiable, Error, Real};

use crate::contender::{Contender, SharedFunction};

/// Evaluates the function on both sides of the point, once per entry of the gradient.
pub(crate) struct FiniteDifference<F, K> {
    pub(crate) function: SharedFunction<F, K>,
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for FiniteDifference<F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let value = self.function.value(x)?;
        let mut at = x.clone();
        let gradient: Vec<R> = (0..x.len())
            .map(|i| {
                let (here, h) = (x[i], step(x[i]));
                // The step that is taken, not the one that was meant: the sum is rounded.
                let (right, left) = (here + h, here - h);
                at.make_mut()[i] = right;
                let above = self.function.value(&at)?;
                at.make_mut()[i] = left;
                let below = self.function.value(&at)?;
                at.make_mut()[i] = here;
                Ok((above - below) / (right - left))
            })
            .collect::<Result<_, Error>>()?;
        Ok((Some(value), Buf::from_slice(&gradient)))
    }

    fn passes(&self, parameters: usize) -> usize {
        2 * parameters + 1
    }
}

/// Returns the step at `x`: ∛ε balances truncation (h²) against rounding (ε/h) of a central difference (*Numerical Recipes*, §5.7).
pub(crate) fn step<R: Real>(x: R) -> R {
    R::from_f64(R::EPSILON.to_f64().cbrt() * x.to_f64().abs().max(1.0))
}
