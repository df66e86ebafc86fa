//! **The table**: every derivative rule of dualtape, one row each.
//!
//! A row gives the rule's type, its method on [`Scalar`], the formula, the value, the derivative as text and as
//! code (in the input `x` and the output `z`, whichever is cheaper or more exact), the points at which the laws
//! test it, and the policy at kinks, poles and infinities, as data (`edges`, checked for every engine) and as
//! text. A formula after the word `blocks` takes the place of the derivative in blocks, which keep fewer operands.
//! Engines, block operations, documentation and tests read these rows; nothing else states a derivative.
//!
//! Common policy: NaN in gives NaN out; a kink takes the value in its row; an infinite slope is `inf`.
//!
//! # Precision
//!
//! Values are within 2 units in the last place and slopes within 4, over the whole range in `f32` and `f64`, saturated
//! tails included, on glibc. `core/tests/precision` holds that against numbers of 256 bits and more, and lists each
//! exception with its bound and its reason. In short:
//!
//! - The values of `tanh`, which is free of branches, and of `gelu`, by libm's `erfc`, are within 3 units.
//! - In blocks the slopes of `tanh` and `sigmoid` have an absolute precision and end at 0, from |x| = 19 and x = 37 on
//!   in `f64`: a block keeps the output alone, which halves the memory of activations. Code number by number reads the
//!   operand.
//! - Terms of both signs cancel in sums, products of runs, polynomials and `log_sum_exp`, in the slope of
//!   `logistic_loss` at a right prediction, and in that of `gelu` at its minimum.
//! - The slopes of `log_sum_exp` lose the digits of the larger of |x| and |z|.
//! - Powers with a whole exponent are products: `powi(x, n)` is within |n| units.
//! - A number that is subnormal has few digits, and so has a slope that is read from such an output or is a product with
//!   such a factor.
//!
#![doc = include_str!("../RULES.md")]

mod functions;
pub(crate) mod nary;
mod slopes;

pub use nary::{Dot, LogSumExp, NaryVisitor, Norm, Polynomial, SumOf, visit_nary};

use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E, LOG10_E};

use crate::rules::functions::{
    acosh_partial, atan_partial, atan2_partials, c, constant, erf_partial, gelu, gelu_partial,
    hypot_partials, logistic_loss, max, max_partials, min, one_minus_square, pow_partials, powf_partial,
    powi, powi_partial, relu, sigmoid, signum, softplus, step,
};

use crate::op::{Binary, Needs, RuleInfo, Unary};
use crate::real::Real;
use crate::rules::slopes::{AbsSlope, LeakySlope, SechSquare, SigmoidSlope};
use crate::scalar::Scalar;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
/// 2⁶⁰⁰, whose square overflows.
const BIG: f64 = 4.149_515_568_880_993e180;

/// Hands the rows of one operand to the macro `$callback`.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! unary_rules { ($callback:ident) => { $callback! {
    Neg            neg        "-x"              |x| -x,                                     "-1"              |_, _| -T::one(),
        at [-2.0, 0.5] edges [(INF, -INF, -1.0)] "";
    Abs            abs        "|x|"             |x| Real::abs(x),                           "sign x"          |x, _| x.unary(AbsSlope),
        at [-2.0, 0.5] edges [(0.0, 0.0, 0.0), (INF, INF, 1.0), (-INF, INF, -1.0)] "derivative 0 at the kink x = 0";
    Sqrt           sqrt       "√x"              |x| Real::sqrt(x),                          "1/(2z)"          |_, z| constant::<T>(0.5) / z,
        at [0.3, 4.0] edges [(0.0, 0.0, INF), (INF, INF, 0.0), (-1.0, NAN, NAN)] "infinite slope at 0 (with the sign of the zero), NaN below";
    Cbrt           cbrt       "∛x"              |x| Real::cbrt(x),                          "1/(3z²)"         |_, z| constant::<T>(1.0 / 3.0) / (z * z),
        at [-2.0, 0.3, 5.0] edges [(0.0, 0.0, INF), (INF, INF, 0.0)] "infinite slope at 0";
    Recip          recip      "1/x"             |x| T::ONE / x,                             "-z²"             |_, z| -(z * z),
        at [-2.0, 0.5] edges [(0.0, INF, -INF), (INF, 0.0, 0.0)] "pole at 0";
    Exp            exp        "eˣ"              |x| Real::exp(x),                           "z"               |_, z| z,
        at [-3.0, 0.0, 1.5] edges [(-INF, 0.0, 0.0), (INF, INF, INF), (1000.0, INF, INF)] "";
    Exp2           exp2       "2ˣ"              |x| Real::exp2(x),                          "z ln 2"          |_, z| z * c::<T>(LN_2),
        at [-3.0, 0.0, 1.5] edges [(-INF, 0.0, 0.0)] "";
    ExpM1          exp_m1     "eˣ - 1"          |x| Real::exp_m1(x),                        "eˣ"              |x, _| x.exp(),
        at [-3.0, 1e-3, 1.5] edges [(-INF, -1.0, 0.0), (0.0, 0.0, 1.0)] "exact near 0; the slope is eˣ, not z + 1, so it does not cancel far below 0";
    Ln             ln         "ln x"            |x| Real::ln(x),                            "1/x"             |x, _| x.recip(),
        at [0.3, 4.0] edges [(0.0, -INF, INF), (INF, INF, 0.0)] "NaN below 0 (the slope is 1/x all the same)";
    Ln1p           ln_1p      "ln(1 + x)"       |x| Real::ln_1p(x),                         "1/(1 + x)"       |x, _| (x + T::Real::ONE).recip(),
        at [-0.5, 1e-3, 4.0] edges [(-1.0, -INF, INF), (0.0, 0.0, 1.0), (INF, INF, 0.0)] "exact near 0; NaN below -1 (the slope is 1/(1 + x) all the same)";
    Log2           log2       "log₂ x"          |x| Real::log2(x),                          "1/(x ln 2)"      |x, _| constant::<T>(LOG2_E) / x,
        at [0.3, 4.0] edges [(0.0, -INF, INF)] "NaN below 0 (the slope follows its formula all the same)";
    Log10          log10      "log₁₀ x"         |x| Real::log10(x),                         "1/(x ln 10)"     |x, _| constant::<T>(LOG10_E) / x,
        at [0.3, 4.0] edges [(0.0, -INF, INF)] "NaN below 0 (the slope follows its formula all the same)";
    Powi(n: i32 = 3) powi     "xⁿ"              |x| powi(x, n),                             "n xⁿ⁻¹"          |x, _| powi_partial(x, n),
        at [-1.5, 0.5, 2.0] edges [(0.0, 0.0, 0.0)] "x⁰ is 1 with slope 0, also at x = 0; by products, within |n| ulp";
    Powf(a: f64 = 2.5) powf   "xᵃ, a constant"  |x| Real::powf(x, T::from_f64(a)),          "a xᵃ⁻¹"          |x, _| powf_partial(x, a),
        at [0.5, 2.0] edges [(0.0, 0.0, 0.0), (-1.0, NAN, NAN)] "x⁰ is 1 with slope 0; NaN below 0 unless a is an integer";
    Sin            sin        "sin x"           |x| Real::sin(x),                           "cos x"           |x, _| x.cos(),
        at [-2.0, 0.5] edges [(0.0, 0.0, 1.0), (INF, NAN, NAN)] "NaN at ±∞";
    Cos            cos        "cos x"           |x| Real::cos(x),                           "-sin x"          |x, _| -x.sin(),
        at [-2.0, 0.5] edges [(0.0, 1.0, 0.0), (INF, NAN, NAN)] "NaN at ±∞";
    Tan            tan        "tan x"           |x| Real::tan(x),                           "1 + z²"          |_, z| z * z + T::Real::ONE,
        at [-1.2, 0.5] edges [(0.0, 0.0, 1.0), (INF, NAN, NAN)] "NaN at ±∞";
    Asin           asin       "arcsin x"        |x| Real::asin(x),                          "1/√((1-x)(1+x))" |x, _| one_minus_square(x).sqrt().recip(),
        at [-0.7, 0.2] edges [(1.0, FRAC_PI_2, INF), (2.0, NAN, NAN)] "infinite slope at ±1, NaN beyond";
    Acos           acos       "arccos x"        |x| Real::acos(x),                          "-1/√((1-x)(1+x))"|x, _| -one_minus_square(x).sqrt().recip(),
        at [-0.7, 0.2] edges [(1.0, 0.0, -INF), (2.0, NAN, NAN)] "infinite slope at ±1, NaN beyond";
    Atan           atan       "arctan x"        |x| Real::atan(x),                          "1/(1 + x²)"      |x, _| atan_partial(x),
        at [-2.0, 0.5] edges [(INF, FRAC_PI_2, 0.0)] "";
    Sinh           sinh       "sinh x"          |x| Real::sinh(x),                          "cosh x"          |x, _| x.cosh(),
        at [-2.0, 0.5] edges [(0.0, 0.0, 1.0), (INF, INF, INF)] "";
    Cosh           cosh       "cosh x"          |x| Real::cosh(x),                          "sinh x"          |x, _| x.sinh(),
        at [-2.0, 0.5] edges [(0.0, 1.0, 0.0), (-INF, INF, -INF)] "";
    Tanh           tanh       "tanh x"          |x| Real::tanh(x),                          "1 - z²"          |x, _| x.unary(SechSquare),
        blocks |_, z| T::one() - z * z,
        at [-2.0, 0.5] edges [(0.0, 0.0, 1.0), (INF, 1.0, 0.0), (-INF, -1.0, 0.0), (800.0, 1.0, 0.0)]
        "saturates, never NaN; the slope is exact in the tails, but in blocks, by 1 - z², within 3ε of exact";
    Asinh          asinh      "arsinh x"        |x| Real::asinh(x),                         "1/√(1 + x²)"     |x, _| x.hypot(T::one()).recip(),
        at [-2.0, 0.5] edges [(0.0, 0.0, 1.0)] "by hypot: no overflow";
    Acosh          acosh      "arcosh x"        |x| Real::acosh(x),                         "1/√((x-1)(x+1))" |x, _| acosh_partial(x),
        at [1.2, 4.0] edges [(1.0, 0.0, INF), (0.5, NAN, NAN)] "infinite slope at 1, NaN below";
    Atanh          atanh      "artanh x"        |x| Real::atanh(x),                         "1/((1-x)(1+x))"  |x, _| one_minus_square(x).recip(),
        at [-0.7, 0.2] edges [(1.0, INF, INF), (0.0, 0.0, 1.0)] "poles at ±1, NaN beyond (the slope follows its formula all the same)";
    Erf            erf        "erf x"           |x| Real::erf(x),                           "2/√π e^(-x²)"    |x, _| erf_partial(x),
        at [-1.5, 0.2, 2.0] edges [(INF, 1.0, 0.0), (-INF, -1.0, 0.0)] "";
    Erfc           erfc       "1 - erf x"       |x| Real::erfc(x),                          "-2/√π e^(-x²)"   |x, _| -erf_partial(x),
        at [-1.5, 0.2, 2.0] edges [(INF, 0.0, 0.0), (-INF, 2.0, 0.0)] "exact in the far tail";
    Sigmoid        sigmoid    "1/(1 + e⁻ˣ)"     |x| sigmoid(x),                             "z (1 - z)"       |x, _| x.unary(SigmoidSlope),
        blocks |_, z| z * (T::one() - z),
        at [-3.0, 0.0, 1.5] edges [(INF, 1.0, 0.0), (-INF, 0.0, 0.0), (-800.0, 0.0, 0.0)]
        "exact in the lower tail, saturates above; the slope is exact in both, but in blocks, by z (1 - z), above within ε of exact";
    Softplus       softplus   "ln(1 + eˣ)"      |x| softplus(x),                            "sigmoid x"       |x, _| x.sigmoid(),
        at [-3.0, 0.0, 1.5] edges [(INF, INF, 1.0), (-INF, 0.0, 0.0), (1000.0, 1000.0, 1.0)] "never overflows";
    Relu           relu       "max(x, 0)"       |x| relu(x),                                "1 if z > 0 else 0" |_, z| z.step(),
        at [-2.0, 0.5] edges [(0.0, 0.0, 0.0), (INF, INF, 1.0), (-INF, 0.0, 0.0)] selects "derivative 0 at the kink x = 0";
    LeakyRelu(slope: f64 = 0.1) leaky_relu "x if x > 0 else slope·x" |x| if x > T::ZERO { x } else { x * T::from_f64(slope) },
        "1 if x > 0 else slope" |x, _| x.unary(LeakySlope(slope)),
        at [-2.0, 0.5] edges [(0.0, 0.0, 0.1), (INF, INF, 1.0), (NAN, NAN, NAN)] selects "derivative `slope` at the kink x = 0";
    Gelu           gelu       "x Φ(x)"          |x| gelu(x),                                "Φ(x) + x φ(x)"   |x, _| gelu_partial(x),
        at [-3.0, 0.0, 1.5] edges [(0.0, 0.0, 0.5), (INF, INF, 1.0), (-INF, 0.0, 0.0)]
        "Gaussian distribution Φ and density φ, by erfc: exact in the lower tail";
    Floor          floor      "⌊x⌋"             |x| Real::floor(x),                         "0"               |_, _| T::zero(),
        at [-1.5, 0.5] edges [(1.0, 1.0, 0.0)] selects "derivative 0 everywhere, also at the jumps";
    Ceil           ceil       "⌈x⌉"             |x| Real::ceil(x),                          "0"               |_, _| T::zero(),
        at [-1.5, 0.5] edges [(1.0, 1.0, 0.0)] selects "derivative 0 everywhere, also at the jumps";
    Round          round      "x rounded"       |x| Real::round(x),                         "0"               |_, _| T::zero(),
        at [-1.2, 0.7] edges [(0.5, 1.0, 0.0), (-0.5, -1.0, 0.0)] selects "halves away from 0; derivative 0 everywhere, also at the jumps";
    Trunc          trunc      "x towards 0"     |x| Real::trunc(x),                         "0"               |_, _| T::zero(),
        at [-1.5, 0.5] edges [(1.0, 1.0, 0.0)] selects "derivative 0 everywhere, also at the jumps";
    Signum         signum     "sign x"          |x| signum(x),                              "0"               |_, _| T::zero(),
        at [-1.5, 0.5] edges [(0.0, 0.0, 0.0), (-INF, -1.0, 0.0)] selects "0 at 0; derivative 0 everywhere, also at the jump";
    Step           step       "1 if x > 0 else 0" |x| step(x),                              "0"               |_, _| T::zero(),
        at [-1.5, 0.5] edges [(0.0, 0.0, 0.0)] selects "0 at 0; derivative 0 everywhere, also at the jump";
} }; }

/// Hands the rows of two operands to the macro `$callback`.
#[doc(hidden)]
#[macro_export]
#[rustfmt::skip]
macro_rules! binary_rules { ($callback:ident) => { $callback! {
    Add   operator "x + y"      |x, y| x + y,                 "1; 1"                  |_, _, _| (T::one(), T::one()),
        at [(0.5, -2.0)] edges [((INF, 1.0), INF, (1.0, 1.0))] "";
    Sub   operator "x - y"      |x, y| x - y,                 "1; -1"                 |_, _, _| (T::one(), -T::one()),
        at [(0.5, -2.0)] edges [((INF, 1.0), INF, (1.0, -1.0))] "";
    Mul   operator "x y"        |x, y| x * y,                 "y; x"                  |x, y, _| (y, x),
        at [(0.5, -2.0)] edges [((0.0, 0.0), 0.0, (0.0, 0.0))] "";
    Div   operator "x / y"      |x, y| x / y,                 "1/y; -z/y"             |_, y, z| (y.recip(), -z / y),
        at [(0.5, -2.0)] edges [((1.0, INF), 0.0, (0.0, 0.0))] "pole at y = 0";
    Pow   pow      "xʸ"         |x, y| Real::powf(x, y),      "y xʸ⁻¹; z ln x"        |x, y, z| pow_partials(x, y, z),
        at [(0.5, -2.0), (2.0, 1.5)] edges [((0.0, 1.5), 0.0, (0.0, 0.0)), ((0.0, 0.0), 1.0, (0.0, NAN)), ((-2.0, 3.0), -8.0, (12.0, NAN)),
            ((0.0, INF), 0.0, (0.0, 0.0)), ((INF, 1.0), INF, (1.0, INF)), ((INF, 0.3), INF, (0.0, INF))]
        "∂/∂y is NaN for x < 0, where only integer constants y make sense, and at the origin; 0 for x = 0 < y";
    Atan2 atan2    "arg(y + ix)" |x, y| Real::atan2(x, y),    "y/(x²+y²); -x/(x²+y²)" |x, y, _| atan2_partials(x, y),
        at [(0.5, -2.0), (-1.0, 0.3)] edges [((0.0, 0.0), 0.0, (0.0, 0.0)), ((0.0, 1.0), 0.0, (1.0, 0.0)), ((1.0, INF), 0.0, (0.0, 0.0))]
        "`x.atan2(y)` as in Rust: the angle of the point (y, x); derivative 0 at the origin and at infinity";
    Hypot hypot    "√(x² + y²)" |x, y| Real::hypot(x, y),     "x/z; y/z"              |x, y, z| hypot_partials(x, y, z),
        at [(0.5, -2.0)] edges [((0.0, 0.0), 0.0, (0.0, 0.0)), ((3.0 * BIG, 4.0 * BIG), 5.0 * BIG, (0.6, 0.8))]
        "derivative 0 at the origin, NaN in an operand that is infinite; no overflow";
    Min   min      "min(x, y)"  |x, y| min(x, y),             "1, 0 or 1/2; the rest" |x, y, _| max_partials(y, x),
        at [(0.5, -2.0), (0.5, 1.0)] edges [((1.0, 1.0), 1.0, (0.5, 0.5)), ((INF, 1.0), 1.0, (0.0, 1.0))]
        selects "a tie gives each side half; NaN on either side is NaN";
    Max   max      "max(x, y)"  |x, y| max(x, y),             "1, 0 or 1/2; the rest" |x, y, _| max_partials(x, y),
        at [(0.5, -2.0), (0.5, 1.0)] edges [((1.0, 1.0), 1.0, (0.5, 0.5)), ((INF, 1.0), INF, (1.0, 0.0))]
        selects "a tie gives each side half; NaN on either side is NaN";
    LogisticLoss logistic_loss "(1 - y) ln(1 + eˣ) + y ln(1 + e⁻ˣ)" |x, y| logistic_loss(x, y),
        "σ(x) - y; -x" |x, y, _| ((T::one() - y) * x.sigmoid() - y * (-x).sigmoid(), -x),
        at [(0.5, 0.3), (-2.0, 1.0), (1.5, 0.0)]
        edges [((1000.0, 0.0), 1000.0, (1.0, -1000.0)), ((1000.0, 1.0), 0.0, (0.0, -1000.0)), ((-1000.0, 1.0), 1000.0, (-1.0, 1000.0)),
            ((INF, 1.0), 0.0, (0.0, -INF)), ((-INF, 0.0), 0.0, (0.0, INF))]
        "binary cross-entropy of the log-odds x against y, in nats: exact in both tails, never overflows";
} }; }
pub(crate) use {binary_rules, unary_rules};

/// The operands that a row's derivative reads: those of its parameters that are named.
macro_rules! needs {
    (_, _) => {
        Needs::Neither
    };
    (_, $z:ident) => {
        Needs::Output
    };
    ($x:ident, _) => {
        Needs::Input
    };
    ($x:ident, $z:ident) => {
        Needs::Both
    };
    (_, _, _) => {
        Needs::Neither
    };
    (_, _, $z:ident) => {
        Needs::Output
    };
    ($x:tt, $y:tt, _) => {
        Needs::Input
    };
    ($x:tt, $y:tt, $z:ident) => {
        Needs::Both
    };
}

/// The operands that a row's derivative reads in blocks.
macro_rules! block_needs {
    ([$x:tt, $z:tt]) => {
        needs!($x, $z)
    };
    ([$x:tt, $z:tt] [$bx:tt, $bz:tt]) => {
        needs!($bx, $bz)
    };
}

/// Turns the word in a row into a flag.
macro_rules! selects {
    (selects) => {
        true
    };
}

macro_rules! name_of {
    ($rule:ident operator) => {
        operator_name(stringify!($rule))
    };
    ($rule:ident $method:ident) => {
        stringify!($method)
    };
}

/// Returns the name of the rule behind an operator, after its trait.
const fn operator_name(rule: &'static str) -> &'static str {
    match rule.as_bytes() {
        b"Add" => "add",
        b"Sub" => "sub",
        b"Mul" => "mul",
        _ => "div",
    }
}

macro_rules! doc_text {
    ($formula:literal, $derivative:literal, $policy:literal) => {
        concat!("`", $formula, "`, with derivative `", $derivative, "`.\n\n", $policy)
    };
}

macro_rules! define_unary {
    ($($rule:ident $(($p:ident: $pt:ident = $example:literal))? $method:ident $formula:literal
       |$v:ident| $value:expr, $derivative:literal |$x:tt, $z:tt| $partial:expr, $(blocks |$bx:tt, $bz:tt| $block:expr,)?
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(
            #[doc = doc_text!($formula, $derivative, $policy)]
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $rule $((#[doc = concat!("The parameter `", stringify!($p), "`.")] pub $pt))?;

            impl Unary for $rule {
                const INFO: RuleInfo = RuleInfo {
                    name: stringify!($method), formula: $formula, derivative: $derivative, policy: $policy,
                };
                const NEEDS: Needs = block_needs!([$x, $z] $([$bx, $bz])?);
                $(const SELECTS: bool = selects!($selects);)?
                const SAMPLES: &'static [f64] = &[$($sample),*];
                const EDGES: &'static [(f64, f64, f64)] = &[$($edge),*];
                $(
                    const PARAMETER: Option<&'static str> = Some(stringify!($p));
                    #[inline(always)]
                    fn parameter(self) -> f64 { let $p = self.0; f64::from($p) }
                )?
                #[inline(always)]
                #[allow(clippy::cast_possible_truncation, reason = "the parameter came from this type")]
                fn with_parameter(_parameter: f64) -> Self { $rule $((_parameter as $pt))? }
                #[inline(always)]
                fn eval<T: Real>(self, $v: T) -> T { $(let $p = self.0;)? $value }
                #[inline(always)]
                fn partial<T: Scalar>(self, $x: T, $z: T) -> T { $(let $p = self.0;)? $partial }
                $(
                    #[inline(always)]
                    fn block_partial<T: Scalar>(self, $bx: T, $bz: T) -> T { $block }
                )?
            }
        )*

        /// Shows every rule of one operand to `visitor`, in the order of the table.
        pub fn visit_unary(visitor: &mut impl UnaryVisitor) {
            $(visitor.visit($rule $(($example as $pt))?);)*
        }
    };
}

macro_rules! define_binary {
    ($($rule:ident $method:ident $formula:literal
       |$v:ident, $w:ident| $value:expr, $derivative:literal |$x:tt, $y:tt, $z:tt| $partials:expr,
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(
            #[doc = doc_text!($formula, $derivative, $policy)]
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $rule;

            impl Binary for $rule {
                const INFO: RuleInfo = RuleInfo {
                    name: name_of!($rule $method), formula: $formula, derivative: $derivative, policy: $policy,
                };
                const NEEDS: Needs = needs!($x, $y, $z);
                $(const SELECTS: bool = selects!($selects);)?
                const SAMPLES: &'static [(f64, f64)] = &[$($sample),*];
                const EDGES: &'static [((f64, f64), f64, (f64, f64))] = &[$($edge),*];
                #[inline(always)]
                fn with_parameter(_: f64) -> Self { $rule }
                #[inline(always)]
                fn eval<T: Real>(self, $v: T, $w: T) -> T { $value }
                #[inline(always)]
                fn partials<T: Scalar>(self, $x: T, $y: T, $z: T) -> (T, T) { $partials }
            }
        )*

        /// Shows every rule of two operands to `visitor`, in the order of the table.
        pub fn visit_binary(visitor: &mut impl BinaryVisitor) {
            $(visitor.visit($rule);)*
        }
    };
}

/// Receives each rule of one operand with its type; see [`visit_unary`].
pub trait UnaryVisitor {
    /// Called once per row of the table.
    fn visit<R: Unary>(&mut self, rule: R);
}

/// Receives each rule of two operands with its type; see [`visit_binary`].
pub trait BinaryVisitor {
    /// Called once per row of the table.
    fn visit<R: Binary>(&mut self, rule: R);
}

unary_rules!(define_unary);
binary_rules!(define_binary);
