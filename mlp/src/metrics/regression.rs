//! Metrics of predicted values f against true values y, in their units.

use dualtape_core::Real;

/// Returns the root mean square error, √(Σ (f − y)² / n).
///
/// # Panics
/// Panics if the lengths differ.
pub fn rmse(found: &[f64], truth: &[f64]) -> f64 {
    assert_eq!(found.len(), truth.len(), "one value per target");
    // Divided by the largest error, so that squares neither overflow nor underflow.
    let largest = errors(found, truth).fold(0.0, f64::max);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let squares: f64 = errors(found, truth).map(|error| (error / largest) * (error / largest)).sum();
    largest * (squares / truth.len() as f64).sqrt()
}

/// Returns the mean absolute error, Σ |f − y| / n.
///
/// # Panics
/// Panics if the lengths differ.
pub fn mae(found: &[f64], truth: &[f64]) -> f64 {
    assert_eq!(found.len(), truth.len(), "one value per target");
    errors(found, truth).sum::<f64>() / truth.len() as f64
}

/// Returns the absolute errors.
fn errors(found: &[f64], truth: &[f64]) -> impl Iterator<Item = f64> {
    found.iter().zip(truth).map(|(f, y)| (f - y).abs())
}

/// Returns the coefficient of determination, r² = 1 − Σ (f − y)² / Σ (y − ȳ)²; none if all y are equal.
///
/// # Panics
/// Panics if the lengths differ.
pub fn r_squared<R: Real>(found: &[R], truth: &[R]) -> Option<f64> {
    assert_eq!(found.len(), truth.len(), "one value per target");
    let truth = || truth.iter().map(|y| y.to_f64());
    let mean = truth().sum::<f64>() / found.len() as f64;
    let spread: f64 = truth().map(|y| (y - mean) * (y - mean)).sum();
    let error: f64 = found.iter().zip(truth()).map(|(f, y)| (f.to_f64() - y) * (f.to_f64() - y)).sum();
    (spread > 0.0).then(|| 1.0 - error / spread)
}

#[cfg(test)]
mod tests {
    use super::{mae, r_squared, rmse};

    #[test]
    fn errors_are_in_the_units_of_the_values() {
        assert_eq!(rmse(&[1.0, 2.0, 6.0], &[1.0, 5.0, 2.0]), (25.0_f64 / 3.0).sqrt());
        assert_eq!(mae(&[1.0, 2.0, 6.0], &[1.0, 5.0, 2.0]), 7.0 / 3.0);
        assert_eq!((rmse(&[2.0], &[2.0]), mae(&[2.0], &[2.0])), (0.0, 0.0));
        assert_eq!(rmse(&[3e200, -4e200], &[0.0, 0.0]), 12.5_f64.sqrt() * 1e200, "no overflow");
        assert!(rmse(&[f64::INFINITY], &[0.0]).is_infinite());
    }

    #[test]
    fn r_squared_compares_with_the_mean() {
        assert_eq!(r_squared(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Some(1.0));
        assert_eq!(r_squared(&[2.0, 2.0, 2.0], &[1.0, 2.0, 3.0]), Some(0.0), "no better than the mean");
        assert_eq!(r_squared(&[1.0, 2.0], &[5.0, 5.0]), None, "nothing to explain");
    }
}
