//! An engine for which NaN is an error.

use crate::array::Array;
use crate::engine::Engine;
use crate::error::Error;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// An engine that returns [`Error::NotANumber`] where the inner one would return a value or a derivative that is NaN.
///
/// Derivatives of a value that is NaN are NaN in any engine.
///
/// ```
/// use dualtape_core::{Engine, Error, NanAsError, function};
///
/// # fn with(engine: impl Engine) -> Result<(), Error> {
/// let f = function!(|x| (x[0] - 1.0).ln() + x[1]);
/// let mut engine = NanAsError(engine);
/// assert_eq!(engine.gradient(&f, &[0.0, 1.0]), Err(Error::NotANumber { what: "value", index: 0 }));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NanAsError<E>(
    /// The inner engine.
    pub E,
);

/// Returns an error if one of these numbers is NaN.
fn check<T: Scalar>(what: &'static str, x: &[T]) -> Result<(), Error> {
    x.iter().position(|x| x.is_nan()).map_or(Ok(()), |index| Err(Error::NotANumber { what, index }))
}

impl<T: Scalar, E: Engine<T>> Engine<T> for NanAsError<E> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let value = self.0.value_and_gradient_into(f, x, gradient)?;
        check("value", &[value])?;
        check("gradient", gradient)?;
        Ok(value)
    }

    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let (value, gradient) = self.0.value_and_gradient_array(f, x)?;
        check("value", &[value])?;
        check("gradient", &gradient.values())?;
        Ok((value, gradient))
    }

    fn jvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], values: &mut [T], jv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.0.jvp_into(f, x, v, values, jv)?;
        check("value", values)?;
        check("jv", jv)
    }

    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        w: &[T],
        values: &mut [T],
        jtw: &mut [T],
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.0.vjp_into(f, x, w, values, jtw)?;
        check("value", values)?;
        check("jtw", jtw)
    }

    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.0.jacobian_into(f, x, jacobian)?;
        check("jacobian", jacobian)
    }

    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.0.hvp_into(f, x, v, hv)?;
        check("hv", hv)
    }

    fn hessian_into<F, K>(&mut self, f: &F, x: &[T], hessian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.0.hessian_into(f, x, hessian)?;
        check("hessian", hessian)
    }
}
