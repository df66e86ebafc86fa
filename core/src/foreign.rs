//! Numeric traits of other crates for a number, one macro per set of traits.
//!
//! The orphan rule puts each implementation beside its number, in `dualtape-forward` and `dualtape-reverse`; the macros
//! have their text in one place. Values are those of `f64`, derivatives those of the table.

#[cfg(feature = "num-dual")]
mod num_dual_macro;
mod num_traits_macro;
mod remainder;
#[cfg(feature = "simba")]
mod simba_macro;

#[cfg(feature = "simba")]
pub use ::{approx, simba};
#[cfg(feature = "ndarray")]
pub use ::ndarray;
#[cfg(feature = "num-dual")]
pub use ::num_dual;
pub use ::num_traits;

pub use remainder::Remainder;

use crate::real::Real;
use crate::rules;
use crate::scalar::Scalar;

/// Returns `xʸ`; a constant exponent has no slope, which would be NaN below 0.
#[inline]
pub fn pow<S: Scalar>(x: S, y: S) -> S {
    match y.as_constant() {
        Some(y) => x.binary_constant(rules::Pow, y),
        None => x.pow(y),
    }
}

/// Returns the sign as in the standard library: 1 or -1 by the sign bit, with derivative zero; NaN stays NaN.
pub fn signum<S: Scalar>(x: S) -> S {
    if x.is_nan() { x } else { S::constant(S::Real::from_f64(x.value().to_f64().signum())) }
}

/// Returns the spherical Bessel function of the first kind of order `n ≤ 2`: `j₀ = sin x / x` and so on.
///
/// Below 1 by its series, where the terms of the closed form would cancel.
pub fn spherical_bessel<S: Scalar>(x: S, n: u32) -> S {
    let c = S::Real::from_f64;
    if x.abs() >= c(1.0) {
        let (sin, cos) = x.sin_cos();
        return match n {
            0 => sin / x,
            1 => (sin / x - cos) / x,
            _ => ((sin / x - cos) * c(3.0) / x - sin) / x,
        };
    }
    bessel_series(x, n, -1.0)
}

/// Returns `sinh x / x`, below 1 by its series, where the terms of its derivatives would cancel.
pub fn sinhc<S: Scalar>(x: S) -> S {
    if x.abs() >= S::Real::ONE { x.sinh() / x } else { bessel_series(x, 0, 1.0) }
}

/// Returns `xⁿ/(2n+1)!! Σ (s x²/2)ᵏ / (k! (2n+3)(2n+5)…(2n+2k+1))` for `|x| < 1`: the spherical Bessel function of order
/// `n ≤ 2` for `s = -1`, the modified one for `s = 1`.
fn bessel_series<S: Scalar>(x: S, n: u32, s: f64) -> S {
    let c = S::Real::from_f64;
    let (half_square, order) = (x * x * c(0.5 * s), f64::from(n));
    // The innermost bracket first.
    let sum = (1..12).rev().fold(S::one(), |sum, k| {
        sum * half_square * c((f64::from(k) * (2.0 * order + 2.0 * f64::from(k) + 1.0)).recip()) + c(1.0)
    });
    match n {
        0 => sum,
        1 => sum * x / c(3.0),
        _ => sum * x * x / c(15.0),
    }
}
