//! Derivatives of closures, which run on one number and need no struct.

use dualtape_core::{Error, Scalar, derivative_of};
use dualtape_forward::{Dual, Forward};

use crate::engine::Reverse;
use crate::recorded_function::{Cotangent, RecordedFunction};
use crate::var::Var;

/// Derivatives of closures: code on the numbers of this engine alone, with captured variables.
///
/// A function of both engines is made by [`function!`](macro@dualtape_core::function). The lifetime of a [`Var`] is that of one
/// recording, so a closure that is no argument in place needs a function around it to be taken for one of every lifetime.
/// Outer numbers, of a function that differentiates inside, are lifted by [`Var::lift`]. An engine with its precision,
/// `Reverse::<f64>::new()`, lets methods follow plain numbers on the left: `(1.0 - x[0]).powi(2)`.
///
/// In code of numbers, paths are told from zeros as for any function ([`dualtape_core::semantics`]). In blocks and in
/// second derivatives, a derivative that is not finite stays as it was computed, NaN for `0 · ∞`.
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_reverse::Reverse;
///
/// let mut reverse = Reverse::new();
/// assert_eq!(
///     reverse.jacobian_of(|x| vec![x[0] * x[1].cos(), x[0] * x[1].sin()], &[2.0, 0.0])?,
///     [1.0, 0.0, 0.0, 2.0],
/// );
/// assert_eq!(reverse.derivative_of(|x| x.sin() * 3.0, 0.0)?, 3.0);
/// assert_eq!(reverse.hessian_of(|x| x[0].powi(2) * x[1], &[1.0, 2.0])?, [4.0, 2.0, 2.0, 0.0]);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
///
/// # Errors
/// A slice has the wrong length, or the recording exceeds a limit.
#[allow(clippy::missing_errors_doc, reason = "stated once, above, for all of them")]
impl<T: Scalar> Reverse<T> {
    /// Returns the value and the gradient of a closure.
    pub fn value_and_gradient_of<F>(&mut self, f: F, x: &[T]) -> Result<(T, Vec<T>), Error>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Var<'t, T>,
    {
        self.try_value_and_gradient_of(|x| Ok(f(x)), x)
    }

    /// Returns the value and the gradient of a closure that can fail, or its error.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// use dualtape_reverse::Reverse;
    ///
    /// let product = |text: &str| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    ///     let found = Reverse::new().try_value_and_gradient_of(|x| Ok(x[0] * text.parse::<f64>()?), &[1.0]);
    ///     found.map(|(_, gradient)| gradient)
    /// };
    /// assert_eq!(product("2.5").unwrap(), [2.5]);
    /// assert!(product("two").unwrap_err().is::<std::num::ParseFloatError>());
    /// ```
    pub fn try_value_and_gradient_of<F, E>(&mut self, f: F, x: &[T]) -> Result<(T, Vec<T>), E>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Result<Var<'t, T>, E>,
        E: From<Error>,
    {
        self.with_closure(
            |x, y| {
                y.push(f(x)?);
                Ok(())
            },
            x,
            |recorded| {
                let mut gradient = vec![T::zero(); x.len()];
                recorded.pull(Cotangent::Unit(0));
                recorded.adjoints_into(&mut gradient);
                Ok((recorded.value(), gradient))
            },
        )
    }

    /// Returns the gradient of a closure.
    pub fn gradient_of<F>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Var<'t, T>,
    {
        Ok(self.value_and_gradient_of(f, x)?.1)
    }

    /// Returns the derivative of a closure of one number.
    pub fn derivative_of<F>(&mut self, f: F, x: T) -> Result<T, Error>
    where
        F: for<'t> Fn(Var<'t, T>) -> Var<'t, T>,
    {
        Ok(self.gradient_of(|x| f(x[0]), &[x])?[0])
    }

    /// Returns the Jacobian of a closure, outputs × inputs, row-major.
    pub fn jacobian_of<F>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Vec<Var<'t, T>>,
    {
        self.try_jacobian_of(|x| Ok(f(x)), x)
    }

    /// Returns the Jacobian of a closure that can fail, or its error.
    pub fn try_jacobian_of<F, E>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, E>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Result<Vec<Var<'t, T>>, E>,
        E: From<Error>,
    {
        self.with_closure(
            |x, y| {
                y.extend(f(x)?);
                Ok(())
            },
            x,
            |recorded| {
                let n = x.len();
                let mut jacobian = vec![T::zero(); recorded.output_count() * n];
                for (j, row) in jacobian.chunks_exact_mut(n.max(1)).enumerate() {
                    recorded.pull(Cotangent::Unit(j));
                    recorded.adjoints_into(row);
                }
                Ok(jacobian)
            },
        )
    }

    /// Returns the values of a closure, and `J v` for the tangent `v`.
    ///
    /// # Cost
    /// One recording on dual numbers and no sweep; the forward engine needs no recording either.
    pub fn jvp_of<F>(&mut self, f: F, x: &[T], v: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: Fn(&[Dual<T, 1>]) -> Vec<Dual<T, 1>>,
    {
        Forward::new().jvp_of(f, x, v)
    }

    /// Returns the values of a closure, and `Jᵀ w` for the cotangent `w`.
    pub fn vjp_of<F>(&mut self, f: F, x: &[T], w: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: for<'t> Fn(&[Var<'t, T>]) -> Vec<Var<'t, T>>,
    {
        self.with_closure(
            |x, y| {
                y.extend(f(x));
                Ok(())
            },
            x,
            |recorded| {
                Error::check_length("cotangent", recorded.output_count(), w.len())?;
                let (mut values, mut jtw) = (vec![T::zero(); w.len()], vec![T::zero(); x.len()]);
                recorded.outputs.primals_into(&mut values);
                recorded.pull(Cotangent::Weights(w));
                recorded.adjoints_into(&mut jtw);
                Ok((values, jtw))
            },
        )
    }

    /// Returns `H v`, the derivative of the gradient along `v`.
    pub fn hvp_of<F>(&mut self, f: F, x: &[T], v: &[T]) -> Result<Vec<T>, Error>
    where
        F: for<'t> Fn(&[Dual<Var<'t, T>, 1>]) -> Dual<Var<'t, T>, 1>,
    {
        let mut hv = vec![T::zero(); x.len()];
        self.closure_hvp(&f, x, v, &mut hv)?;
        Ok(hv)
    }

    /// Returns the Hessian of a closure, row-major.
    ///
    /// # Cost
    /// n Hessian-vector products.
    pub fn hessian_of<F>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: for<'t> Fn(&[Dual<Var<'t, T>, 1>]) -> Dual<Var<'t, T>, 1>,
    {
        let n = x.len();
        let (mut unit, mut hessian) = (vec![T::zero(); n], vec![T::zero(); n * n]);
        for (i, column) in hessian.chunks_exact_mut(n.max(1)).enumerate() {
            unit[i] = T::one();
            self.closure_hvp(&f, x, &unit, column)?; // symmetric: a column is a row
            unit[i] = T::zero();
        }
        Ok(hessian)
    }

    fn closure_hvp<F>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: for<'t> Fn(&[Dual<Var<'t, T>, 1>]) -> Dual<Var<'t, T>, 1>,
    {
        Error::check_length("tangent", x.len(), v.len())?;
        let mut value = T::Real::default();
        self.with_closure(
            |x, y| {
                let inputs: Vec<_> =
                    x.iter().zip(v).map(|(&x, &v)| Dual { primal: x, tangents: [Var::lift(v)] }).collect();
                let z = f(&inputs);
                value = z.value();
                y.push(z.tangents[0]);
                Ok(())
            },
            x,
            |recorded| {
                recorded.pull(Cotangent::Unit(0));
                recorded.adjoints_into(hv);
                Ok(())
            },
        )?;
        hv.iter_mut().for_each(|hv| *hv = derivative_of(value, *hv));
        Ok(())
    }

    /// Records a closure at `x`, which appends its outputs, and calls `then` if that stayed within the limits.
    fn with_closure<Out, E: From<Error>>(
        &mut self,
        f: impl for<'t> FnOnce(&[Var<'t, T>], &mut Vec<Var<'t, T>>) -> Result<(), E>,
        x: &[T],
        then: impl for<'t> FnOnce(&RecordedFunction<'t, T>) -> Result<Out, E>,
    ) -> Result<Out, E> {
        let Reverse { tape, usage, buffers } = self;
        tape.record(|recording| {
            let recorded = RecordedFunction::record_closure(recording, f, x, buffers)?;
            *usage = recording.usage();
            recording.check()?;
            let out = then(&recorded);
            recorded.recycle(buffers);
            out
        })
    }
}
