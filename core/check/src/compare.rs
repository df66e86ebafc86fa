//! The comparison of two numbers, for all checks.

use dualtape_core::{Error, Real};

/// The magnitude below which differences are absolute instead of relative: a derivative that is zero but for rounding
/// must not fail a relative comparison.
pub const FLOOR: f64 = 1e-3;

/// Checks that `|found - expected| ≤ tolerance · (FLOOR + |expected|)`; equal infinities agree, and so do two NaNs.
///
/// A tolerance of 0 requires equal numbers (`0 = -0`).
///
/// # Errors
/// They do not agree: an [`Error::Disagreement`] about `what`.
///
/// # Example
/// ```
/// use dualtape_check::close;
/// assert!(close(|| "slope".to_string(), 2.0, 2.0 + 1e-13, 1e-12).is_ok());
/// let error = close(|| "slope".to_string(), 2.0, 2.5, 1e-12).unwrap_err();
/// assert!(error.to_string().starts_with("slope: expected 2e0, found 2.5e0"));
/// ```
pub fn close(what: impl FnOnce() -> String, expected: f64, found: f64, tolerance: f64) -> Result<(), Error> {
    close_at(FLOOR, what, expected, found, tolerance)
}

/// Checks that two runs of numbers agree, element by element and relative to the largest number expected.
///
/// # Errors
/// The lengths differ, or an element does not agree: an [`Error::Disagreement`] about `what` with its index.
pub fn all_close<R: Real>(
    what: impl Fn() -> String,
    expected: &[R],
    found: &[R],
    tolerance: f64,
) -> Result<(), Error> {
    Error::check_length("a run of numbers under comparison", expected.len(), found.len())?;
    let finite = expected.iter().map(|x| x.to_f64().abs()).filter(|x| x.is_finite());
    let scale = finite.fold(FLOOR, f64::max);
    for (i, (expected, found)) in expected.iter().zip(found).enumerate() {
        close_at(scale, || format!("{} [{i}]", what()), expected.to_f64(), found.to_f64(), tolerance)?;
    }
    Ok(())
}

fn close_at(
    scale: f64,
    what: impl FnOnce() -> String,
    expected: f64,
    found: f64,
    tolerance: f64,
) -> Result<(), Error> {
    if expected == found || (expected.is_nan() && found.is_nan()) {
        return Ok(());
    }
    let relative = (found - expected).abs() / (scale + expected.abs());
    if relative <= tolerance {
        return Ok(()); // never so if the difference is infinite or NaN
    }
    Err(Error::Disagreement { what: what(), expected, found, relative })
}

/// Returns the transpose of an n × n matrix.
pub(crate) fn transposed<T: Copy>(n: usize, matrix: &[T]) -> Vec<T> {
    (0..n * n).map(|i| matrix[i % n * n + i / n]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(expected: f64, found: f64) -> bool {
        close(String::new, expected, found, 1e-12).is_ok()
    }

    #[test]
    fn nan_and_infinities_agree_only_with_themselves() {
        assert!(agree(f64::NAN, f64::NAN) && agree(f64::INFINITY, f64::INFINITY));
        assert!(!agree(f64::NAN, 0.0) && !agree(0.0, f64::NAN));
        assert!(
            !agree(f64::INFINITY, 1.0) && !agree(1.0, f64::INFINITY) && !agree(f64::INFINITY, -f64::INFINITY)
        );
    }

    #[test]
    fn a_run_is_compared_at_its_largest_number_and_names_the_index() {
        assert!(all_close(String::new, &[1e6, 0.0], &[1e6, 1e-8], 1e-12).is_ok());
        let error = all_close(|| "gradient".into(), &[1.0, 0.0], &[1.0, 1e-8], 1e-12).unwrap_err();
        assert!(error.to_string().starts_with("gradient [1]: expected 0e0, found 1e-8"), "{error}");
        assert!(matches!(all_close(String::new, &[1.0], &[], 1.0), Err(Error::Length { .. })));
    }
}
