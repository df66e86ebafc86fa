//! The chunks of a gradient on several threads.

use std::sync::Mutex;

use dualtape_core::arguments;
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Array, Differentiable, Error, Scalar, Style};
use rayon::prelude::*;

use crate::engine::{Forward, chunks};
use crate::lanes::Lanes;
use crate::pass::Inputs;

/// The average number of pieces of work per thread: enough to balance the costs of early and late chunks.
const PIECES_PER_THREAD: usize = 4;

/// Forward mode whose chunks are distributed over the threads of the current rayon pool, with an engine for each.
///
/// Every derivative comes from one chunk, and the chunks are those of [`Forward`]. The bits are therefore those of
/// [`Forward`] on any number of threads. The function is called from several threads at a time.
///
/// # Cost
/// The passes of [`Forward`], spread over the threads.
///
/// ```
/// use dualtape_core::{Array, BlockFunction, Buf};
/// use dualtape_forward::ParallelForward;
///
/// struct SquaredNorm;
/// impl BlockFunction for SquaredNorm {
///     fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar { x.dot(x) }
/// }
/// let engine = ParallelForward::<f64>::new();
/// let (value, gradient) = engine.value_and_gradient_array(&SquaredNorm, &Buf::filled(100, 1.0))?;
/// assert_eq!((value, gradient[99]), (100.0, 2.0));
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ParallelForward<T = f64> {
    lanes: Lanes,
    idle: Mutex<Vec<Forward<T>>>,
}

impl<T> Default for ParallelForward<T> {
    fn default() -> Self {
        Self::with_lanes(Lanes::Auto)
    }
}

impl<T> ParallelForward<T> {
    /// Returns an engine with [`Lanes::Auto`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an engine with this number of lanes.
    pub fn with_lanes(lanes: Lanes) -> Self {
        ParallelForward { lanes, idle: Mutex::new(Vec::new()) }
    }
}

impl<T> ParallelForward<T>
where
    T: Scalar<Array: Send + Sync> + Send + Sync,
{
    /// Writes the gradient at `x` and returns the value.
    ///
    /// # Errors
    /// The function has several outputs, or `gradient` another length than `x`.
    pub fn value_and_gradient_into<F, K>(&self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K> + Sync,
    {
        arguments::gradient(f, x, gradient)?;
        self.run(f, &Inputs::new(F::STYLE, x), gradient)
    }

    /// Returns the value and the gradient at a block of inputs.
    ///
    /// # Errors
    /// The function has several outputs.
    pub fn value_and_gradient_array<F, K>(&self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K> + Sync,
    {
        require_scalar_valued("gradient", f, x.len())?;
        let numbers;
        let point = match F::STYLE {
            Style::Scalars => {
                numbers = x.to_vec();
                Inputs::Scalars(&numbers)
            }
            Style::Block => Inputs::Block(x.clone()),
        };
        let mut gradient = vec![T::zero(); x.len()];
        let value = self.run(f, &point, &mut gradient)?;
        Ok((value, T::Array::from_scalars(&gradient)))
    }

    fn run<F, K>(&self, f: &F, x: &Inputs<'_, T>, gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K> + Sync,
    {
        let lanes = self.lanes.count(x.len());
        let passes = x.len().div_ceil(lanes);
        let piece = lanes * passes.div_ceil(PIECES_PER_THREAD * rayon::current_num_threads()).max(1);
        if passes <= 1 {
            return self.piece(f, x, 0, gradient);
        }
        let values = each_part(gradient, piece, &|first, part| self.piece(f, x, first, part))?;
        Ok(values[0])
    }

    /// Writes the derivatives by the inputs from `first` on to `part`; returns the value if they are the first.
    fn piece<F, K>(&self, f: &F, x: &Inputs<'_, T>, first: usize, part: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let idle = self.idle.lock().expect("nobody panics while holding the engines").pop();
        let mut engine = idle.unwrap_or_default();
        let mut value = T::zero();
        let outcome = chunks(
            part.len(),
            |left| self.lanes.count(left),
            |start, count| {
                engine.chunk(f, x, first + start, count, |_, y| value = y, |_, i, t| part[i - first] = t)
            },
        );
        self.idle.lock().expect("nobody panics while holding the engines").push(engine);
        outcome.map(|()| value)
    }
}

/// Writes the derivatives by the inputs from an index on, and returns the value.
type Piece<'a, T> = &'a (dyn Fn(usize, &mut [T]) -> Result<T, Error> + Sync);

/// Runs `f` on the first index and the entries of each part of `size` entries, on all threads.
///
/// Apart, so that the scheduling is compiled once and not for each function.
fn each_part<T: Scalar + Send>(all: &mut [T], size: usize, f: Piece<'_, T>) -> Result<Vec<T>, Error> {
    let parts = all.par_chunks_mut(size).enumerate();
    // All of them run, so that the first error is the same one however they are scheduled.
    let results: Vec<Result<T, Error>> = parts.map(|(index, part)| f(index * size, part)).collect();
    results.into_iter().collect()
}
