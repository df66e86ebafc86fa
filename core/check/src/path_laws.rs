//! The agreement of two engines on what is NaN and what is infinite.

use crate::compare::transposed;
use dualtape_core::{Differentiable, Engine};

/// Returns a sentence if two results differ in what is NaN and what is infinite.
///
/// Numbers above 10¹⁴⁰ count as infinite: where a product overflows, it does so in one order of its factors and not in
/// another.
fn differ(what: &str, a: &[f64], b: &[f64]) -> Option<String> {
    let is_huge = |x: f64| x.abs() > 1e140;
    let same = |(&a, &b): (&f64, &f64)| {
        a.is_nan() == b.is_nan() && (a.is_finite() == b.is_finite() || is_huge(a) && is_huge(b))
    };
    let agree = a.len() == b.len() && a.iter().zip(b).all(same);
    (!agree).then(|| format!("{what}: {a:?} and {b:?}"))
}

/// Returns a sentence if the gradients of a function at `x` differ in what is NaN and what is infinite.
pub fn gradients_differ<K, F>(
    first: &mut impl Engine<f64>,
    second: &mut impl Engine<f64>,
    f: &F,
    x: &[f64],
) -> Option<String>
where
    F: Differentiable<f64, K>,
{
    let what = format!("gradient by {} and by {}", first.name(), second.name());
    match (first.gradient(f, x), second.gradient(f, x)) {
        (Ok(a), Ok(b)) => differ(&what, &a, &b),
        (a, b) => Some(format!("{what}: {a:?} and {b:?}")),
    }
}

/// Returns a sentence if the Hessians of a function at `x` differ in what is NaN and what is infinite, or the first one
/// differs so from its transpose.
pub fn hessians_differ<K, F>(
    first: &mut impl Engine<f64>,
    second: &mut impl Engine<f64>,
    f: &F,
    x: &[f64],
) -> Option<String>
where
    F: Differentiable<f64, K>,
{
    let what = format!("Hessian by {} and by {}", first.name(), second.name());
    match (first.hessian(f, x), second.hessian(f, x)) {
        (Ok(a), Ok(b)) => differ(&what, &a, &b).or_else(|| {
            let transposed = transposed(x.len(), &a);
            differ("Hessian and its transpose", &a, &transposed)
        }),
        (a, b) => Some(format!("{what}: {a:?} and {b:?}")),
    }
}
