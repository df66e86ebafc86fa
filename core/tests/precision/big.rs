//! Numbers of any precision, and distances from them in units in the last place.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use dualtape_core::Real;

/// A binary number of as many bits as it was made with.
pub(crate) type Big = FBig<HalfEven, 2>;

/// The bits with which a value is computed.
const VALUE_BITS: usize = 256;
/// The bits of a slope that count: what cancels in its difference is computed on top of them.
const SLOPE_BITS: isize = 80;
/// The most bits with which a slope is attempted.
const MOST_BITS: usize = 8192;
/// The bits to which the two sides of a smooth point agree.
const SMOOTH_BITS: isize = 20;
/// The step of a difference, as a power of two, relative to the smaller of |x| and 1. The difference is then off by a
/// part of 2⁻⁹⁰, also where a singularity is as close as the next `f64`.
const STEP: isize = -100;

/// A floating-point format: how its numbers lie.
pub(crate) trait Format: Real {
    /// The bits of a significand.
    const DIGITS: isize;
    /// The exponent of the smallest normal number, which is a power of two.
    const LEAST: isize;
    /// The exponent of the largest numbers.
    const MOST: isize;

    /// Returns the next larger number.
    fn next_up(self) -> Self;
    /// Returns the next smaller number.
    fn next_down(self) -> Self;
}

macro_rules! format {
    ($t:ident) => {
        impl Format for $t {
            const DIGITS: isize = $t::MANTISSA_DIGITS as isize;
            const LEAST: isize = $t::MIN_EXP as isize - 1;
            const MOST: isize = $t::MAX_EXP as isize - 1;

            fn next_up(self) -> Self {
                $t::next_up(self)
            }
            fn next_down(self) -> Self {
                $t::next_down(self)
            }
        }
    };
}
format!(f32);
format!(f64);

/// Returns `x` with this many bits.
pub(crate) fn big(x: f64, bits: usize) -> Big {
    Big::try_from(x).expect("operands are finite").with_precision(bits).value()
}

/// Returns `2ᵉ` with this many bits.
pub(crate) fn power_of_two(e: isize, bits: usize) -> Big {
    big(1.0, bits) << e
}

/// Returns the exponent `e` of `2ᵉ ≤ |x| < 2ᵉ⁺¹`; none of zero.
pub(crate) fn exponent(x: &Big) -> Option<isize> {
    let repr = x.repr();
    (!repr.significand().is_zero()).then(|| repr.exponent() + repr.digits() as isize - 1)
}

/// Returns the larger exponent of two numbers, or a very small one if both are zero.
fn larger_exponent(x: &Big, y: &Big) -> isize {
    exponent(x).max(exponent(y)).unwrap_or(isize::MIN / 2)
}

/// Returns `f` at a point of plain numbers, where it is defined.
pub(crate) fn value<T: Real>(f: &dyn Fn(&[Big]) -> Option<Big>, at: &[T]) -> Option<Big> {
    f(&operands(at, VALUE_BITS))
}

fn operands<T: Real>(at: &[T], bits: usize) -> Vec<Big> {
    at.iter().map(|x| big(x.to_f64(), bits)).collect()
}

/// Returns the derivative of `f` in operand `i` by a central difference, where `f` is smooth; none at 0.
///
/// The precision is doubled until enough bits are left of the difference, or it is zero with all of them.
pub(crate) fn slope<T: Real>(f: &dyn Fn(&[Big]) -> Option<Big>, at: &[T], i: usize) -> Option<Big> {
    let of_operand = exponent(&big(at[i].to_f64(), VALUE_BITS))?;
    let step = of_operand.min(0) + STEP;
    let mut bits = VALUE_BITS;
    while bits <= MOST_BITS {
        if bits as isize >= of_operand - step + SLOPE_BITS {
            let x = operands(at, bits);
            let moved = |by: isize| {
                let mut x = x.clone();
                x[i] += power_of_two(step, bits) * by;
                f(&x)
            };
            let (right, here, left) = (moved(1)?, f(&x)?, moved(-1)?);
            let (after, before, difference) = (&right - &here, &here - &left, &right - &left);
            let enough = exponent(&difference)
                .is_some_and(|e| e - larger_exponent(&here, &left) >= SLOPE_BITS - bits as isize);
            if enough || (bits == MOST_BITS && exponent(&difference).is_none()) {
                // At a kink or a jump the sides disagree.
                let smooth = exponent(&(&after - &before))
                    .is_none_or(|e| e <= larger_exponent(&after, &before) - SMOOTH_BITS);
                return smooth.then(|| difference >> (step + 1));
            }
        }
        bits *= 2;
    }
    None
}

/// Returns the distance of `found` from `exact` in units in the last place of `unit`, a number of about that size.
pub(crate) fn ulps<T: Format>(found: T, exact: &Big, unit: &Big) -> f64 {
    if found.is_nan() {
        return f64::INFINITY;
    }
    let bits = VALUE_BITS;
    // An overflow counts as the power of two that is too large.
    let limit = |x: Big| {
        let largest = power_of_two(T::MOST + 1, bits);
        if x > largest {
            largest
        } else if x < -&largest {
            -largest
        } else {
            x
        }
    };
    let found = if found.is_finite() {
        big(found.to_f64(), bits)
    } else {
        let largest = power_of_two(T::MOST + 1, bits);
        if found > T::ZERO { largest } else { -largest }
    };
    let e = exponent(&limit(unit.clone())).map_or(T::LEAST, |e| e.clamp(T::LEAST, T::MOST));
    let distance = (found - limit(exact.clone())) >> (e - (T::DIGITS - 1));
    distance.to_f64().value().abs()
}
