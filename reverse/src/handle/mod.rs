//! A number that is `Copy + 'static`, and derivatives of code on it.
//!
//! [`Handle`]s are for code that others wrote, generic over num-traits, nalgebra or num-dual, whose numbers may not have a
//! lifetime. The compiler cannot keep them with their recording, so each operation does: what would be a wrong number is
//! an error.
//!
//! | misuse | result |
//! |---|---|
//! | a handle of a recording that has ended | [`Error::ForeignNumbers`] |
//! | an outer variable, captured in an inner gradient without [`Handle::lift`] | [`Error::ForeignNumbers`] of the inner one |
//! | a handle that was sent to another thread, or came from one | [`Error::ForeignNumbers`] |
//! | guards dropped in another order than last in, first out | [`Error::RecordingOrder`] of all involved |
//! | an active number read as a plain one (`to_f64`) | [`Error::Detached`]; a [`HandleTape`] counts and goes on |
//! | a panic | its recordings end, and the next begins anew |
//!
//! ```
//! use dualtape_core::Scalar;
//! use dualtape_reverse::handle::{self, Handle};
//!
//! /// Code that knows nothing of tapes.
//! fn square(v: [Handle; 2]) -> Handle {
//!     v[0] * v[0] + v[1] * v[1]
//! }
//! let (value, gradient) = handle::value_and_gradient(|x| square([x[0], x[1]]), &[3.0, 4.0])?;
//! assert_eq!((value, gradient), (25.0, vec![6.0, 8.0]));
//! assert_eq!(handle::hessian(|x| x[0] * x[0] * x[1], &[1.0, 2.0])?, [4.0, 2.0, 2.0, 0.0]);
//! # Ok::<(), dualtape_core::Error>(())
//! ```
//!
//! # Code that others wrote
//!
//! With the features `num-traits`, `simba`, `ndarray` and `num-dual`, [`Handle`] and [`Dual`] are numbers of these crates.
//! `reverse/tests` holds gradients and Hessians of the following by both modes against one another and differences.
//!
//! | crate, feature | works | does not |
//! |---|---|---|
//! | num-traits, `num-traits` | `Float` code (Black and Scholes, all elementary functions), `Num`, `%` | `to_f64` of an active number: [`Error::Detached`] on handles, none on duals; `max` and `min` keep a NaN, where those of `f64` drop it |
//! | nalgebra 0.35, `simba` | Cholesky, LU, QR, inverse, determinant, symmetric eigenvalues, singular values (Cholesky also of a dynamic size), quaternions, rotations, isometries, norms | `exp` of a matrix reads its norm as a plain number, for a count of squarings: `Detached` here, right on a [`HandleTape`], a panic on duals; `cosc` and `coshc` have their pole at 0 |
//! | ndarray 0.17, `ndarray` | products, maps, sums, means, products with numbers | linear algebra by LAPACK (`ndarray-linalg`), which has plain numbers alone |
//! | num-dual 0.15, `num-dual` | `DualNum<Primitive = f64>` code: an equation of state, Bessel functions; `re()` is not counted as a reading, for code branches on it | `f32`; 0.14, whose trait has another shape; its types `Dual2`, … stay its own |
//!
//! Iterations (eigenvalues, singular values) are differentiated as they ran. A comparison is by value: a branch at a
//! point where two eigenvalues or pivots meet has the derivative of the branch taken.

mod elsewhere;
#[cfg(feature = "num-traits")]
mod foreign;
mod guard;
mod number;
mod serial;
mod thread;

use dualtape_core::{Error, Scalar, derivative_of};
use dualtape_forward::Dual;

pub use crate::handle::guard::HandleTape;
pub use crate::handle::number::Handle;
pub use crate::handle::thread::Recordable;

/// Returns the value and the gradient of a function of handles.
///
/// # Errors
/// Those of [`HandleTape::pull`], and [`Error::Detached`] if an active number was read as a plain one.
pub fn value_and_gradient<T: Recordable>(
    f: impl FnOnce(&[Handle<T>]) -> Handle<T>,
    x: &[T],
) -> Result<(T, Vec<T>), Error> {
    try_value_and_gradient(|x| Ok(f(x)), x)
}

/// Returns the value and the gradient of a function of handles that can fail, or its error.
///
/// # Errors
/// The function's own, and those of [`value_and_gradient`].
pub fn try_value_and_gradient<T: Recordable, E: From<Error>>(
    f: impl FnOnce(&[Handle<T>]) -> Result<Handle<T>, E>,
    x: &[T],
) -> Result<(T, Vec<T>), E> {
    with_recorded(f, x, |tape, y| Ok((y.primal(), tape.pull(&[(y, T::one())])?)))
}

/// Returns the gradient of a function of handles.
///
/// # Errors
/// Those of [`value_and_gradient`].
pub fn gradient<T: Recordable>(f: impl FnOnce(&[Handle<T>]) -> Handle<T>, x: &[T]) -> Result<Vec<T>, Error> {
    Ok(value_and_gradient(f, x)?.1)
}

/// Returns the derivative of a function of one handle.
///
/// # Errors
/// Those of [`value_and_gradient`].
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_reverse::handle;
///
/// assert_eq!(handle::derivative(|x| x.sin(), 0.0), Ok(1.0));
/// ```
pub fn derivative<T: Recordable>(f: impl FnOnce(Handle<T>) -> Handle<T>, x: T) -> Result<T, Error> {
    Ok(gradient(|x| f(x[0]), &[x])?[0])
}

/// Returns the Jacobian of a function of handles, outputs × inputs, row-major.
///
/// # Errors
/// Those of [`value_and_gradient`].
///
/// # Cost
/// One recording, and a sweep per output.
pub fn jacobian<T: Recordable>(
    f: impl FnOnce(&[Handle<T>]) -> Vec<Handle<T>>,
    x: &[T],
) -> Result<Vec<T>, Error> {
    with_recorded(
        |x| Ok(f(x)),
        x,
        |tape, y| {
            let mut jacobian = vec![T::zero(); y.len() * x.len()];
            tape.check()?;
            for (y, row) in y.iter().zip(jacobian.chunks_exact_mut(x.len().max(1))) {
                tape.pull_into(&[(*y, T::one())], row)?;
            }
            Ok(jacobian)
        },
    )
}

/// Returns the values of a function of handles, and `Jᵀ w` for the cotangent `w`.
///
/// # Errors
/// Those of [`value_and_gradient`]; [`Error::Length`].
pub fn vjp<T: Recordable>(
    f: impl FnOnce(&[Handle<T>]) -> Vec<Handle<T>>,
    x: &[T],
    w: &[T],
) -> Result<(Vec<T>, Vec<T>), Error> {
    with_recorded(
        |x| Ok(f(x)),
        x,
        |tape, y| {
            Error::check_length("cotangent", y.len(), w.len())?;
            let seeds: Vec<_> = y.iter().copied().zip(w.iter().copied()).collect();
            Ok((y.iter().map(|y| y.primal()).collect(), tape.pull(&seeds)?))
        },
    )
}

/// Returns `H v`, the derivative of the gradient along `v`, by a sweep over the derivative along `v`.
///
/// # Errors
/// Those of [`value_and_gradient`]; [`Error::Length`].
pub fn hvp<T: Recordable>(
    f: impl FnOnce(&[Dual<Handle<T>, 1>]) -> Dual<Handle<T>, 1>,
    x: &[T],
    v: &[T],
) -> Result<Vec<T>, Error> {
    Error::check_length("tangent", x.len(), v.len())?;
    let along = |x: &[Handle<T>]| {
        let directed = |(&primal, &v)| Dual { primal, tangents: [Handle::lift(v)] };
        Ok::<_, Error>(f(&x.iter().zip(v).map(directed).collect::<Vec<_>>()))
    };
    with_recorded(along, x, |tape, y| {
        let mut hv = tape.pull(&[(y.tangents[0], T::one())])?;
        hv.iter_mut().for_each(|hv| *hv = derivative_of(y.value(), *hv));
        Ok(hv)
    })
}

/// Returns the Hessian of a function of handles, row-major.
///
/// # Errors
/// Those of [`value_and_gradient`].
///
/// # Cost
/// n Hessian-vector products.
pub fn hessian<T: Recordable>(
    f: impl Fn(&[Dual<Handle<T>, 1>]) -> Dual<Handle<T>, 1>,
    x: &[T],
) -> Result<Vec<T>, Error> {
    let mut unit = vec![T::zero(); x.len()];
    let mut hessian = Vec::with_capacity(x.len() * x.len());
    for i in 0..x.len() {
        unit[i] = T::one();
        hessian.extend(hvp(&f, x, &unit)?); // symmetric: a column is a row
        unit[i] = T::zero();
    }
    Ok(hessian)
}

/// Records a function and hands `then` what it returned.
fn with_recorded<T: Recordable, Y, Out, E: From<Error>>(
    f: impl FnOnce(&[Handle<T>]) -> Result<Y, E>,
    x: &[T],
    then: impl FnOnce(&HandleTape<T>, Y) -> Result<Out, Error>,
) -> Result<Out, E> {
    let tape = HandleTape::activate()?;
    let inputs: Vec<Handle<T>> = x.iter().map(|&x| tape.input(x)).collect();
    let y = f(&inputs)?;
    match tape.readings()? {
        0 => Ok(then(&tape, y)?),
        readings => Err(Error::Detached { readings }.into()),
    }
}
