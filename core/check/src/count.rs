//! The number of operations of a function.

use std::cell::Cell;

use dualtape_core::{Binary, Differentiable, Elements, Error, Scalar, Unary, impl_operators};

/// A number with the counter of the operations on it; a constant has none.
#[derive(Clone, Copy, Debug)]
struct CountedNumber<'c, T> {
    inner: T,
    count: Option<&'c Cell<usize>>,
}

impl<'c, T: Scalar> CountedNumber<'c, T> {
    /// Counts an operation and returns its result; an operation on constants does not count.
    fn counted(inner: T, count: Option<&'c Cell<usize>>) -> Self {
        if let Some(count) = count {
            count.set(count.get() + 1);
        }
        CountedNumber { inner, count }
    }
}

impl<T: Scalar> Scalar for CountedNumber<'_, T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    fn constant(value: T::Real) -> Self {
        CountedNumber { inner: T::constant(value), count: None }
    }
    fn value(self) -> T::Real {
        self.inner.value()
    }
    fn unary<R: Unary>(self, rule: R) -> Self {
        Self::counted(self.inner.unary(rule), self.count)
    }
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        Self::counted(self.inner.binary(rule, other.inner), self.count.or(other.count))
    }
}

impl_operators!(['c, T: Scalar] CountedNumber<'c, T>);

/// Returns the number of operations of `f` at `x` on numbers that depend on the inputs.
///
/// A scalar tape records as many nodes. Times per operation are divided by it.
///
/// A block operation counts as its defining loop.
///
/// # Errors
/// The function returned another number of values than `outputs`.
///
/// # Example
/// ```
/// use dualtape_check::operations;
/// use dualtape_core::{Function, Scalar};
///
/// struct Shared;
/// impl Function for Shared {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         let square = x[0] * x[0];
///         square.sin() + square + S::constant(2.0).sqrt()
///     }
/// }
/// assert_eq!(operations(&Shared, &[3.0]), Ok(4)); // a product, a sine and two sums
/// ```
pub fn operations<T: Scalar, K>(f: &impl Differentiable<T::Real, K>, x: &[T]) -> Result<usize, Error> {
    let count = Cell::new(0);
    let inputs: Vec<_> = x.iter().map(|&inner| CountedNumber { inner, count: Some(&count) }).collect();
    f.call_scalars(&inputs, &mut vec![CountedNumber::zero(); f.outputs(x.len())])?;
    Ok(count.get())
}
