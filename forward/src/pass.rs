//! One pass: the function evaluated once on dual numbers of one width.

use std::array::from_fn;
use std::borrow::Cow;

use dualtape_core::{Array, Differentiable, Error, Output, Scalar, Style, vectorise};

use crate::dual::Dual;
use crate::dual::array::DualArray;
use crate::dual::path::PathDual;

/// The inputs, in the style of the function.
pub(crate) enum Inputs<'a, T: Scalar> {
    Scalars(&'a [T]),
    Block(T::Array),
}

impl<'a, T: Scalar> Inputs<'a, T> {
    /// Returns the numbers `x` in this style.
    pub(crate) fn new(style: Style, x: &'a [T]) -> Self {
        match style {
            Style::Scalars => Inputs::Scalars(x),
            Style::Block => Inputs::Block(T::Array::from_scalars(x)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Inputs::Scalars(x) => x.len(),
            Inputs::Block(x) => x.len(),
        }
    }

    /// Returns the numbers one by one; free for those of scalar code.
    fn to_scalars(&self) -> Cow<'_, [T]> {
        match self {
            Inputs::Scalars(x) => Cow::Borrowed(x),
            Inputs::Block(x) => Cow::Owned(x.to_vec()),
        }
    }

    /// Returns the numbers as a block; free for those of block code.
    fn to_block(&self) -> T::Array {
        match self {
            Inputs::Scalars(x) => T::Array::from_scalars(x),
            Inputs::Block(x) => x.clone(),
        }
    }
}

/// The seeds of one pass.
#[derive(Clone, Copy)]
pub(crate) enum Seeds<'a, T> {
    /// Lane `k` is the derivative by input `start + k`; lanes past the last input are zero.
    OneHot {
        /// The first input of the chunk.
        start: usize,
    },
    /// Lane 0 is the derivative along a direction of all inputs.
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
    /// Flag for a pass that is compiled for the machine's widest vectors. Fewer lanes fit the narrowest ones, and a nested
    /// number is not a run of plain ones.
    const WIDE: bool = T::IS_PLAIN && N >= 4;

    /// Evaluates `f` at `x` with `seeds` and hands output `j` to `sink(j, y_j)`.
    ///
    /// The sink is dynamic, so that a function is compiled once per width and not once per operation of the engine.
    pub(crate) fn run<F, K>(
        &mut self,
        f: &F,
        x: &Inputs<'_, T>,
        seeds: Seeds<'_, T>,
        sink: &mut dyn FnMut(usize, Dual<T, N>),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.outputs.clear();
        if const { F::STYLE.is_block() } {
            run_block(f, &x.to_block(), seeds, &mut self.outputs)?;
        } else {
            self.run_scalars(f, &x.to_scalars(), seeds)?;
        }
        for lane in 0..N {
            // A value that is NaN has no derivative, whatever the paths.
            if !self.outputs.iter().all(|y| y.is_nan() || y.tangents[lane].all_finite()) {
                let careful = paths(f, &x.to_scalars(), &|i| seeds.tangent(i, lane))?;
                for (y, careful) in self.outputs.iter_mut().zip(careful) {
                    y.tangents[lane] = careful.tangent().unwrap_or(T::zero());
                }
            }
        }
        for (j, &y) in self.outputs.iter().enumerate() {
            sink(j, y.without_slope_at_nan());
        }
        Ok(())
    }

    /// Differentiates by the inputs from `start` on: calls `entry(j, i, ∂y_j/∂x_i)` for each of them and, if they are
    /// the first, `value(j, y_j)` for every output.
    pub(crate) fn chunk<F, K>(
        &mut self,
        f: &F,
        x: &Inputs<'_, T>,
        start: usize,
        mut value: impl FnMut(usize, T),
        mut entry: impl FnMut(usize, usize, T),
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let left = x.len() - start;
        self.run(f, x, Seeds::OneHot { start }, &mut |j, y| {
            if start == 0 {
                value(j, y.primal);
            }
            for (lane, &t) in y.tangents.iter().take(left).enumerate() {
                entry(j, start + lane, t);
            }
        })
    }

    fn run_scalars<F, K>(&mut self, f: &F, x: &[T], seeds: Seeds<'_, T>) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.seed(x, seeds);
        self.outputs.resize(f.outputs(x.len()), Dual::inactive(T::zero()));
        let (inputs, outputs) = (&self.inputs[..], &mut self.outputs[..]);
        if Self::WIDE {
            vectorise(
                #[inline(always)]
                || f.call_scalars(inputs, outputs),
            )?;
        } else {
            f.call_scalars(inputs, outputs)?;
        }
        Ok(())
    }

    /// Evaluates a closure on this number, at `x` with `seeds`.
    pub(crate) fn run_closure<Y>(
        &mut self,
        x: &[T],
        seeds: Seeds<'_, T>,
        f: impl FnOnce(&[Dual<T, N>]) -> Y,
    ) -> Y {
        self.seed(x, seeds);
        let inputs = &self.inputs[..];
        if Self::WIDE {
            vectorise(
                #[inline(always)]
                || f(inputs),
            )
        } else {
            f(inputs)
        }
    }

    /// Writes the inputs of scalar code.
    fn seed(&mut self, x: &[T], seeds: Seeds<'_, T>) {
        self.inputs.clear();
        self.inputs.extend(x.iter().map(|&x| Dual::inactive(x)));
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
    }
}

impl<T: Scalar> Seeds<'_, T> {
    /// Returns the tangent of input `i` in a lane; none without a path.
    fn tangent(self, i: usize, lane: usize) -> Option<T> {
        match self {
            Seeds::OneHot { start } => (i == start + lane).then(T::one),
            Seeds::Direction(v) => (lane == 0 && !v[i].is_zero()).then_some(v[i]),
        }
    }
}

/// Evaluates a function on numbers that tell no path from a zero, in any style; see [`PathDual`].
#[cold]
#[inline(never)]
pub(crate) fn paths<T: Scalar, F, K>(
    f: &F,
    x: &[T],
    tangent: &dyn Fn(usize) -> Option<T>,
) -> Result<Vec<PathDual<T>>, Error>
where
    F: Differentiable<T::Real, K>,
{
    let inputs: Vec<_> = x.iter().enumerate().map(|(i, &x)| PathDual::new(x, tangent(i))).collect();
    let mut outputs = vec![PathDual::zero(); f.outputs(x.len())];
    f.call_scalars(&inputs, &mut outputs)?;
    Ok(outputs)
}

/// Evaluates a function in block code; see [`Pass::run`]. Its memory comes from the thread's pool.
fn run_block<T: Scalar, const N: usize, F, K>(
    f: &F,
    x: &T::Array,
    seeds: Seeds<'_, T>,
    outputs: &mut Vec<Dual<T, N>>,
) -> Result<(), Error>
where
    F: Differentiable<T::Real, K>,
{
    let x_dual = match seeds {
        Seeds::OneHot { start } => DualArray::seeded(x.clone(), start),
        Seeds::Direction(v) => {
            let lane = |k| if k == 0 { T::Array::from_scalars(v) } else { T::Array::zeros(x.len()) };
            DualArray::active(x.clone(), from_fn(lane))
        }
    };
    match f.call_block(&x_dual)? {
        Output::Scalar(y) => outputs.push(y),
        Output::Block(y) => {
            Error::check_length("values of a function", f.outputs(x.len()), y.len())?;
            outputs.extend((0..y.len()).map(|j| y.get(j)));
        }
    }
    Ok(())
}

/// The pass of width `N` among those of every width.
pub(crate) trait Wide<T, const N: usize> {
    fn pass(&mut self) -> &mut Pass<T, N>;
}

macro_rules! widths {
    ([] $($variant:ident $field:ident $n:literal),*) => {
        /// The memory of one pass of each width over the number `T`.
        #[derive(Debug)]
        pub(crate) struct Widths<T> {
            $($field: Pass<T, $n>,)*
        }

        impl<T> Default for Widths<T> {
            fn default() -> Self {
                Widths { $($field: Pass::default(),)* }
            }
        }

        $(
            impl<T> Wide<T, $n> for Widths<T> {
                fn pass(&mut self) -> &mut Pass<T, $n> {
                    &mut self.$field
                }
            }
        )*
    };
}

crate::with_widths!([widths]);
