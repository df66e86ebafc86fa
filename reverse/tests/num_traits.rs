//! Code in the traits of num-traits: values of `f64`, derivatives by both modes.

#[macro_use]
mod foreign;

use dualtape_core::Scalar;
use dualtape_forward::Dual;
use dualtape_reverse::handle::{self, Handle};
use num_traits::{Float, FloatConst, FromPrimitive, Num, NumCast, One, Signed, ToPrimitive, Zero};

/// The price of a European call after Black and Scholes, as one would write it for `Float`.
fn black_scholes<T: Float + FloatConst>(x: &[T]) -> T {
    let &[spot, strike, rate, volatility, years] = x else { panic!("five inputs") };
    let half = T::from(0.5).unwrap();
    let total = volatility * years.sqrt();
    let d1 = ((spot / strike).ln() + (rate + volatility.powi(2) * half) * years) / total;
    spot * cumulative(d1) - strike * (-rate * years).exp() * cumulative(d1 - total)
}

/// The normal distribution, by the rational approximation 7.1.26 of Abramowitz and Stegun.
fn cumulative<T: Float + FloatConst>(x: T) -> T {
    let c = |x: f64| T::from(x).unwrap();
    let z = x.abs() / T::SQRT_2();
    let t = (T::one() + c(0.327_591_1) * z).recip();
    let coefficients = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let sum = coefficients.iter().rev().fold(T::zero(), |sum, &a| (sum + c(a)) * t);
    let erf = T::one() - sum * (-z * z).exp();
    (T::one() + erf.copysign(x)) * c(0.5)
}

/// Every function of `Float` that has a slope.
fn elementary<T: Float>(x: &[T]) -> T {
    let (a, b) = (x[0], x[1]);
    let mut sum = T::zero();
    for y in [
        a.sqrt(),
        a.cbrt(),
        a.exp(),
        a.exp2(),
        a.exp_m1(),
        a.ln(),
        a.ln_1p(),
        a.log2(),
        a.log10(),
        a.log(b),
        a.sin(),
        a.cos(),
        a.tan(),
        a.asin(),
        a.acos(),
        a.atan(),
        a.sinh(),
        a.cosh(),
        a.tanh(),
        a.asinh(),
        b.acosh(),
        a.atanh(),
        a.recip(),
        a.powi(3),
        a.powf(b),
        a.hypot(b),
        a.atan2(b),
        a.max(b) * a.min(b),
        a.mul_add(b, a),
        b.fract(),
        b % a,
        b.abs_sub(a),
        a.to_degrees().to_radians(),
        a.sin_cos().0,
        a.clamp(T::zero(), b),
        a.copysign(-b),
        b.floor() * a,
        a.signum() * b,
    ] {
        sum = sum * T::from(0.75).unwrap() + y;
    }
    sum
}

/// A sum over an iterator and a power, in `Num`.
fn horner<T: Num + Copy>(x: &[T]) -> T {
    let two = T::one() + T::one();
    x.iter().rev().fold(T::zero(), |sum, &c| sum * (x[0] + two) + c) / two % (x[1] * two + T::one())
}

#[test]
fn code_in_the_traits_has_both_derivatives() {
    agrees!(black_scholes, [100.0, 110.0, 0.03, 0.25, 1.5]);
    agrees!(elementary, [0.4, 1.7]);
    agrees!(horner, [0.4, 1.7, -0.3]);
}

/// Ways in which other crates are wrong without a word: right here, or an error.
#[test]
fn corners_are_right() {
    let slope = |f: fn(Handle) -> Handle, x: f64| handle::derivative(f, x).unwrap();
    let two = || <Handle as From<f64>>::from(2.0);
    assert_eq!(slope(|x| x % 2.0, -5.5), 1.0);
    let by_divisor =
        handle::value_and_gradient(|x: &[Handle]| <Handle as From<f64>>::from(-5.5) % x[0], &[2.0]);
    assert_eq!(by_divisor, Ok((-1.5, vec![2.0])));
    assert_eq!(slope(Float::cbrt, -8.0), 1.0 / 12.0);
    assert_eq!(Float::cbrt(Dual::<f64, 1>::seeded(-8.0, 0)).primal, -2.0);
    assert_eq!(<Handle as Float>::max_value().value(), f64::MAX);
    assert_eq!(<Dual<f32, 1> as Float>::max_value().value(), f32::MAX);
    assert_eq!(<Dual<f64, 2> as Float>::min_positive_value().value(), f64::MIN_POSITIVE);
    assert!(Float::is_nan(Float::sqrt(Dual::<f64, 1>::seeded(-1.0, 0))));
    // A constant exponent has no slope, at a base below 0 either.
    assert_eq!(slope(|x| Float::powf(x, 3.0_f64.into()), -2.0), 12.0);
    let cube = Float::powf(Dual::<f64, 1>::seeded(-2.0, 0), 3.0.into());
    assert_eq!((cube.primal, cube.tangents), (-8.0, [12.0]));
    assert_eq!([Float::signum(-two()).value(), Float::signum(two() * 0.0).value()], [-1.0, 1.0]);
    assert_eq!(Float::classify(Dual::<f32, 1>::constant(1e-40)), std::num::FpCategory::Subnormal);
    assert!(Float::is_normal(two()) && Float::is_infinite(two() / 0.0) && Float::is_sign_negative(-two()));
    assert!(Zero::is_zero(&(two() * 0.0)) && One::is_one(&(two() / 2.0)) && Signed::is_negative(&-two()));
    assert_eq!(<Handle as Num>::from_str_radix("101", 2).unwrap().value(), 5.0);
    assert_eq!(Handle::<f64>::from_u8(7).unwrap().value(), 7.0);
}

/// A number that depends on inputs is no plain number: a dual says so, a handle counts.
#[test]
fn conversions_lose_no_derivative_in_silence() {
    let x = Dual::<f64, 1>::seeded(2.0, 0);
    assert_eq!((x.to_f64(), x.to_i32(), (x * 0.0).to_f64()), (None, None, Some(0.0)));
    assert_eq!(Dual::<f64, 1>::inactive(2.5).to_i64(), Some(2));
    assert!(<f64 as NumCast>::from(x).is_none() && <Dual<f64, 1> as NumCast>::from(x).is_none());
    let through = |x: &[Handle]| <Handle as NumCast>::from(x[0]).unwrap() * x[0];
    let found = handle::gradient(through, &[2.0]);
    assert_eq!(found, Err(dualtape_core::Error::Detached { readings: 1 }));
    // Along a dual number over handles, too.
    let through = |x: &[Dual<Handle, 1>]| x[0] * x[0].to_f64().unwrap_or(f64::NAN);
    assert!(handle::hvp(through, &[2.0], &[0.0]).is_err());
    assert!(handle::hvp(through, &[2.0], &[1.0]).unwrap()[0].is_nan());
}
