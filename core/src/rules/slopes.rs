//! Rules that are the derivative of a row and keep its relative precision: one operation, where the same formula in terms
//! of other rules would round, cancel or take several.

use crate::op::{Needs, RuleInfo, Unary};
use crate::real::Real;
use crate::scalar::Scalar;

/// `1/cosh² x`, the derivative of `tanh`.
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
        Real::sech_square(x)
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        z * x.tanh() * T::Real::from_f64(-2.0)
    }
}

/// `σ(x) σ(-x)`, the derivative of the sigmoid σ, by the exponential and the quotient that its value has.
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
        let s = T::ONE / (T::ONE + e);
        e * s * s
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
    /// The rounding of `x²` would count `x²` times. It is known: the square of the upper half of the digits `h` is exact,
    /// and the rest is `(x - h)(x + h)`.
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        let s = T::from_f64(self.0);
        let square = x * x;
        let e = Real::exp(-square * s);
        let h = Real::high_part(x);
        let rounding = (h * h - square) + (x - h) * (x + h);
        // Far out there is nothing to correct, and the products overflow.
        if e == T::ZERO { e } else { e - e * (rounding * s) }
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        x * z * T::Real::from_f64(-2.0 * self.0)
    }
}
