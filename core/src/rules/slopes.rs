//! Rules that are the derivative of a row and keep its relative precision: one operation, where the same formula in terms
//! of other rules would round, cancel or take several.

use crate::op::{Needs, RuleInfo, Unary};
use crate::real::Real;
use crate::scalar::Scalar;

/// `1/cosh² x`, the derivative of `tanh`, by the exponential of `-2|x|`.
#[derive(Clone, Copy, Debug)]
pub(super) struct SechSquare;

impl Unary for SechSquare {
    const INFO: RuleInfo =
        RuleInfo { name: "sech_square", formula: "1/cosh² x", derivative: "-2 z tanh x", policy: "" };
    const NEEDS: Needs = Needs::Both;
    fn with_parameter(_: f64) -> Self {
        SechSquare
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        let e = Real::exp(Real::abs(x) * T::from_f64(-2.0));
        let cosh = T::ONE + e;
        e * T::from_f64(4.0) / (cosh * cosh)
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        z * x.tanh() * T::Real::from_f64(-2.0)
    }
}

/// `σ(x) σ(-x)`, the derivative of the sigmoid σ, by the exponential of `-|x|`.
#[derive(Clone, Copy, Debug)]
pub(super) struct SigmoidSlope;

impl Unary for SigmoidSlope {
    const INFO: RuleInfo =
        RuleInfo { name: "sigmoid_slope", formula: "σ(x) σ(-x)", derivative: "-z tanh(x/2)", policy: "" };
    const NEEDS: Needs = Needs::Both;
    fn with_parameter(_: f64) -> Self {
        SigmoidSlope
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        let e = Real::exp(-Real::abs(x));
        e / ((T::ONE + e) * (T::ONE + e))
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        -(z * (x * T::Real::HALF).tanh())
    }
}

/// `e^(-s x²)`, where the scale `s` is a power of two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gaussian(pub(super) f64);

impl Unary for Gaussian {
    const INFO: RuleInfo =
        RuleInfo { name: "gaussian", formula: "e^(-s x²)", derivative: "-2 s x z", policy: "" };
    const NEEDS: Needs = Needs::Both;
    const PARAMETER: Option<&'static str> = Some("s");
    #[inline(always)]
    fn parameter(self) -> f64 {
        self.0
    }
    fn with_parameter(s: f64) -> Self {
        Gaussian(s)
    }
    /// The rounding of `x²` would count `x²` times. The square of the upper half of the digits `h` is exact, and the rest
    /// `(x - h)(x + h)` is below 1/8, so that a short series is its exponential.
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        let s = T::from_f64(self.0);
        let h = Real::high_part(x);
        let e = Real::exp(-(h * h) * s);
        let t = -((x - h) * (x + h)) * s;
        let coefficients = [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0].map(T::from_f64);
        let series = coefficients.into_iter().fold(T::ZERO, |sum, c| (sum + c) * t);
        // Far out the series is not one of a small number.
        if e == T::ZERO { e } else { e + e * series }
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        x * z * T::Real::from_f64(-2.0 * self.0)
    }
}
