//! Rules that are the derivative of a row and keep its relative precision: one operation, where the same formula in terms
//! of other rules would round, cancel or take several.

use crate::op::{Binary, Needs, RuleInfo, Unary};
use crate::real::Real;
use crate::rules::functions::signum;
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

/// The sign of `x`, the derivative of `|x|`: at the kink it lies between those of the two sides; see [`Jump`].
#[derive(Clone, Copy, Debug)]
pub(super) struct AbsSlope;

impl Unary for AbsSlope {
    const INFO: RuleInfo =
        RuleInfo { name: "abs_slope", formula: "sign x", derivative: "0; NaN at 0", policy: "" };
    const NEEDS: Needs = Needs::Input;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        AbsSlope
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        signum(x)
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, _: T) -> T {
        x.unary(Jump)
    }
}

/// The derivative of a slope that jumps at 0, and every further one: 0, and NaN at the jump, where the slope is that of
/// no smooth function.
#[derive(Clone, Copy, Debug)]
struct Jump;

impl Unary for Jump {
    const INFO: RuleInfo = RuleInfo { name: "jump", formula: "0; NaN at 0", derivative: "z", policy: "" };
    const NEEDS: Needs = Needs::Output;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        Jump
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        if x == T::ZERO || x.is_nan() { T::NAN } else { T::ZERO }
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, _: T, z: T) -> T {
        z
    }
}

/// 1 above 0, the parameter from 0 downwards, NaN for NaN: the derivative of `leaky_relu`, which selects a side at 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeakySlope(pub(super) f64);

impl Unary for LeakySlope {
    const INFO: RuleInfo =
        RuleInfo { name: "leaky_slope", formula: "1 if x > 0 else slope", derivative: "0", policy: "" };
    const NEEDS: Needs = Needs::Neither;
    const SELECTS: bool = true;
    const PARAMETER: Option<&'static str> = Some("slope");
    #[inline(always)]
    fn parameter(self) -> f64 {
        self.0
    }
    fn with_parameter(slope: f64) -> Self {
        LeakySlope(slope)
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        if x > T::ZERO {
            T::ONE
        } else if x <= T::ZERO {
            T::from_f64(self.0)
        } else {
            T::NAN
        }
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, _: T, _: T) -> T {
        T::zero()
    }
}

/// 1 if `x > y`, 0 if `x < y`, and 1/2 at a tie: the derivative of `max(x, y)` by `x`; see [`Tie`].
#[derive(Clone, Copy, Debug)]
pub(super) struct MaxSlope;

impl Binary for MaxSlope {
    const INFO: RuleInfo = RuleInfo {
        name: "max_slope",
        formula: "1 if x > y, 0 if x < y, 1/2 at a tie",
        derivative: "0; NaN at a tie",
        policy: "",
    };
    const NEEDS: Needs = Needs::Input;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        MaxSlope
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T, y: T) -> T {
        if x > y {
            T::ONE
        } else if x < y {
            T::ZERO
        } else if x == y {
            T::HALF
        } else {
            T::NAN
        }
    }
    #[inline(always)]
    fn partials<T: Scalar>(self, x: T, y: T, _: T) -> (T, T) {
        let jump = x.binary(Tie, y);
        (jump, jump)
    }
}

/// The derivative of a slope that jumps where two operands tie, and every further one: 0, and NaN at the tie.
#[derive(Clone, Copy, Debug)]
struct Tie;

impl Binary for Tie {
    const INFO: RuleInfo =
        RuleInfo { name: "tie", formula: "0; NaN at a tie", derivative: "z; z", policy: "" };
    const NEEDS: Needs = Needs::Output;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        Tie
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T, y: T) -> T {
        if x == y || x.is_nan() || y.is_nan() { T::NAN } else { T::ZERO }
    }
    #[inline(always)]
    fn partials<T: Scalar>(self, _: T, _: T, z: T) -> (T, T) {
        (z, z)
    }
}

/// The number itself if it is finite, and 0 otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finite;

impl Unary for Finite {
    const INFO: RuleInfo =
        RuleInfo { name: "finite", formula: "x if finite else 0", derivative: "1; 0", policy: "" };
    const NEEDS: Needs = Needs::Input;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        Finite
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T) -> T {
        if x.is_finite() { x } else { T::ZERO }
    }
    #[inline(always)]
    fn partial<T: Scalar>(self, x: T, _: T) -> T {
        T::constant(if x.value().is_finite() { T::Real::ONE } else { T::Real::ZERO })
    }
}

/// The larger number; NaN is passed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Larger;

impl Binary for Larger {
    const INFO: RuleInfo =
        RuleInfo { name: "larger", formula: "x or y", derivative: "1 or 0; the rest", policy: "" };
    const NEEDS: Needs = Needs::Input;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        Larger
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T, y: T) -> T {
        if y > x { y } else { x }
    }
    #[inline(always)]
    fn partials<T: Scalar>(self, x: T, y: T, _: T) -> (T, T) {
        let by_y = (y - x).step();
        (T::one() - by_y, by_y)
    }
}

/// The larger of `x` and `|y|`; NaN is passed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct LargerMagnitude;

impl Binary for LargerMagnitude {
    const INFO: RuleInfo = RuleInfo {
        name: "larger_magnitude",
        formula: "x or |y|",
        derivative: "1 or 0; the rest",
        policy: "",
    };
    const NEEDS: Needs = Needs::Input;
    const SELECTS: bool = true;
    fn with_parameter(_: f64) -> Self {
        LargerMagnitude
    }
    #[inline(always)]
    fn eval<T: Real>(self, x: T, y: T) -> T {
        Larger.eval(x, Real::abs(y))
    }
    #[inline(always)]
    fn partials<T: Scalar>(self, x: T, y: T, _: T) -> (T, T) {
        let by_y = (y.abs() - x).step();
        (T::one() - by_y, by_y * y.signum())
    }
}
