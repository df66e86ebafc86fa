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

/// Returns the mean of [`r_squared`] over the columns of numbers, rows × `columns`, that differ (scikit-learn's
/// `multioutput="uniform_average"`); none if none do.
///
/// # Panics
/// Panics if the lengths differ.
pub fn mean_r_squared<R: Real>(found: &[R], truth: &[R], columns: usize) -> Option<f64> {
    if columns == 1 {
        return r_squared(found, truth);
    }
    let of = |index| r_squared(&column(found, index, columns), &column(truth, index, columns));
    let defined: Vec<f64> = (0..columns).filter_map(of).collect();
    (!defined.is_empty()).then(|| defined.iter().sum::<f64>() / defined.len() as f64)
}

/// Returns a column of numbers, rows × `columns`, row-major.
pub(crate) fn column<R: Copy>(numbers: &[R], index: usize, columns: usize) -> Vec<R> {
    numbers.iter().skip(index).step_by(columns).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{mae, mean_r_squared, r_squared, rmse};

    #[test]
    fn errors_are_in_the_units_of_the_values() {
        assert_eq!(rmse(&[1.0, 2.0, 6.0], &[1.0, 5.0, 2.0]), (25.0_f64 / 3.0).sqrt());
        assert_eq!(mae(&[1.0, 2.0, 6.0], &[1.0, 5.0, 2.0]), 7.0 / 3.0);
        assert_eq!((rmse(&[2.0], &[2.0]), mae(&[2.0], &[2.0])), (0.0, 0.0));
        assert_eq!(rmse(&[3e200, -4e200], &[0.0, 0.0]), 12.5_f64.sqrt() * 1e200, "no overflow");
        assert!(rmse(&[f64::INFINITY], &[0.0]).is_infinite());
    }

    #[test]
    fn several_columns_count_alike_whatever_their_units() {
        let truth = [1.0, 1000.0, 2.0, 2000.0, 3.0, 3000.0];
        let found = [1.0, 2000.0, 2.0, 2000.0, 3.0, 2000.0];
        assert_eq!(mean_r_squared(&found, &truth, 2), Some(0.5), "1 and 0");
        assert_eq!(
            mean_r_squared(&[1.0, 5.0, 2.0, 5.0], &[1.0, 5.0, 2.0, 5.0], 2),
            Some(1.0),
            "one is constant"
        );
    }

    #[test]
    fn r_squared_compares_with_the_mean() {
        assert_eq!(r_squared(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Some(1.0));
        assert_eq!(r_squared(&[2.0, 2.0, 2.0], &[1.0, 2.0, 3.0]), Some(0.0), "no better than the mean");
        assert_eq!(r_squared(&[1.0, 2.0], &[5.0, 5.0]), None, "nothing to explain");
    }
}
