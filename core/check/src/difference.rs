//! Derivatives by differences of values: slow and inexact, but independent of the rules.

use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Differentiable, Error, Real, values_into};

/// A derivative and an estimate of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DifferenceEstimate {
    /// The extrapolated derivative; NaN if no difference was finite.
    pub derivative: f64,
    /// An estimate of its absolute error; infinite if no difference was finite.
    pub error: f64,
}

/// Returns the derivative of `f` at `x` by central differences with step sizes falling from `step`, extrapolated to
/// step zero (C. J. F. Ridders, *Accurate computation of F′(x) and F′(x)F″(x)*, Advances in Engineering Software 4,
/// 1982; `dfridr` of *Numerical Recipes*, §5.7).
///
/// `step` is a distance over which `f` changes substantially, without a kink or a pole; it need not be small.
///
/// # Cost
/// At most 20 calls of `f`.
///
/// # Example
/// ```
/// use dualtape_check::finite_difference;
/// let slope = finite_difference(f64::sin, 0.5, 0.1);
/// assert!((slope.derivative - 0.5_f64.cos()).abs() < 1e-11 && slope.error < 1e-10);
/// ```
pub fn finite_difference(mut f: impl FnMut(f64) -> f64, x: f64, step: f64) -> DifferenceEstimate {
    /// The factor by which each step is smaller than the one before.
    const SHRINK: f64 = 1.4;
    const STEPS: usize = 10;
    /// The search ends at an order this much worse than the best, where rounding dominates.
    const SAFE: f64 = 2.0;

    let mut best = DifferenceEstimate { derivative: f64::NAN, error: f64::INFINITY };
    let mut before = [0.0; STEPS]; // the row of Neville's tableau at the last step size, by order
    let mut step = step;
    for i in 0..STEPS {
        let (right, left) = (x + step, x - step);
        let mut row = [0.0; STEPS];
        row[0] = (f(right) - f(left)) / (right - left); // the step that is taken, not the one that was meant
        let mut factor = SHRINK * SHRINK;
        for order in 1..=i {
            row[order] = (row[order - 1] * factor - before[order - 1]) / (factor - 1.0);
            factor *= SHRINK * SHRINK;
            let error = (row[order] - row[order - 1]).abs().max((row[order] - before[order - 1]).abs());
            if error <= best.error && row[order].is_finite() {
                best = DifferenceEstimate { derivative: row[order], error };
            }
        }
        if i > 0 && (row[i] - before[i - 1]).abs() >= SAFE * best.error {
            break;
        }
        before = row;
        step /= SHRINK;
    }
    best
}

/// Returns the gradient of a function with one output by central differences, `(f(x + h eᵢ) - f(x - h eᵢ)) / 2h`.
///
/// # Errors
/// The function has several outputs.
///
/// # Cost
/// 2n evaluations, for about two thirds of the digits of `R`.
///
/// # Example
/// ```
/// use dualtape_check::{all_close, gradient_by_differences};
/// use dualtape_core::{Array, BlockFunction};
///
/// struct SquaredNorm;
/// impl BlockFunction for SquaredNorm {
///     fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
///         x.dot(x)
///     }
/// }
/// let gradient = gradient_by_differences(&SquaredNorm, &[3.0, 4.0])?;
/// all_close(|| "gradient".into(), &[6.0, 8.0], &gradient, 1e-9)?;
/// # Ok::<(), dualtape_core::Error>(())
/// ```
pub fn gradient_by_differences<R: Real, K>(f: &impl Differentiable<R, K>, x: &[R]) -> Result<Vec<R>, Error> {
    require_scalar_valued("gradient by differences", f, x.len())?;
    jacobian_by_differences(f, x)
}

/// Returns the Jacobian by central differences, outputs × inputs, row-major; see [`gradient_by_differences`].
///
/// # Errors
/// The function returned another number of values than `outputs`.
///
/// # Cost
/// 2n evaluations.
pub fn jacobian_by_differences<R: Real, K>(f: &impl Differentiable<R, K>, x: &[R]) -> Result<Vec<R>, Error> {
    let (n, m) = (x.len(), f.outputs(x.len()));
    let (mut above, mut below) = (vec![R::ZERO; m], vec![R::ZERO; m]);
    let mut jacobian = vec![R::ZERO; m * n];
    let mut at = x.to_vec();
    for (j, &here) in x.iter().enumerate() {
        let h = step_at(here);
        let (right, left) = (here + h, here - h);
        above.fill(R::ZERO);
        below.fill(R::ZERO);
        at[j] = right;
        values_into(f, &at, &mut above)?;
        at[j] = left;
        values_into(f, &at, &mut below)?;
        at[j] = here;
        for (i, (&above, &below)) in above.iter().zip(&below).enumerate() {
            jacobian[i * n + j] = (above - below) / (right - left);
        }
    }
    Ok(jacobian)
}

/// Returns the step `∛ε · max(1, |x|)`, which balances truncation (h²) against rounding (ε/h) of a central difference (*Numerical
/// Recipes*, §5.7).
fn step_at<R: Real>(x: R) -> R {
    R::from_f64(R::EPSILON.to_f64().cbrt() * x.to_f64().abs().max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::all_close;
    use dualtape_core::{Scalar, VectorFunction};

    #[test]
    fn the_error_estimate_holds_where_the_function_is_smooth() {
        for (f, slope, x) in [
            ((|x: f64| x.exp()) as fn(f64) -> f64, (|x: f64| x.exp()) as fn(f64) -> f64, 1.5),
            (|x| x.tan(), |x| 1.0 / x.cos().powi(2), 1.2),
            (|x| x.ln(), |x| 1.0 / x, 0.3),
            (|x| x * x, |x| 2.0 * x, -3.0),
        ] {
            let found = finite_difference(f, x, 0.1);
            assert!((found.derivative - slope(x)).abs() <= 1e-9 * (1.0 + slope(x).abs()), "{found:?} at {x}");
            assert!(found.error <= 1e-8, "{found:?} at {x}");
        }
    }

    #[test]
    fn a_function_without_finite_values_has_no_derivative() {
        let found = finite_difference(f64::sqrt, -1.0, 0.1);
        assert!(found.derivative.is_nan() && found.error == f64::INFINITY, "{found:?}");
    }

    #[test]
    fn jacobians_are_outputs_times_inputs() {
        struct Swirl;
        impl<R: Real> VectorFunction<R> for Swirl {
            fn outputs(&self, _: usize) -> usize {
                2
            }
            fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
                y[0] = x[0] * x[1];
                y[1] = x[2] * R::from_f64(5.0) - x[0];
            }
        }
        let expected = [2.0, 0.5, 0.0, -1.0, 0.0, 5.0];
        let found = jacobian_by_differences(&Swirl, &[0.5, 2.0, -1.0]).unwrap();
        all_close(|| "f64".into(), &expected, &found, 1e-9).unwrap();
        let found = jacobian_by_differences(&Swirl, &[0.5_f32, 2.0, -1.0]).unwrap();
        all_close(|| "f32".into(), &expected.map(f32::from_f64), &found, 1e-3).unwrap();
        assert!(matches!(
            gradient_by_differences(&Swirl, &[0.5, 2.0, 1.0]),
            Err(Error::NotScalarValued { .. })
        ));
    }
}
