//! How many operations a function takes.

use std::cell::Cell;

use dualtape_core::{Binary, Differentiable, Elements, Error, Scalar, Unary, impl_operators};

/// A number and the count that every operation on it goes to; a constant has none.
#[derive(Clone, Copy, Debug)]
struct Counted<'c, T> {
    inner: T,
    count: Option<&'c Cell<usize>>,
}

impl<'c, T: Scalar> Counted<'c, T> {
    /// The result of an operation: counted once, however often it is used, and not at all if it is constant.
    fn made(inner: T, count: Option<&'c Cell<usize>>) -> Self {
        if let Some(count) = count {
            count.set(count.get() + 1);
        }
        Counted { inner, count }
    }
}

impl<T: Scalar> Scalar for Counted<'_, T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    fn constant(value: T::Real) -> Self {
        Counted { inner: T::constant(value), count: None }
    }
    fn value(self) -> T::Real {
        self.inner.value()
    }
    fn unary<R: Unary>(self, rule: R) -> Self {
        Self::made(self.inner.unary(rule), self.count)
    }
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        Self::made(self.inner.binary(rule, other.inner), self.count.or(other.count))
    }
}

impl_operators!(['c, T: Scalar] Counted<'c, T>);

/// How many operations on numbers that depend on the inputs `f` takes at `x`: what a scalar tape records, and what
/// to divide a time by.
///
/// A block operation counts as its defining loop.
///
/// # Errors
/// The function gave another number of values than it said.
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
    let inputs: Vec<_> = x.iter().map(|&inner| Counted { inner, count: Some(&count) }).collect();
    f.call_scalars(&inputs, &mut vec![Counted::zero(); f.outputs(x.len())])?;
    Ok(count.get())
}
