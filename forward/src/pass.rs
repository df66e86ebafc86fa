//! One pass: the function evaluated once on dual numbers of one width.

use dualtape_core::{Array, Differentiable, Error, Output, Scalar, Style};

use crate::{Dual, DualArray};

/// The seeds of one pass.
#[derive(Clone, Copy)]
pub(crate) enum Seeds<'a, T> {
    /// Lane `k` follows input `start + k`; lanes past the last input stay still.
    OneHot {
        /// The first input of the chunk.
        start: usize,
    },
    /// Lane 0 follows a direction of all inputs.
    Direction(&'a [T]),
}

/// The memory of passes of width `N`.
#[derive(Debug)]
pub(crate) struct Pass<T, const N: usize> {
    inputs: Vec<Dual<T, N>>,
    outputs: Vec<Dual<T, N>>,
}

impl<T, const N: usize> Default for Pass<T, N> {
    fn default() -> Self {
        Pass { inputs: Vec::new(), outputs: Vec::new() }
    }
}

impl<T: Scalar, const N: usize> Pass<T, N> {
    /// Evaluates `f` at `x` with `seeds` and hands output `j` to `sink(j, y_j)`.
    pub(crate) fn run<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        seeds: Seeds<'_, T>,
        sink: impl FnMut(usize, Dual<T, N>),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        match F::STYLE {
            Style::Scalars => self.run_scalars(f, x, seeds, sink),
            Style::Block => self.run_block(f, &T::Array::from_scalars(x), seeds, sink),
        }
    }

    fn run_scalars<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        seeds: Seeds<'_, T>,
        mut sink: impl FnMut(usize, Dual<T, N>),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.inputs.clear();
        self.inputs.extend(x.iter().map(|&x| Dual::still(x)));
        match seeds {
            Seeds::OneHot { start } => {
                for (lane, input) in self.inputs.iter_mut().skip(start).take(N).enumerate() {
                    input.tangents[lane] = T::one();
                }
            }
            Seeds::Direction(v) => {
                for (input, &v) in self.inputs.iter_mut().zip(v) {
                    input.tangents[0] = v;
                }
            }
        }
        self.outputs.clear();
        self.outputs.resize(f.outputs(x.len()), Dual::still(T::zero()));
        f.call_scalars(&self.inputs, &mut self.outputs)?;
        for (j, &y) in self.outputs.iter().enumerate() {
            sink(j, y);
        }
        Ok(())
    }

    /// [`Pass::run`] at a block of inputs.
    #[allow(clippy::unused_self, reason = "the receiver says the width; blocks come from the pool")]
    pub(crate) fn run_block<F, K>(
        &mut self,
        f: &F,
        x: &T::Array,
        seeds: Seeds<'_, T>,
        mut sink: impl FnMut(usize, Dual<T, N>),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        let x = match seeds {
            Seeds::OneHot { start } => DualArray::seeded(x.clone(), start),
            Seeds::Direction(v) => DualArray::moving(
                x.clone(),
                std::array::from_fn(|lane| if lane == 0 { T::Array::from_scalars(v) } else { T::Array::zeros(n) }),
            ),
        };
        match f.call_block(&x) {
            Output::Scalar(y) => sink(0, y),
            Output::Block(y) => {
                Error::check_length("values of a function", f.outputs(n), y.len())?;
                for j in 0..y.len() {
                    sink(j, y.get(j));
                }
            }
        }
        Ok(())
    }
}
