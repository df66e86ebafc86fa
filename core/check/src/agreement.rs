//! The agreement of two engines on a function.

use crate::compare::{all_close, close};
use dualtape_core::{Differentiable, Engine, Error, Real};

/// Returns a direction to differentiate along: `n` quasirandom numbers in (-1, 1), the same for the same `seed`.
///
/// They are the fractional parts of the multiples of the golden ratio, evenly distributed for any `n`.
///
/// # Example
/// ```
/// let v = dualtape_check::direction::<f64>(3, 0);
/// assert!(v.iter().all(|v| v.abs() < 1.0) && v[0] != v[1]);
/// ```
pub fn direction<R: Real>(n: usize, seed: usize) -> Vec<R> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let at = |i: usize| ((i + 1 + 17 * seed) as f64 * GOLDEN).fract() * 2.0 - 1.0;
    (0..n).map(|i| R::from_f64(at(i))).collect()
}

/// Compares two engines on a function of any kind, at `x`.
///
/// Compared: `jvp` and `vjp` (with the values); for one output also the gradient and `hvp`, for several the
/// Jacobian. Directions come from [`direction`]. `tolerance` is relative to the largest number of each result.
///
/// # Errors
/// The first disagreement, with both engines' names; the first engine's number counts as expected. Or an
/// engine's own error.
pub fn engines_agree<R, K, F>(
    first: &mut impl Engine<R>,
    second: &mut impl Engine<R>,
    f: &F,
    x: &[R],
    tolerance: f64,
) -> Result<(), Error>
where
    R: Real,
    F: Differentiable<R, K>,
{
    let names = (first.name(), second.name());
    let what = |of: &str| format!("{of} of {} (expected) and {}", names.0, names.1);
    let outputs = f.outputs(x.len());
    let (v, w) = (direction::<R>(x.len(), 1), direction::<R>(outputs, 2));

    let (expected, found) = (first.jvp(f, x, &v)?, second.jvp(f, x, &v)?);
    all_close(|| what("values"), &expected.0, &found.0, tolerance)?;
    all_close(|| what("jvp"), &expected.1, &found.1, tolerance)?;
    let (expected, found) = (first.vjp(f, x, &w)?, second.vjp(f, x, &w)?);
    all_close(|| what("values"), &expected.0, &found.0, tolerance)?;
    all_close(|| what("vjp"), &expected.1, &found.1, tolerance)?;
    if outputs == 1 {
        let (expected, found) = (first.value_and_gradient(f, x)?, second.value_and_gradient(f, x)?);
        close(|| what("value"), expected.0.to_f64(), found.0.to_f64(), tolerance)?;
        all_close(|| what("gradient"), &expected.1, &found.1, tolerance)?;
        all_close(|| what("hvp"), &first.hvp(f, x, &v)?, &second.hvp(f, x, &v)?, tolerance)
    } else {
        all_close(|| what("jacobian"), &first.jacobian(f, x)?, &second.jacobian(f, x)?, tolerance)
    }
}
