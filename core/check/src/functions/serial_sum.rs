//! A sum in which every operation depends on the one before.

use dualtape_core::{Function, Real, Scalar};

/// `x_0 + (x_0 + x_1 + … )`, cycling through the inputs: a chain of additions, each dependent on the one before.
///
/// The operations are trivial, so that it measures the least cost of an operation in an engine.
///
/// # Cost
/// `additions` operations.
///
/// # Panics
/// Without inputs.
///
/// # Example
/// ```
/// use dualtape_check::SerialSum;
/// assert_eq!(dualtape_core::value(&SerialSum { additions: 3 }, &[1.0, 10.0]), Ok(13.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SerialSum {
    /// The number of additions.
    pub additions: usize,
}

impl SerialSum {
    /// Returns numbers near 1.
    pub fn start(inputs: usize) -> Vec<f64> {
        (0..inputs).map(|i| 0.9 + i as f64 * 1e-3).collect()
    }
}

impl<R: Real> Function<R> for SerialSum {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        x.iter().cycle().take(self.additions).fold(x[0], |sum, &x| sum + x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::operations;
    use dualtape_core::value;

    #[test]
    fn known_values() {
        assert_eq!(value(&SerialSum { additions: 0 }, &[3.0]), Ok(3.0));
        assert_eq!(value(&SerialSum { additions: 100 }, &[1.0; 7]), Ok(101.0));
    }

    #[test]
    fn the_cost_is_as_documented() {
        assert_eq!(operations(&SerialSum { additions: 50 }, &SerialSum::start(7)), Ok(50));
    }
}
