//! Ways to get the whole Jacobian of a map with several outputs, row-major: output by input.

use dualtape_core::{Buf, Differentiable, Engine, Error, Real, values_into};
use dualtape_forward::{Forward, Lanes, at_width};
use dualtape_reverse::Reverse;

use crate::contender::finite_difference::step;
use crate::contender::{Contender, NumDualReal, SharedFunction, TapeSize};

/// Returns the weight of an output in the sum that stands for all of them: no two outputs can be exchanged.
pub fn output_weight(output: usize) -> f64 {
    1.0 / (1.0 + output as f64)
}

/// The map alone. Its value is the weighted sum of all outputs.
pub(crate) struct Outputs<F, K> {
    pub(crate) function: SharedFunction<F, K>,
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for Outputs<F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let values = self.function.values(x)?;
        let sum = values
            .iter()
            .enumerate()
            .fold(R::ZERO, |sum, (output, &value)| sum + value * R::from_f64(output_weight(output)));
        Ok((Some(sum), Buf::from_slice(&[])))
    }

    fn passes(&self, _parameters: usize) -> usize {
        1
    }
}

/// Forward mode: a chunk of columns per pass.
pub(crate) struct ForwardColumns<R, F, K> {
    pub(crate) engine: Forward<R>,
    pub(crate) function: SharedFunction<F, K>,
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ForwardColumns<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let mut jacobian = self.function.jacobian(x);
        self.engine.jacobian_into(&*self.function.function, x, jacobian.make_mut())?;
        Ok((None, jacobian))
    }

    fn passes(&self, parameters: usize) -> usize {
        self.engine.passes(parameters)
    }
}

/// Reverse mode: one recording, and a sweep per row.
pub(crate) struct ReverseRows<R: Real, F, K> {
    pub(crate) engine: Reverse<R>,
    pub(crate) function: SharedFunction<F, K>,
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for ReverseRows<R, F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let mut jacobian = self.function.jacobian(x);
        self.engine.jacobian_into(&*self.function.function, x, jacobian.make_mut())?;
        Ok((None, jacobian))
    }

    /// Sweeps, of which each costs as much as a run of the function.
    fn passes(&self, parameters: usize) -> usize {
        self.function.function.outputs(parameters)
    }

    fn tape(&self) -> Option<TapeSize> {
        let usage = self.engine.usage();
        Some(TapeSize { nodes: usage.nodes + usage.events, bytes: usage.bytes })
    }
}

/// num-dual: a chunk of columns per pass.
pub(crate) struct NumDualColumns<F, K> {
    pub(crate) function: SharedFunction<F, K>,
    pub(crate) lanes: Lanes,
}

impl<R: NumDualReal, F: Differentiable<R, K>, K> Contender<R> for NumDualColumns<F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let mut jacobian = self.function.jacobian(x);
        let entries = jacobian.make_mut();
        let lanes = self.lanes.count(x.len());
        for start in (0..x.len()).step_by(lanes) {
            at_width!(lanes, N => R::pass::<F, K, N>(&self.function.function, x, start, entries)?);
        }
        Ok((None, jacobian))
    }

    fn passes(&self, parameters: usize) -> usize {
        parameters.div_ceil(self.lanes.count(parameters))
    }
}

/// Central finite differences: a column from two runs.
pub(crate) struct FiniteDifferenceColumns<F, K> {
    pub(crate) function: SharedFunction<F, K>,
}

impl<R: Real, F: Differentiable<R, K>, K> Contender<R> for FiniteDifferenceColumns<F, K> {
    fn value_and_gradient(&mut self, x: &Buf<R>) -> Result<(Option<R>, Buf<R>), Error> {
        let mut jacobian = self.function.jacobian(x);
        let entries = jacobian.make_mut();
        let mut at = x.clone();
        for i in 0..x.len() {
            let (here, h) = (x[i], step(x[i]));
            let (right, left) = (here + h, here - h);
            at.make_mut()[i] = right;
            let above = self.function.values(&at)?;
            at.make_mut()[i] = left;
            let below = self.function.values(&at)?;
            at.make_mut()[i] = here;
            let column = entries.iter_mut().skip(i).step_by(x.len());
            for ((entry, &above), &below) in column.zip(above.iter()).zip(below.iter()) {
                *entry = (above - below) / (right - left);
            }
        }
        Ok((None, jacobian))
    }

    fn passes(&self, parameters: usize) -> usize {
        2 * parameters
    }
}

impl<F, K> SharedFunction<F, K> {
    /// Returns all outputs.
    fn values<R>(&self, x: &Buf<R>) -> Result<Buf<R>, Error>
    where
        R: Real,
        F: Differentiable<R, K>,
    {
        let mut values = Buf::from_slice(&vec![R::ZERO; self.function.outputs(x.len())]);
        values_into(&*self.function, x, values.make_mut())?;
        Ok(values)
    }

    /// Returns a buffer for a Jacobian.
    fn jacobian<R>(&self, x: &Buf<R>) -> Buf<R>
    where
        R: Real,
        F: Differentiable<R, K>,
    {
        Buf::from_slice(&vec![R::ZERO; self.function.outputs(x.len()) * x.len()])
    }
}
