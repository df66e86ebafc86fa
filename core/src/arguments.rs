//! The checks of an engine's arguments, one function per operation of [`Engine`](crate::Engine).

use crate::error::Error;
use crate::function::{Differentiable, require_scalar_valued};
use crate::real::Real;

/// Checks the arguments of a gradient: one output, and as many numbers in `gradient` as in `x`.
///
/// # Errors
/// [`Error::NotScalarValued`] or [`Error::Length`].
pub fn gradient<R: Real, T, K>(f: &impl Differentiable<R, K>, x: &[T], gradient: &[T]) -> Result<(), Error> {
    require_scalar_valued("gradient", f, x.len())?;
    Error::check_length("gradient", x.len(), gradient.len())
}

/// Checks the arguments of a Jacobian-vector product: as many numbers in `v` as in `x`, and a number per output in
/// `values` and `jv`.
///
/// # Errors
/// [`Error::Length`].
pub fn jvp<R: Real, T, K>(
    f: &impl Differentiable<R, K>,
    x: &[T],
    v: &[T],
    values: &[T],
    jv: &[T],
) -> Result<(), Error> {
    let outputs = f.outputs(x.len());
    Error::check_length("tangent", x.len(), v.len())?;
    Error::check_length("values", outputs, values.len())?;
    Error::check_length("jv", outputs, jv.len())
}

/// Checks the arguments of a vector-Jacobian product: a number per output in `w` and `values`, and as many numbers in
/// `jtw` as in `x`.
///
/// # Errors
/// [`Error::Length`].
pub fn vjp<R: Real, T, K>(
    f: &impl Differentiable<R, K>,
    x: &[T],
    w: &[T],
    values: &[T],
    jtw: &[T],
) -> Result<(), Error> {
    let outputs = f.outputs(x.len());
    Error::check_length("cotangent", outputs, w.len())?;
    Error::check_length("values", outputs, values.len())?;
    Error::check_length("jtw", x.len(), jtw.len())
}

/// Checks the arguments of a Jacobian: outputs × inputs numbers.
///
/// # Errors
/// [`Error::Length`].
pub fn jacobian<R: Real, T, K>(f: &impl Differentiable<R, K>, x: &[T], jacobian: &[T]) -> Result<(), Error> {
    Error::check_length("jacobian", f.outputs(x.len()) * x.len(), jacobian.len())
}

/// Checks the arguments of a Hessian-vector product: one output, and as many numbers in `v` and `hv` as in `x`.
///
/// # Errors
/// [`Error::NotScalarValued`] or [`Error::Length`].
pub fn hvp<R: Real, T, K>(f: &impl Differentiable<R, K>, x: &[T], v: &[T], hv: &[T]) -> Result<(), Error> {
    require_scalar_valued("Hessian-vector product", f, x.len())?;
    Error::check_length("tangent", x.len(), v.len())?;
    Error::check_length("hv", x.len(), hv.len())
}
