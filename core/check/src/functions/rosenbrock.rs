//! Rosenbrock's valley.

use dualtape_core::{Function, Real, Scalar};

/// Rosenbrock's valley in any number of dimensions: `Σ_i 100 (x_{i+1} - x_i²)² + (x_i - 1)²`.
///
/// H. H. Rosenbrock, *An automatic method for finding the greatest or least value of a function*, The Computer
/// Journal 3, 1960, for two inputs; this is the usual chain of such pairs (Y.-W. Shang and Y.-H. Qiu, *A note on
/// the extended Rosenbrock function*, Evolutionary Computation 14, 2006). Its minimum is 0 at `(1, …, 1)`.
///
/// # Cost
/// `8 (n - 1) - 1` operations for n inputs, all products and sums.
///
/// # Example
/// ```
/// use dualtape_check::Rosenbrock;
/// assert_eq!(dualtape_core::value(&Rosenbrock, &[1.0; 4]), Ok(0.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rosenbrock;

impl Rosenbrock {
    /// Returns the usual starting point `(-1.2, 1, -1.2, 1, …)`.
    pub fn start(inputs: usize) -> Vec<f64> {
        [-1.2, 1.0].into_iter().cycle().take(inputs).collect()
    }
}

impl<R: Real> Function<R> for Rosenbrock {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        let pairs = x.windows(2).map(|pair| {
            let across = pair[1] - pair[0] * pair[0];
            let along = pair[0] - R::ONE;
            across * across * R::from_f64(100.0) + along * along
        });
        pairs.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::operations;
    use dualtape_core::value;

    #[test]
    fn known_values() {
        assert_eq!(value(&Rosenbrock, &[1.0; 9]), Ok(0.0));
        assert_eq!(value(&Rosenbrock, &[0.0; 9]), Ok(8.0));
        assert_eq!(value(&Rosenbrock, &[0.0_f32, 1.0]), Ok(101.0));
        assert_eq!(value(&Rosenbrock, &[5.0]), Ok(0.0));
    }

    #[test]
    fn the_cost_is_as_documented() {
        for n in [2, 3, 10] {
            assert_eq!(operations(&Rosenbrock, &Rosenbrock::start(n)), Ok(8 * (n - 1) - 1));
        }
    }
}
