//! Values and partial derivatives that are too long for a row of the table, named after their rule.
//!
//! Each is called by one row (`max_partials` and `erf_partial` by two, and `one_minus_square` by three).

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use crate::op::{Needs, RuleInfo, Unary};
use crate::real::Real;
use crate::rules::slopes::{Gaussian, MaxSlope};
use crate::scalar::Scalar;

/// `1/√(2π)`.
const FRAC_1_SQRT_2PI: f64 = FRAC_1_SQRT_2 * 0.5 * FRAC_2_SQRT_PI;

/// Returns a constant in the precision under `T`.
#[inline(always)]
pub(super) fn c<T: Scalar>(v: f64) -> T::Real {
    T::Real::from_f64(v)
}

/// Returns the constant `v` as a number.
#[inline(always)]
pub(super) fn constant<T: Scalar>(v: f64) -> T {
    T::constant(c::<T>(v))
}

/// `(1 - x)(1 + x)`, exact near `±1`.
#[inline(always)]
pub(super) fn one_minus_square<T: Scalar>(x: T) -> T {
    (T::one() - x) * (x + T::Real::ONE)
}

/// `xⁿ`; a negative power also where `xⁿ` of the positive one overflows.
#[inline(always)]
pub(super) fn powi<T: Real>(x: T, n: i32) -> T {
    let z = Real::powi(x, n);
    if n < 0 && z == T::ZERO { Real::powf(x, T::from_f64(f64::from(n))) } else { z }
}

/// `n xⁿ⁻¹`, and 0 for `n = 0`.
#[inline(always)]
pub(super) fn powi_partial<T: Scalar>(x: T, n: i32) -> T {
    if n == 0 { T::zero() } else { x.powi(n.saturating_sub(1)) * c::<T>(f64::from(n)) }
}

/// `a xᵃ⁻¹`, and 0 for `a = 0`.
#[inline(always)]
pub(super) fn powf_partial<T: Scalar>(x: T, a: f64) -> T {
    let exponent = c::<T>(a);
    if a == 0.0 {
        T::zero()
    } else if keeps_less_one(exponent) || is_zero_or_infinite(x) {
        x.powf((exponent - T::Real::ONE).to_f64()) * exponent
    } else {
        slope_by_quotient(x, constant(a), x.powf(a))
    }
}

/// Returns whether `y xʸ⁻¹` is exact as written: `y - 1` is a number, and `xʸ⁻¹` does not overflow before its product.
///
/// The rounding of an exponent would count times the logarithm of the base, and beyond `1/ε` the exponent would not even
/// change its parity. From 1/2 up to there `y - 1` is exact.
#[inline(always)]
fn keeps_less_one<T: Scalar>(y: T) -> bool {
    let (one, most) = (T::Real::ONE, T::Real::ONE / T::Real::EPSILON);
    (y >= T::Real::HALF && y <= most) || (y <= -one && y >= -most && (y - one) + one == y)
}

/// Returns whether `z y / x` is no slope of `xʸ` at this base.
#[inline(always)]
fn is_zero_or_infinite<T: Scalar>(x: T) -> bool {
    x == T::Real::ZERO || x == T::Real::INFINITY || x == -T::Real::INFINITY
}

/// `z y / x`, the derivative of `z = xʸ` for finite `x ≠ 0`: nothing overflows or underflows before the result does if
/// `y < 1/2`, or if `z y` is a normal number.
#[inline(always)]
fn slope_by_quotient<T: Scalar>(x: T, y: T, z: T) -> T {
    z * y / x
}

/// `1/(1 + x²)`, whose square may overflow.
#[inline(always)]
pub(super) fn atan_partial<T: Scalar>(x: T) -> T {
    let square = x * x;
    if square > T::Real::ONE / (T::Real::EPSILON * T::Real::EPSILON) {
        x.recip().powi(2)
    } else {
        (square + T::Real::ONE).recip()
    }
}

/// `1/√((x - 1)(x + 1))` by two roots: NaN below 1.
#[inline(always)]
pub(super) fn acosh_partial<T: Scalar>(x: T) -> T {
    ((x - T::Real::ONE).sqrt() * (x + T::Real::ONE).sqrt()).recip()
}

/// `1/(1 + e⁻ˣ)` by the exponential of `-|x|`, which does not overflow.
#[inline(always)]
pub(super) fn sigmoid<T: Real>(x: T) -> T {
    let e = Real::exp(-Real::abs(x));
    let s = T::ONE / (T::ONE + e);
    if x >= T::ZERO { s } else { e * s }
}

/// `ln(1 + eˣ)` by the exponential of `-|x|`, which does not overflow.
#[inline(always)]
pub(super) fn softplus<T: Real>(x: T) -> T {
    (if x > T::ZERO { x } else { T::ZERO }) + Real::ln_1p(Real::exp(-Real::abs(x)))
}

/// `max(x, 0)`; NaN for NaN.
#[inline(always)]
pub(super) fn relu<T: Real>(x: T) -> T {
    if x > T::ZERO {
        x
    } else if x <= T::ZERO {
        T::ZERO
    } else {
        x
    }
}

/// `2/√π e^(-x²)`.
#[inline(always)]
pub(super) fn erf_partial<T: Scalar>(x: T) -> T {
    x.unary(Gaussian(1.0)) * c::<T>(FRAC_2_SQRT_PI)
}

/// `x Φ(x)` by the complementary error function: exact in the lower tail.
#[inline(always)]
pub(super) fn gelu<T: Real>(x: T) -> T {
    let q = twice_normal_distribution(x);
    if q == T::ZERO { T::ZERO } else { x * T::HALF * q }
}

/// `2 Φ(x) = erfc(-x/√2)`.
///
/// In the lower tail the rounding of the argument `a` would count `a²` times, so the result is corrected by its
/// derivative: `erfc(a + δ) ≈ erfc(a) (1 - δ (a + √(a² + 2)))`.
#[inline(always)]
fn twice_normal_distribution<T: Real>(x: T) -> T {
    /// `√½` beyond the digits of its `f64`.
    const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;
    let a = -x * T::from_f64(FRAC_1_SQRT_2);
    let q = Real::erfc(a);
    if a > T::ONE && q > T::ZERO {
        let (high, factor) = (Real::high_part(x), Real::high_part(T::from_f64(FRAC_1_SQRT_2)));
        let rest = T::from_f64(FRAC_1_SQRT_2 - factor.to_f64() + FRAC_1_SQRT_2_REST);
        let rounding = -((high * factor + a) + (x - high) * factor + x * rest);
        q - q * (rounding * (a + Real::sqrt(a * a + T::ONE + T::ONE)))
    } else {
        q
    }
}

/// `Φ(x) + x φ(x)`.
#[inline(always)]
pub(super) fn gelu_partial<T: Scalar>(x: T) -> T {
    let density = x.unary(Gaussian(0.5)) * c::<T>(FRAC_1_SQRT_2PI);
    let tail = (x * c::<T>(-FRAC_1_SQRT_2)).erfc() * T::Real::HALF;
    if density == T::Real::ZERO { tail } else { tail + x * density }
}

/// Returns the sign of `x`; 0 at 0, NaN for NaN.
#[inline(always)]
pub(super) fn signum<T: Real>(x: T) -> T {
    if x > T::ZERO {
        T::ONE
    } else if x < T::ZERO {
        -T::ONE
    } else {
        x
    }
}

/// 1 above 0 and 0 elsewhere; NaN for NaN.
#[inline(always)]
pub(super) fn step<T: Real>(x: T) -> T {
    if x > T::ZERO {
        T::ONE
    } else if x <= T::ZERO {
        T::ZERO
    } else {
        x
    }
}

/// `y xʸ⁻¹` and `z ln x`, continued to `x = 0`; at the origin `xʸ` jumps in `y`.
#[inline(always)]
pub(super) fn pow_partials<T: Scalar>(x: T, y: T, z: T) -> (T, T) {
    let (zero, infinity) = (T::Real::ZERO, T::Real::INFINITY);
    let at_zero = x == zero;
    if at_zero && y == zero {
        let slope = bent(x, y).0;
        return (slope, slope + T::Real::NAN);
    }
    if at_zero && y == infinity {
        return (T::zero(), T::zero());
    }
    // In plain numbers the quotient spares a power. Its derivative cancels, so a nested number takes it where it must.
    let is_exact = T::IS_PLAIN && {
        let product = z.value() * y.value();
        Real::abs(product) > T::Real::MIN_POSITIVE && product.is_finite()
    };
    let by_base = if is_zero_or_infinite(x) || (!is_exact && keeps_less_one(y)) {
        y * x.pow(y - T::Real::ONE)
    } else {
        slope_by_quotient(x, y, z)
    };
    let by_exponent = if at_zero && y > T::Real::ONE {
        T::zero()
    } else if at_zero && y > zero {
        x.unary(Bend)
    } else if x == infinity {
        // The slope of ln x is left out: it is 0, and beside the infinite z it would be NaN.
        z * infinity
    } else {
        // Where z and xʸ⁻¹ are positive at a negative zero, xʸ does not know the sign of a zero.
        let is_unsigned = at_zero && z > zero && by_base.value() * y.value() > zero;
        z * (if is_unsigned { x + zero } else { x }).ln()
    };
    (by_base, by_exponent)
}

/// `y/(x² + y²)` and `-x/(x² + y²)` by the length of `(x, y)`, whose square may overflow; 0 at infinity.
#[inline(always)]
pub(super) fn atan2_partials<T: Scalar>(x: T, y: T) -> (T, T) {
    let r = x.hypot(y);
    if r == T::Real::ZERO {
        return bent(x, y);
    }
    // The length of ∞ and NaN is ∞.
    let is_nan = || x.is_nan() || y.is_nan();
    if r == T::Real::INFINITY && !is_nan() {
        return (T::zero(), T::zero());
    }
    (y / r / r, -(x / r / r))
}

/// `x/z` and `y/z`; 0 at the origin.
#[inline(always)]
pub(super) fn hypot_partials<T: Scalar>(x: T, y: T, z: T) -> (T, T) {
    if z == T::Real::ZERO { bent(x, y) } else { (x / z, y / z) }
}

/// Returns the smaller number; NaN if either is.
#[inline(always)]
pub(super) fn min<T: Real>(x: T, y: T) -> T {
    if x < y {
        x
    } else if y < x {
        y
    } else if x == y {
        x
    } else {
        x + y
    }
}

/// Returns the larger number; NaN if either is.
#[inline(always)]
pub(super) fn max<T: Real>(x: T, y: T) -> T {
    if x > y {
        x
    } else if y > x {
        y
    } else if x == y {
        x
    } else {
        x + y
    }
}

/// Returns the partials of `max(x, y)` or, called with the operands swapped, of `min`: a tie gives each operand half.
#[inline(always)]
pub(super) fn max_partials<T: Scalar>(x: T, y: T) -> (T, T) {
    (x.binary(MaxSlope, y), y.binary(MaxSlope, x))
}

/// `(1 - y) ln(1 + eˣ) + y ln(1 + e⁻ˣ)` by the exponential of `-|x|`; no product of 0 and ∞ at the labels 0 and 1.
#[inline(always)]
pub(super) fn logistic_loss<T: Real>(x: T, y: T) -> T {
    let linear = if x > T::ZERO {
        if y == T::ONE { T::ZERO } else { x * (T::ONE - y) }
    } else if y == T::ZERO && x <= T::ZERO {
        T::ZERO
    } else {
        -(x * y)
    };
    linear + Real::ln_1p(Real::exp(-Real::abs(x)))
}

/// The slope 0 at a kink where no side is selected: a value between those of the sides, and the derivative of no smooth
/// function. Its own derivative is NaN.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bend;

impl Unary for Bend {
    const INFO: RuleInfo = RuleInfo { name: "bend", formula: "0", derivative: "NaN", policy: "" };
    const NEEDS: Needs = Needs::Neither;
    fn with_parameter(_: f64) -> Self {
        Bend
    }
    #[inline(always)]
    fn eval<T: Real>(self, _: T) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, _: T, _: T) -> T {
        T::constant(T::Real::NAN)
    }
}

/// Returns the slope 0 in both operands at a kink; see [`Bend`].
#[inline(always)]
pub(super) fn bent<T: Scalar>(x: T, y: T) -> (T, T) {
    let slope = x.unary(Bend) + y.unary(Bend);
    (slope, slope)
}
