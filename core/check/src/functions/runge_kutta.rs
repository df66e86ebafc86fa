//! A loop of Runge–Kutta steps.

use dualtape_core::{Function, Real, Scalar};

/// The populations of prey and predators after `steps` classic Runge–Kutta steps (W. Kutta 1901) through the equations
/// of Lotka (1925) and Volterra (1926).
///
/// Of the inputs `(α, β, γ, δ, x, y)` the first four are the rates in `x' = x (α - β y)` and `y' = y (δ x - γ)`, the
/// other two the populations at the beginning. The value is `x + y` at the end of the loop, which differs from the
/// exact solution.
///
/// # Cost
/// `48 steps + 1` operations, all products and sums, each step dependent on the one before.
///
/// # Panics
/// With less than six inputs.
///
/// # Example
/// ```
/// use dualtape_check::RungeKutta;
/// let nothing_meets = [0.0, 0.0, 0.0, 0.0, 2.0, 3.0];
/// assert_eq!(dualtape_core::value(&RungeKutta { steps: 10, duration: 1.0 }, &nothing_meets), Ok(5.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RungeKutta {
    /// The number of steps.
    pub steps: usize,
    /// The duration of all steps.
    pub duration: f64,
}

impl RungeKutta {
    /// Returns rates and populations with a period of about 7.7 units of time.
    pub fn start() -> Vec<f64> {
        vec![2.0 / 3.0, 4.0 / 3.0, 1.0, 1.0, 1.2, 0.8]
    }
}

/// The populations, or their change.
type Pair<S> = [S; 2];

/// `from + change · step`.
fn advance<S: Scalar>(from: Pair<S>, change: Pair<S>, step: S::Real) -> Pair<S> {
    [from[0] + change[0] * step, from[1] + change[1] * step]
}

impl<R: Real> Function<R> for RungeKutta {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let [alpha, beta, gamma, delta] = [x[0], x[1], x[2], x[3]];
        let change = |at: Pair<S>| [at[0] * (alpha - beta * at[1]), at[1] * (delta * at[0] - gamma)];
        let step = R::from_f64(self.duration / self.steps as f64);
        let (half, sixth, two) = (step * R::HALF, step / R::from_f64(6.0), R::from_f64(2.0));

        let mut at = [x[4], x[5]];
        for _ in 0..self.steps {
            let first = change(at);
            let second = change(advance(at, first, half));
            let third = change(advance(at, second, half));
            let fourth = change(advance(at, third, step));
            let sum = |i: usize| first[i] + (second[i] + third[i]) * two + fourth[i];
            at = advance(at, [sum(0), sum(1)], sixth);
        }
        at[0] + at[1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::operations;
    use dualtape_core::value;

    #[test]
    fn the_error_falls_with_the_fourth_power_of_the_step() {
        let at_end = |steps| value(&RungeKutta { steps, duration: 5.0 }, &RungeKutta::start()).unwrap();
        let exact = at_end(10_000);
        let ratio = (at_end(50) - exact) / (at_end(100) - exact);
        assert!((ratio / 16.0 - 1.0).abs() < 0.1, "{ratio}");
    }

    #[test]
    fn the_cost_is_as_documented() {
        for steps in [0, 1, 10] {
            let f = RungeKutta { steps, duration: 1.0 };
            assert_eq!(operations(&f, &RungeKutta::start()), Ok(48 * steps + 1));
        }
    }
}
