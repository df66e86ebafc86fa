//! The traits of differentiable functions, by outputs (one or many) and by style (numbers or blocks).
//!
//! | trait | from | to | style |
//! |---|---|---|---|
//! | [`Function`] | n numbers | one | scalar code |
//! | [`VectorFunction`] | n numbers | m | scalar code |
//! | [`BlockFunction`] | one block of n | one | block code |
//! | [`BlockVectorFunction`] | one block of n | one block of m | block code |
//! | [`TryFunction`] | n numbers | m, or an error | scalar code |
//!
//! [`function!`](macro@crate::function) makes any of them of code with captured values. References, `Box`es, `Rc`s and `Arc`s of
//! them are such functions too.
//!
//! Engines take any of them: [`Differentiable`] is implemented for each, with a marker that Rust infers.

use std::rc::Rc;
use std::sync::Arc;

use crate::array::Array;
use crate::array::buf::Buf;
use crate::error::Error;
use crate::real::Real;
use crate::scalar::Scalar;

/// A function of n numbers with one value, in scalar code.
///
/// [`function!`](macro@crate::function) writes the struct and its implementation.
///
/// # Cost
/// With `#[inline(always)]` on `eval`, forward mode compiles it for the widest vectors of the machine, otherwise for
/// those that every machine has. The former makes wide chunks of a gradient up to 2.4 times as fast (`cargo bench -p
/// dualtape-forward --bench chunks`). The bits are the same.
///
/// ```
/// use dualtape_core::{Function, Scalar, value};
///
/// struct Rosenbrock;
/// impl Function for Rosenbrock {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         (x[0] - 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * 100.0
///     }
/// }
/// assert_eq!(value(&Rosenbrock, &[1.0, 2.0]), Ok(100.0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Function` of every number",
    note = "a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`",
    note = "`function!(|x, k: f64| …)` makes a function of every number, with captured values"
)]
pub trait Function<R: Real = f64> {
    /// Returns the value at `x`.
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S;
}

/// A function of n numbers with m values, in scalar code.
///
/// # Cost
/// As for [`Function`], `#[inline(always)]` on `eval` lets forward mode use the widest vectors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `VectorFunction` of every number",
    note = "a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`",
    note = "`function!(|x, k: f64| …)` makes a function of every number, with captured values"
)]
pub trait VectorFunction<R: Real = f64> {
    /// Returns the number of values for this number of inputs.
    fn outputs(&self, inputs: usize) -> usize;
    /// Writes the values at `x` to `y`, which holds zeros.
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]);
}

/// A function of a block of n numbers with one value, in block code.
///
/// ```
/// use dualtape_core::{Array, BlockFunction, value};
///
/// struct SquaredNorm;
/// impl BlockFunction for SquaredNorm {
///     fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
///         x.dot(x)
///     }
/// }
/// assert_eq!(value(&SquaredNorm, &[3.0, 4.0]), Ok(25.0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `BlockFunction` of every number",
    note = "a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`",
    note = "`function!(|x, k: f64| …)` makes a function of every number, with captured values"
)]
pub trait BlockFunction<R: Real = f64> {
    /// Returns the value at `x`.
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar;
}

/// A function of a block of n numbers with a block of m values, in block code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `BlockVectorFunction` of every number",
    note = "a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`",
    note = "`function!(|x, k: f64| …)` makes a function of every number, with captured values"
)]
pub trait BlockVectorFunction<R: Real = f64> {
    /// Returns the number of values for this number of inputs.
    fn outputs(&self, inputs: usize) -> usize;
    /// Returns the values at `x`.
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A;
}

/// A function of n numbers with m values that can fail, in scalar code.
///
/// Engines return the error as [`Error::Function`].
///
/// ```
/// use dualtape_core::{Error, Scalar, TryFunction, value};
///
/// struct Logarithm;
/// impl TryFunction for Logarithm {
///     fn outputs(&self, _: usize) -> usize { 1 }
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
///         if x[0] <= 0.0 {
///             return Err(Error::function("no logarithm"));
///         }
///         y[0] = x[0].ln();
///         Ok(())
///     }
/// }
/// assert_eq!(value(&Logarithm, &[-1.0]).unwrap_err().to_string(), "no logarithm");
/// ```
pub trait TryFunction<R: Real = f64> {
    /// Returns the number of values for this number of inputs.
    fn outputs(&self, inputs: usize) -> usize;
    /// Writes the values at `x` to `y`, which holds zeros.
    ///
    /// # Errors
    /// The function's own, as [`Error::function`] makes them.
    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error>;
}

/// Implements the traits of functions for pointers to one.
macro_rules! pointers {
    ($($pointer:ty),*) => { $(
        impl<R: Real, F: Function<R>> Function<R> for $pointer {
            #[inline(always)]
            fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
                F::eval(self, x)
            }
        }
        impl<R: Real, F: VectorFunction<R>> VectorFunction<R> for $pointer {
            fn outputs(&self, inputs: usize) -> usize {
                F::outputs(self, inputs)
            }
            #[inline(always)]
            fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
                F::eval(self, x, y);
            }
        }
        impl<R: Real, F: TryFunction<R>> TryFunction<R> for $pointer {
            fn outputs(&self, inputs: usize) -> usize {
                F::outputs(self, inputs)
            }
            #[inline(always)]
            fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
                F::eval(self, x, y)
            }
        }
        impl<R: Real, F: BlockFunction<R>> BlockFunction<R> for $pointer {
            fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
                F::eval(self, x)
            }
        }
        impl<R: Real, F: BlockVectorFunction<R>> BlockVectorFunction<R> for $pointer {
            fn outputs(&self, inputs: usize) -> usize {
                F::outputs(self, inputs)
            }
            fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
                F::eval(self, x)
            }
        }
    )* };
}

pointers!(&F, Box<F>, Rc<F>, Arc<F>);

/// The style in which a function is written, which is the form of its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Numbers one by one.
    Scalars,
    /// One block.
    Block,
}

impl Style {
    /// Returns whether this is block code.
    ///
    /// Engines ask in a constant, `if const { F::STYLE.is_block() }`: the call that a function is not written for is then
    /// not compiled, which halves what the compiler makes of an engine on a function.
    pub const fn is_block(self) -> bool {
        matches!(self, Style::Block)
    }
}

/// Values of a function in block code.
#[derive(Clone, Debug)]
pub enum Output<A: Array> {
    /// One value.
    Scalar(A::Scalar),
    /// A block of values.
    Block(A),
}

/// Markers that tell the kinds of function apart; inferred, never written.
pub mod marker {
    /// Of [`super::Function`].
    #[derive(Debug)]
    pub enum Scalars {}
    /// Of [`super::VectorFunction`].
    #[derive(Debug)]
    pub enum ScalarVector {}
    /// Of [`super::BlockFunction`].
    #[derive(Debug)]
    pub enum Block {}
    /// Of [`super::BlockVectorFunction`].
    #[derive(Debug)]
    pub enum BlockVector {}
    /// Of [`super::TryFunction`].
    #[derive(Debug)]
    pub enum Fallible {}
}

/// Any kind of function, as engines see it.
///
/// Both ways to call it are valid for every kind; [`Differentiable::STYLE`] is the direct one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no function of every number, which an engine needs",
    label = "no `Function`, `VectorFunction`, `TryFunction`, `BlockFunction` or `BlockVectorFunction` of precision `{R}`",
    note = "a closure runs on the number of one engine: `engine.value_and_gradient_of(|x| …, &x0)`, `jacobian_of`, `hessian_of`, …",
    note = "`function!(|x, k: f64| …)` makes a function of every number, with captured values"
)]
pub trait Differentiable<R: Real, Marker> {
    /// The style that the function is written in.
    const STYLE: Style;
    /// Returns the number of values for this number of inputs.
    fn outputs(&self, inputs: usize) -> usize;
    /// Writes the values at the numbers `x` to `y`, which holds zeros.
    ///
    /// # Errors
    /// The function failed, or returned another number of values than `outputs`.
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error>;
    /// Returns the value or values at the block `x`.
    ///
    /// # Errors
    /// The function failed.
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error>;
}

impl<R: Real, F: Function<R>> Differentiable<R, marker::Scalars> for F {
    const STYLE: Style = Style::Scalars;
    fn outputs(&self, _: usize) -> usize {
        1
    }
    #[inline(always)]
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        Error::check_length("values of a function", 1, y.len())?;
        y[0] = self.eval(x);
        Ok(())
    }
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error> {
        Ok(Output::Scalar(self.eval(&x.to_vec())))
    }
}

impl<R: Real, F: VectorFunction<R>> Differentiable<R, marker::ScalarVector> for F {
    const STYLE: Style = Style::Scalars;
    fn outputs(&self, inputs: usize) -> usize {
        VectorFunction::outputs(self, inputs)
    }
    #[inline(always)]
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        self.eval(x, y);
        Ok(())
    }
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error> {
        let mut y = vec![A::Scalar::zero(); VectorFunction::outputs(self, x.len())];
        self.eval(&x.to_vec(), &mut y);
        Ok(Output::Block(A::from_scalars(&y)))
    }
}

impl<R: Real, F: BlockFunction<R>> Differentiable<R, marker::Block> for F {
    const STYLE: Style = Style::Block;
    fn outputs(&self, _: usize) -> usize {
        1
    }
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        Error::check_length("values of a function", 1, y.len())?;
        y[0] = self.eval(&S::Array::from_scalars(x));
        Ok(())
    }
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error> {
        Ok(Output::Scalar(self.eval(x)))
    }
}

impl<R: Real, F: BlockVectorFunction<R>> Differentiable<R, marker::BlockVector> for F {
    const STYLE: Style = Style::Block;
    fn outputs(&self, inputs: usize) -> usize {
        BlockVectorFunction::outputs(self, inputs)
    }
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        let values = self.eval(&S::Array::from_scalars(x));
        Error::check_length("values of a function", y.len(), values.len())?;
        y.copy_from_slice(&values.to_vec());
        Ok(())
    }
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error> {
        Ok(Output::Block(self.eval(x)))
    }
}

impl<R: Real, F: TryFunction<R>> Differentiable<R, marker::Fallible> for F {
    const STYLE: Style = Style::Scalars;
    fn outputs(&self, inputs: usize) -> usize {
        TryFunction::outputs(self, inputs)
    }
    #[inline(always)]
    fn call_scalars<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) -> Result<(), Error> {
        self.eval(x, y)
    }
    fn call_block<A: Array<Real = R>>(&self, x: &A) -> Result<Output<A>, Error> {
        let mut y = vec![A::Scalar::zero(); TryFunction::outputs(self, x.len())];
        self.eval(&x.to_vec(), &mut y)?;
        Ok(Output::Block(A::from_scalars(&y)))
    }
}

/// Returns the value of a function with one output, on plain numbers: no derivative, no tape.
///
/// # Errors
/// The function has several outputs.
pub fn value<R: Real, K>(f: &impl Differentiable<R, K>, x: &[R]) -> Result<R, Error> {
    let mut y = [R::ZERO];
    require_scalar_valued("value", f, x.len())?;
    values_into(f, x, &mut y)?;
    Ok(y[0])
}

/// Writes the values of a function on plain numbers to `y`.
///
/// # Errors
/// `y` has another length than the function has outputs.
pub fn values_into<R: Real, K>(f: &impl Differentiable<R, K>, x: &[R], y: &mut [R]) -> Result<(), Error> {
    fn call<R: Real, K, F: Differentiable<R, K>>(f: &F, x: &[R], y: &mut [R]) -> Result<(), Error> {
        Error::check_length("values", f.outputs(x.len()), y.len())?;
        if const { !F::STYLE.is_block() } {
            return f.call_scalars(x, y);
        }
        match f.call_block(&Buf::from_slice(x))? {
            Output::Scalar(value) => y[0] = value,
            Output::Block(values) => {
                Error::check_length("values of a function", y.len(), values.len())?;
                y.copy_from_slice(&values);
            }
        }
        Ok(())
    }
    call(f, x, y)
}

/// Checks that `f` has one output.
///
/// # Errors
/// [`Error::NotScalarValued`] for `operation`: it has another number.
pub fn require_scalar_valued<R: Real, K>(
    operation: &'static str,
    f: &impl Differentiable<R, K>,
    inputs: usize,
) -> Result<(), Error> {
    match f.outputs(inputs) {
        1 => Ok(()),
        outputs => Err(Error::NotScalarValued { operation, outputs }),
    }
}

/// The inputs of a function as far as its number of outputs may depend on them; see [`function!`](macro@crate::function).
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct InputCount(pub usize);

#[doc(hidden)]
impl InputCount {
    #[allow(clippy::len_without_is_empty, reason = "a count of outputs")]
    pub fn len(self) -> usize {
        self.0
    }
}

/// Writes the values that the code of a [`function!`](macro@crate::function) returned.
#[doc(hidden)]
pub fn write_values<S: Scalar>(values: &impl AsRef<[S]>, y: &mut [S]) -> Result<(), Error> {
    let values = values.as_ref();
    Error::check_length("values of a function", y.len(), values.len())?;
    y.copy_from_slice(values);
    Ok(())
}
