//! The crate num-dual: its own number type, driven by our rules over the defining loops.

use dualtape_core::{Buf, Differentiable, Error, Real, Scalar};
use dualtape_forward::{Lanes, at_width};
use num_dual::DualSVec;

use crate::contender::{Contender, SharedFunction};

/// Takes a chunk of inputs per pass, as our forward mode does: num-dual alone would carry all of them at once.
pub(crate) struct NumDual<F, K> {
    pub(crate) function: SharedFunction<F, K>,
    pub(crate) lanes: Lanes,
}

impl<R: NumDualReal, F: Differentiable<R, K>, K> Contender<R> for NumDual<F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let mut value = R::ZERO;
        let mut gradient = vec![R::ZERO; x.len()];
        let lanes = self.lanes.count(x.len());
        for start in (0..x.len()).step_by(lanes) {
            value =
                at_width!(lanes, N => R::pass::<F, K, N>(&self.function.function, x, start, &mut gradient)?);
        }
        Ok((Some(value), Buf::from_slice(&gradient)))
    }

    fn passes(&self, parameters: usize) -> usize {
        parameters.div_ceil(self.lanes.count(parameters))
    }
}

/// The precisions that num-dual knows too. Its bounds are on concrete numbers, so ours cannot be generic.
pub trait NumDualReal: Real {
    /// Writes up to `N` columns of the row-major Jacobian, from `start` on, and returns the first output.
    ///
    /// # Errors
    /// As the function.
    fn pass<F: Differentiable<Self, K>, K, const N: usize>(
        function: &F,
        x: &Buf<Self>,
        start: usize,
        jacobian: &mut [Self],
    ) -> Result<Self, Error>;
}

macro_rules! num_dual_real {
    ($real:ty) => {
        impl NumDualReal for $real {
            fn pass<F: Differentiable<Self, K>, K, const N: usize>(
                function: &F,
                x: &Buf<Self>,
                start: usize,
                jacobian: &mut [Self],
            ) -> Result<Self, Error> {
                let active = start..start + N;
                let inputs: Vec<DualSVec<$real, N>> = x
                    .iter()
                    .enumerate()
                    .map(|(i, &x)| {
                        let inactive = DualSVec::from_re(x);
                        if active.contains(&i) { inactive.derivative(i - start) } else { inactive }
                    })
                    .collect();
                let mut y = vec![<DualSVec<$real, N> as Scalar>::zero(); function.outputs(x.len())];
                function.call_scalars(&inputs, &mut y)?;
                // num-dual has `None` where all derivatives are zero.
                for (row, y) in jacobian.chunks_mut(x.len()).zip(&y) {
                    for (derivative, &found) in row[start..].iter_mut().zip(y.eps.0.iter().flatten()) {
                        *derivative = found;
                    }
                }
                Ok(y[0].re)
            }
        }
    };
}

num_dual_real!(f64);
num_dual_real!(f32);
