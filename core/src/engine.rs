//! The operations of an engine.

use crate::array::Array;
use crate::error::Error;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// A way to differentiate: a value that owns its memory and reuses it from call to call.
///
/// `T` is the number under the engine: `f64`, `f32`, or another engine's number, for derivatives of derivatives.
/// Inputs, results and precision are the caller's. Each operation has a twin `…_into` that writes to the caller's
/// buffers; the others allocate the result. Matrices are outputs × inputs, row-major.
///
/// | operation | of | result |
/// |---|---|---|
/// | `derivative` | 1 → 1 | `f'(x)` |
/// | `gradient` | n → 1 | n numbers `∂f/∂xᵢ` |
/// | `jvp` | n → m | `J v`: one tangent pushed forward |
/// | `vjp` | n → m | `Jᵀ w`: one cotangent pulled back |
/// | `jacobian` | n → m | m × n numbers |
/// | `hvp` | n → 1 | `H v` |
/// | `hessian` | n → 1 | n × n numbers |
///
/// # Errors
/// Every operation fails if a slice has the wrong length, if the function has several outputs where one is
/// needed, or if a limit of the engine would be passed; the numbers in the buffers are then unspecified.
#[allow(clippy::missing_errors_doc, reason = "stated once, above, for all of them")]
pub trait Engine<T: Scalar = f64> {
    /// Returns the engine's name, for reports.
    fn name(&self) -> &'static str;

    /// Writes the gradient at `x` and returns the value.
    fn value_and_gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>;

    /// Writes the values at `x`, and `J v` for the tangent `v`.
    fn jvp_into<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        v: &[T],
        values: &mut [T],
        jv: &mut [T],
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>;

    /// Writes the values at `x`, and `Jᵀ w` for the cotangent `w`.
    fn vjp_into<F, K>(
        &mut self,
        f: &F,
        x: &[T],
        w: &[T],
        values: &mut [T],
        jtw: &mut [T],
    ) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>;

    /// Writes the Jacobian at `x`, outputs × inputs, row-major.
    fn jacobian_into<F, K>(&mut self, f: &F, x: &[T], jacobian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>;

    /// Writes `H v`, the derivative of the gradient along `v`.
    fn hvp_into<F, K>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>;

    /// Writes the Hessian at `x`, row-major.
    ///
    /// # Cost
    /// n Hessian-vector products, unless an engine does better.
    fn hessian_into<F, K>(&mut self, f: &F, x: &[T], hessian: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let n = x.len();
        Error::check_length("hessian", n * n, hessian.len())?;
        let mut unit = vec![T::zero(); n];
        for (i, column) in hessian.chunks_exact_mut(n.max(1)).enumerate() {
            unit[i] = T::one();
            self.hvp_into(f, x, &unit, column)?; // symmetric: a column is a row
            unit[i] = T::zero();
        }
        Ok(())
    }

    /// Returns the value and the gradient at a block of parameters, without a copy if the engine can.
    fn value_and_gradient_array<F, K>(&mut self, f: &F, x: &T::Array) -> Result<(T, T::Array), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut gradient = vec![T::zero(); x.len()];
        let value = self.value_and_gradient_into(f, &x.to_vec(), &mut gradient)?;
        Ok((value, T::Array::from_scalars(&gradient)))
    }

    /// Returns the derivative of a function of one number.
    fn derivative<F, K>(&mut self, f: &F, x: T) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut derivative = T::zero();
        self.derivative_into(f, x, &mut derivative)?;
        Ok(derivative)
    }

    /// Writes the derivative of a function of one number and returns the value.
    fn derivative_into<F, K>(&mut self, f: &F, x: T, derivative: &mut T) -> Result<T, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.value_and_gradient_into(f, &[x], std::slice::from_mut(derivative))
    }

    /// Returns the gradient at `x`.
    fn gradient<F, K>(&mut self, f: &F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        Ok(self.value_and_gradient(f, x)?.1)
    }

    /// Writes the gradient at `x`.
    fn gradient_into<F, K>(&mut self, f: &F, x: &[T], gradient: &mut [T]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        self.value_and_gradient_into(f, x, gradient).map(|_| ())
    }

    /// Returns the value and the gradient at `x`.
    fn value_and_gradient<F, K>(&mut self, f: &F, x: &[T]) -> Result<(T, Vec<T>), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut gradient = vec![T::zero(); x.len()];
        let value = self.value_and_gradient_into(f, x, &mut gradient)?;
        Ok((value, gradient))
    }

    /// Returns the values at `x`, and `J v` for the tangent `v`.
    fn jvp<F, K>(&mut self, f: &F, x: &[T], v: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let m = f.outputs(x.len());
        let (mut values, mut jv) = (vec![T::zero(); m], vec![T::zero(); m]);
        self.jvp_into(f, x, v, &mut values, &mut jv)?;
        Ok((values, jv))
    }

    /// Returns the values at `x`, and `Jᵀ w` for the cotangent `w`.
    fn vjp<F, K>(&mut self, f: &F, x: &[T], w: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let (mut values, mut jtw) = (vec![T::zero(); f.outputs(x.len())], vec![T::zero(); x.len()]);
        self.vjp_into(f, x, w, &mut values, &mut jtw)?;
        Ok((values, jtw))
    }

    /// Returns the Jacobian at `x`, outputs × inputs, row-major.
    fn jacobian<F, K>(&mut self, f: &F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut jacobian = vec![T::zero(); f.outputs(x.len()) * x.len()];
        self.jacobian_into(f, x, &mut jacobian)?;
        Ok(jacobian)
    }

    /// Returns `H v`, the derivative of the gradient along `v`.
    fn hvp<F, K>(&mut self, f: &F, x: &[T], v: &[T]) -> Result<Vec<T>, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut hv = vec![T::zero(); x.len()];
        self.hvp_into(f, x, v, &mut hv)?;
        Ok(hv)
    }

    /// Returns the Hessian at `x`, row-major.
    fn hessian<F, K>(&mut self, f: &F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: Differentiable<T::Real, K>,
    {
        let mut hessian = vec![T::zero(); x.len() * x.len()];
        self.hessian_into(f, x, &mut hessian)?;
        Ok(hessian)
    }
}
