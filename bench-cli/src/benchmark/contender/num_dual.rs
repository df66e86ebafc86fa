//! The crate num-dual as a rival: its own number type, driven by our rules over the defining loops.

use dualtape_core::{Buf, Differentiable, Error, Real, Scalar};
use dualtape_forward::{Lanes, at_width};
use num_dual::DualSVec;

use crate::benchmark::contender::{Contender, Shared};

/// Takes a chunk of inputs per pass, as our forward mode does: num-dual alone would carry all of them at once.
pub(crate) struct NumDual<F, K> {
    pub(crate) function: Shared<F, K>,
    pub(crate) lanes: Lanes,
}

impl<R: Rival, F: Differentiable<R, K>, K> Contender<R> for NumDual<F, K> {
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
pub(crate) trait Rival: Real {
    /// One pass: writes the columns of the Jacobian, row-major, from `start` on, as many as `N` and the inputs allow.
    /// Gives the first output.
    fn pass<F: Differentiable<Self, K>, K, const N: usize>(
        function: &F,
        x: &Buf<Self>,
        start: usize,
        jacobian: &mut [Self],
    ) -> Result<Self, Error>;
}

macro_rules! rival {
    ($real:ty) => {
        impl Rival for $real {
            fn pass<F: Differentiable<Self, K>, K, const N: usize>(
                function: &F,
                x: &Buf<Self>,
                start: usize,
                jacobian: &mut [Self],
            ) -> Result<Self, Error> {
                let moves = start..start + N;
                let inputs: Vec<DualSVec<$real, N>> = x
                    .iter()
                    .enumerate()
                    .map(|(i, &x)| {
                        let still = DualSVec::from_re(x);
                        if moves.contains(&i) { still.derivative(i - start) } else { still }
                    })
                    .collect();
                let mut y = vec![<DualSVec<$real, N> as Scalar>::zero(); function.outputs(x.len())];
                function.call_scalars(&inputs, &mut y)?;
                // num-dual says `None` where all derivatives are zero.
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

rival!(f64);
rival!(f32);
