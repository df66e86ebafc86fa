//! Derivatives of closures, which run on one number and need no struct.

use dualtape_core::{Error, Scalar};

use crate::dual::Dual;
use crate::engine::{Forward, chunks};
use crate::pass::{Pass, Seeds, Wide};

/// Directions per pass of a closure, which is compiled for one number.
const LANES: usize = 8;

/// Derivatives of closures: code on the numbers of this engine alone, with captured variables.
///
/// A function of both engines is made by [`function!`](macro@dualtape_core::function). A gradient takes eight inputs per
/// evaluation. Outer numbers, of a function that differentiates inside, are lifted by [`Dual::inactive`]. An engine with
/// its precision, `Forward::<f64>::new()`, lets methods follow plain numbers on the left: `(1.0 - x[0]).powi(2)`.
///
/// Where a derivative is not finite it stays as the closure computed it, NaN for `0 · ∞`: paths are told from zeros
/// ([`dualtape_core::semantics`]) on another number, on which a closure cannot run.
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_forward::{Dual, Forward};
///
/// let mut forward = Forward::new();
/// let polar = |x: &[Dual<f64, 8>]| vec![x[0] * x[1].cos(), x[0] * x[1].sin()];
/// assert_eq!(forward.jacobian_of(polar, &[2.0, 0.0])?, [1.0, 0.0, 0.0, 2.0]);
/// assert_eq!(forward.derivative_of(|x| x.sin() * 3.0, 0.0)?, 3.0);
/// assert_eq!(forward.hessian_of(|x| x[0].powi(2) * x[1], &[1.0, 2.0])?, [4.0, 2.0, 2.0, 0.0]);
///
/// // d/dx of ∂/∂y (x y²) at y = 3, by an engine inside the closure.
/// let outer = |x: Dual<f64, 1>| {
///     let slope = Forward::new().derivative_of(|y| Dual::inactive(x) * y * y, Dual::inactive(3.0));
///     slope.expect("one input")
/// };
/// assert_eq!(forward.derivative_of(outer, 5.0)?, 6.0);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
///
/// # Errors
/// A slice has the wrong length; a closure returns numbers of outputs that differ from call to call.
#[allow(clippy::missing_errors_doc, reason = "stated once, above, for all of them")]
impl<T: Scalar> Forward<T> {
    /// Returns the value and the gradient of a closure.
    pub fn value_and_gradient_of<F>(&mut self, f: F, x: &[T]) -> Result<(T, Vec<T>), Error>
    where
        F: Fn(&[Dual<T, LANES>]) -> Dual<T, LANES>,
    {
        self.try_value_and_gradient_of(|x| Ok(f(x)), x)
    }

    /// Returns the value and the gradient of a closure that can fail, or its error.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// use dualtape_forward::Forward;
    ///
    /// let product = |text: &str| -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    ///     let f = |x: &[_]| -> Result<_, Box<dyn std::error::Error>> { Ok(x[0] * text.parse::<f64>()?) };
    ///     Ok(Forward::<f64>::new().try_value_and_gradient_of(f, &[1.0])?.1)
    /// };
    /// assert_eq!(product("2.5").unwrap(), [2.5]);
    /// assert!(product("two").unwrap_err().is::<std::num::ParseFloatError>());
    /// ```
    pub fn try_value_and_gradient_of<F, E>(&mut self, f: F, x: &[T]) -> Result<(T, Vec<T>), E>
    where
        F: Fn(&[Dual<T, LANES>]) -> Result<Dual<T, LANES>, E>,
    {
        let (mut value, mut gradient) = (T::zero(), vec![T::zero(); x.len()]);
        self.closure_chunks(x, f, |start, y| {
            value = y.primal;
            gradient[start..].iter_mut().zip(y.without_slope_at_nan().tangents).for_each(|(g, t)| *g = t);
            Ok(())
        })?;
        Ok((value, gradient))
    }

    /// Returns the gradient of a closure.
    pub fn gradient_of<F>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: Fn(&[Dual<T, LANES>]) -> Dual<T, LANES>,
    {
        Ok(self.value_and_gradient_of(f, x)?.1)
    }

    /// Returns the derivative of a closure of one number.
    pub fn derivative_of<F>(&mut self, f: F, x: T) -> Result<T, Error>
    where
        F: Fn(Dual<T, 1>) -> Dual<T, 1>,
    {
        Ok(f(Dual::seeded(x, 0)).without_slope_at_nan().tangents[0])
    }

    /// Returns the Jacobian of a closure, outputs × inputs, row-major.
    pub fn jacobian_of<F>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, Error>
    where
        F: Fn(&[Dual<T, LANES>]) -> Vec<Dual<T, LANES>>,
    {
        self.try_jacobian_of(|x| Ok(f(x)), x)
    }

    /// Returns the Jacobian of a closure that can fail, or its error.
    pub fn try_jacobian_of<F, E>(&mut self, f: F, x: &[T]) -> Result<Vec<T>, E>
    where
        F: Fn(&[Dual<T, LANES>]) -> Result<Vec<Dual<T, LANES>>, E>,
        E: From<Error>,
    {
        let n = x.len();
        let mut jacobian = Vec::new();
        self.closure_chunks(x, f, |start, y: Vec<_>| {
            if start == 0 {
                jacobian.resize(y.len() * n, T::zero());
            }
            Error::check_length("values of a function", jacobian.len(), y.len() * n)?;
            for (row, y) in jacobian.chunks_exact_mut(n.max(1)).zip(y) {
                let tangents = y.without_slope_at_nan().tangents;
                row[start..].iter_mut().zip(tangents).for_each(|(entry, t)| *entry = t);
            }
            Ok(())
        })?;
        Ok(jacobian)
    }

    /// Returns the values of a closure, and `J v` for the tangent `v`.
    pub fn jvp_of<F>(&mut self, f: F, x: &[T], v: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: Fn(&[Dual<T, 1>]) -> Vec<Dual<T, 1>>,
    {
        Error::check_length("tangent", x.len(), v.len())?;
        let pass: &mut Pass<T, 1> = self.first.pass();
        let y = pass.run_closure(x, Seeds::Direction(v), f);
        Ok(y.into_iter().map(|y| (y.primal, y.without_slope_at_nan().tangents[0])).unzip())
    }

    /// Returns the values of a closure, and `Jᵀ w` for the cotangent `w`.
    pub fn vjp_of<F>(&mut self, f: F, x: &[T], w: &[T]) -> Result<(Vec<T>, Vec<T>), Error>
    where
        F: Fn(&[Dual<T, LANES>]) -> Vec<Dual<T, LANES>>,
    {
        let (mut values, mut jtw) = (Vec::new(), vec![T::zero(); x.len()]);
        self.closure_chunks(
            x,
            |x| Ok(f(x)),
            |start, y: Vec<_>| {
                Error::check_length("cotangent", y.len(), w.len())?;
                // A weight of zero leaves the output out.
                for (y, &w) in y.iter().zip(w).filter(|(_, w)| !w.is_zero()) {
                    let tangents = y.without_slope_at_nan().tangents;
                    jtw[start..].iter_mut().zip(tangents).for_each(|(sum, t)| *sum += t * w);
                }
                values = y.iter().map(|y| y.primal).collect();
                Ok::<(), Error>(())
            },
        )?;
        Ok((values, jtw))
    }

    /// Returns `H v`, the derivative of the gradient along `v`.
    pub fn hvp_of<F>(&mut self, f: F, x: &[T], v: &[T]) -> Result<Vec<T>, Error>
    where
        F: Fn(&[Dual<Dual<T, 1>, LANES>]) -> Dual<Dual<T, 1>, LANES>,
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
        F: Fn(&[Dual<Dual<T, 1>, LANES>]) -> Dual<Dual<T, 1>, LANES>,
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

    /// Evaluates a closure chunk by chunk and hands its results to `sink`.
    fn closure_chunks<Y, E>(
        &mut self,
        x: &[T],
        f: impl Fn(&[Dual<T, LANES>]) -> Result<Y, E>,
        mut sink: impl FnMut(usize, Y) -> Result<(), E>,
    ) -> Result<(), E> {
        let pass: &mut Pass<T, LANES> = self.first.pass();
        chunks(x.len(), |_| LANES, |start, _| sink(start, pass.run_closure(x, Seeds::OneHot { start }, &f)?))
    }

    fn closure_hvp<F>(&mut self, f: &F, x: &[T], v: &[T], hv: &mut [T]) -> Result<(), Error>
    where
        F: Fn(&[Dual<Dual<T, 1>, LANES>]) -> Dual<Dual<T, 1>, LANES>,
    {
        Error::check_length("tangent", x.len(), v.len())?;
        self.directed.clear();
        self.directed.extend(x.iter().zip(v).map(|(&primal, &v)| Dual { primal, tangents: [v] }));
        let (x, pass): (_, &mut Pass<Dual<T, 1>, LANES>) = (&self.directed[..], self.second.pass());
        chunks(
            x.len(),
            |_| LANES,
            |start, _| {
                let y = pass.run_closure(x, Seeds::OneHot { start }, f).without_slope_at_nan();
                hv[start..].iter_mut().zip(y.tangents).for_each(|(hv, t)| *hv = t.tangents[0]);
                Ok(())
            },
        )
    }
}
