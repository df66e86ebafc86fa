//! Derivative rules: a value, its local partials, and their documentation.
//!
//! A rule is a small `Copy` value: zero-sized (`Tanh`) or with one parameter (`LeakyRelu(0.01)`).
//! Engines are generic over rules and contain none of them; see [`crate::rules`] for the table.

use crate::real::Real;
use crate::scalar::Scalar;

/// Operands that a rule's partial derivatives read, so that an engine can drop the others at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Constant partials (`neg`, `add`).
    Neither,
    /// Only the input (`sin`).
    Input,
    /// Only the output (`tanh`: `1 - z²`).
    Output,
    /// Input and output (`pow`).
    Both,
}

impl Needs {
    /// Returns whether the partials read the input.
    #[inline]
    pub const fn input(self) -> bool {
        matches!(self, Needs::Input | Needs::Both)
    }

    /// Returns whether the partials read the output.
    #[inline]
    pub const fn output(self) -> bool {
        matches!(self, Needs::Output | Needs::Both)
    }
}

/// The text of a rule, as tables, errors and `explain` print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The name of the method on [`Scalar`], for instance `tanh`.
    pub name: &'static str,
    /// The value, for instance `tanh x`.
    pub formula: &'static str,
    /// The local derivative (two, separated by `;`, for a binary rule), in terms of `x`, `y` and the output `z`.
    pub derivative: &'static str,
    /// The policy at kinks, poles and infinities; empty if there are none.
    pub policy: &'static str,
}

/// A rule of one operand, `z = f(x)`.
///
/// The contract is two functions: the value on plain numbers, and `∂z/∂x` on *any* number, so that the rule nests to
/// every order. A user's own rule has the same standing as one of the table:
///
/// ```
/// use dualtape_core::{Needs, Real, RuleInfo, Scalar, Unary};
///
/// /// `x³`, with derivative `3x²`.
/// #[derive(Clone, Copy)]
/// struct Cube;
///
/// impl Unary for Cube {
///     const INFO: RuleInfo = RuleInfo { name: "cube", formula: "x³", derivative: "3x²", policy: "" };
///     const NEEDS: Needs = Needs::Input;
///     fn with_parameter(_: f64) -> Self { Cube }
///     fn eval<T: Real>(self, x: T) -> T { x * x * x }
///     fn partial<T: Scalar>(self, x: T, _: T) -> T { x * x * T::Real::from_f64(3.0) }
/// }
///
/// assert_eq!(2.0_f64.unary(Cube), 8.0);
/// assert_eq!(Cube.partial(2.0, 8.0), 12.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rule of one operand",
    note = "the rules of the table are in `rules`: `x.unary(rules::Tanh)`",
    note = "a rule of one's own implements `Unary`, is `Copy`, and is held against differences by `dualtape_check::check_unary`"
)]
pub trait Unary: Copy + 'static {
    /// Name, formula, derivative and policy as text.
    const INFO: RuleInfo;
    /// The operands that [`Unary::block_partial`] reads.
    const NEEDS: Needs;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [f64] = &[];
    /// `(x, f(x), f'(x))` at kinks and infinities: the policy as data, tested for every engine.
    const EDGES: &'static [(f64, f64, f64)] = &[];
    /// Flag for a rule whose partial of zero leaves the operand out; see [`carry`].
    const SELECTS: bool = false;
    /// The name of the rule's parameter in texts, if it has one: `n`, `slope`.
    const PARAMETER: Option<&'static str> = None;

    /// Returns the rule's parameter (a slope, an exponent), the only part of the rule that a tape stores.
    #[inline(always)]
    fn parameter(self) -> f64 {
        0.0
    }

    /// Returns the rule with this parameter; inverse of [`Unary::parameter`].
    fn with_parameter(parameter: f64) -> Self;

    /// Returns the value on a plain number.
    fn eval<T: Real>(self, x: T) -> T;

    /// Returns the local derivative `∂z/∂x` at input `x` and output `z`.
    fn partial<T: Scalar>(self, x: T, z: T) -> T;

    /// Returns the local derivative within a block, of which only the operands in `NEEDS` are kept.
    ///
    /// It is [`Unary::partial`] unless another formula saves memory and time at the cost of relative precision:
    /// `tanh` keeps its output alone, from which the slope has an absolute precision in the tails.
    #[inline(always)]
    fn block_partial<T: Scalar>(self, x: T, z: T) -> T {
        self.partial(x, z)
    }
}

/// A rule of two operands, `z = f(x, y)`; see [`Unary`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no rule of two operands",
    note = "the rules of the table are in `rules`: `x.binary(rules::Hypot, y)`",
    note = "a rule of one's own implements `Binary`, is `Copy`, and is held against differences by `dualtape_check::check_binary`"
)]
pub trait Binary: Copy + 'static {
    /// Name, formula, derivatives and policy as text.
    const INFO: RuleInfo;
    /// The operands that [`Binary::partials`] reads.
    const NEEDS: Needs;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [(f64, f64)] = &[];
    /// `((x, y), f, (∂f/∂x, ∂f/∂y))` at kinks and infinities: the policy as data, tested for every engine.
    #[allow(clippy::type_complexity, reason = "reads as the row of the table does")]
    const EDGES: &'static [((f64, f64), f64, (f64, f64))] = &[];
    /// Flag for a rule whose partial of zero leaves the operand out; see [`carry`].
    const SELECTS: bool = false;

    /// Returns the rule's parameter, the only part of the rule that a tape stores.
    #[inline(always)]
    fn parameter(self) -> f64 {
        0.0
    }

    /// Returns the rule with this parameter; inverse of [`Binary::parameter`].
    fn with_parameter(parameter: f64) -> Self;

    /// Returns the value on plain numbers.
    fn eval<T: Real>(self, x: T, y: T) -> T;

    /// Returns the local derivatives `(∂z/∂x, ∂z/∂y)` at inputs `x`, `y` and output `z`.
    fn partials<T: Scalar>(self, x: T, y: T, z: T) -> (T, T);
}

/// A rule of any number of operands, in two runs: `z = f(x₁, …, xₘ; y₁, …, yₙ)`; see [`Unary`].
///
/// Value and derivatives are functions of any number. An engine without an override runs the loop; a tape records the
/// whole as one operation.
pub trait Nary: Copy + 'static {
    /// Name, formula, derivatives and policy as text.
    const INFO: RuleInfo;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [(&'static [f64], &'static [f64])] = &[];
    /// `((x, y), f, derivatives)` at kinks and infinities: the policy as data, tested for every engine.
    #[allow(clippy::type_complexity, reason = "reads as the row of the table does")]
    const EDGES: &'static [((&'static [f64], &'static [f64]), f64, &'static [f64])] = &[];

    /// Returns the value.
    fn eval<T: Scalar>(self, x: &[T], y: &[T]) -> T;

    /// Hands `give` the local derivatives with respect to each `x`, then each `y`, at the output `z`.
    fn partials<T: Scalar>(self, x: &[T], y: &[T], z: T, give: impl FnMut(T));
}

/// The left or the right operand of a binary rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first operand, `x`.
    Left,
    /// The second operand, `y`.
    Right,
}

impl Side {
    /// Returns the part of a pair that belongs to this side.
    #[inline(always)]
    pub fn of<T>(self, pair: (T, T)) -> T {
        match self {
            Side::Left => pair.0,
            Side::Right => pair.1,
        }
    }
}

/// An operand of a rule, or its output, with respect to which a partial is differentiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The first (or only) operand.
    X,
    /// The second operand.
    Y,
    /// The output.
    Z,
}

/// Returns `partial · d`: a derivative carried along the edge of an operation.
///
/// A rule that `selects` (`max`, `relu`, `step`, …) leaves an operand out by a partial of zero. No path leads through
/// it, so the result is zero whatever `d` is. A zero of any other rule is a number, and times an infinity it is NaN;
/// see [`crate::semantics`].
#[inline(always)]
pub fn carry<T: Scalar>(selects: bool, partial: T, d: T) -> T {
    if selects && partial.is_zero() { T::zero() } else { partial * d }
}

/// Returns the derivative `d` of a number of this value: NaN, in all its parts, if the value is.
///
/// A derivative of a value that is none says nothing, least of all a zero: code that returns NaN early has no edge to
/// its inputs.
#[inline(always)]
pub fn derivative_of<T: Scalar>(value: T::Real, d: T) -> T {
    if value.is_nan() { d * T::Real::NAN } else { d }
}
