//! What a derivative rule is: a value, its local partials, and what the documentation says of it.
//!
//! A rule is a small `Copy` value: zero-sized (`Tanh`) or with one parameter (`LeakyRelu(0.01)`).
//! Engines are generic over rules and contain none of them; see [`crate::rules`] for the table.

use crate::{Real, Scalar};

/// Which of its operands a rule's partial derivatives read, so that an engine can drop the others at once.
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
    /// Whether the partials read the input.
    #[inline]
    pub const fn input(self) -> bool {
        matches!(self, Needs::Input | Needs::Both)
    }

    /// Whether the partials read the output.
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
    /// What happens at kinks, poles and infinities; empty if there is nothing to say.
    pub policy: &'static str,
}

/// A rule of one operand, `z = f(x)`.
///
/// The whole contract is two functions: the value on plain numbers, and `∂z/∂x` on *any* number, so that the
/// rule nests to every order. A user's own rule is as good as one of the table:
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
pub trait Unary: Copy + 'static {
    /// Name, formula, derivative and policy as text.
    const INFO: RuleInfo;
    /// What [`Unary::partial`] reads.
    const NEEDS: Needs;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [f64] = &[];
    /// `(x, f(x), f'(x))` at kinks and infinities: the policy as data, tested for every engine.
    const EDGES: &'static [(f64, f64, f64)] = &[];
    /// What the texts call the rule's parameter, if it has one: `n`, `slope`.
    const PARAMETER: Option<&'static str> = None;

    /// The rule's parameter (a slope, an exponent), which is all that a tape stores of the rule itself.
    #[inline(always)]
    fn parameter(self) -> f64 {
        0.0
    }

    /// The rule with this parameter; inverse of [`Unary::parameter`].
    fn with_parameter(parameter: f64) -> Self;

    /// The value on a plain number.
    fn eval<T: Real>(self, x: T) -> T;

    /// The local derivative `∂z/∂x` at input `x` and output `z`.
    fn partial<T: Scalar>(self, x: T, z: T) -> T;
}

/// A rule of two operands, `z = f(x, y)`; see [`Unary`].
pub trait Binary: Copy + 'static {
    /// Name, formula, derivatives and policy as text.
    const INFO: RuleInfo;
    /// What [`Binary::partials`] reads.
    const NEEDS: Needs;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [(f64, f64)] = &[];
    /// `((x, y), f, (∂f/∂x, ∂f/∂y))` at kinks and infinities: the policy as data, tested for every engine.
    #[allow(clippy::type_complexity, reason = "reads as the row of the table does")]
    const EDGES: &'static [((f64, f64), f64, (f64, f64))] = &[];

    /// The rule's parameter, which is all that a tape stores of the rule itself.
    #[inline(always)]
    fn parameter(self) -> f64 {
        0.0
    }

    /// The rule with this parameter; inverse of [`Binary::parameter`].
    fn with_parameter(parameter: f64) -> Self;

    /// The value on plain numbers.
    fn eval<T: Real>(self, x: T, y: T) -> T;

    /// The local derivatives `(∂z/∂x, ∂z/∂y)` at inputs `x`, `y` and output `z`.
    fn partials<T: Scalar>(self, x: T, y: T, z: T) -> (T, T);
}

/// A rule of any number of operands, in two runs: `z = f(x₁, …, xₘ; y₁, …, yₙ)`; see [`Unary`].
///
/// Value and derivatives are functions of any number, so that an engine that has nothing better simply runs the
/// loop; a tape records the whole as one operation.
pub trait Nary: Copy + 'static {
    /// Name, formula, derivatives and policy as text.
    const INFO: RuleInfo;
    /// Points off the kinks at which the laws compare the rule with finite differences.
    const SAMPLES: &'static [(&'static [f64], &'static [f64])] = &[];
    /// `((x, y), f, derivatives)` at kinks and infinities: the policy as data, tested for every engine.
    #[allow(clippy::type_complexity, reason = "reads as the row of the table does")]
    const EDGES: &'static [((&'static [f64], &'static [f64]), f64, &'static [f64])] = &[];

    /// The value.
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
    /// The half of a pair that belongs to this side.
    #[inline(always)]
    pub fn of<T>(self, pair: (T, T)) -> T {
        match self {
            Side::Left => pair.0,
            Side::Right => pair.1,
        }
    }
}

/// An operand of a rule, or its output: what a partial derivative is differentiated along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The first (or only) operand.
    X,
    /// The second operand.
    Y,
    /// The output.
    Z,
}

/// `partial · d`, but zero where `d` is: nothing flows along a direction that does not move, even at an infinite
/// slope (`0 · ∞` would be NaN).
///
/// Rules weigh number by number. Linear operations on blocks do not: products (`dot`, `matmul`, `affine`, and `scale`
/// by an infinite number) multiply whatever moves in some lane of a chunk, so that an infinite number times a zero
/// among its tangents is NaN there. What moves in no lane is left out, so that a wider chunk can have a NaN where a
/// narrower one has a zero.
#[inline(always)]
pub fn weigh<T: Scalar>(partial: T, d: T) -> T {
    if d.is_zero() { T::zero() } else { partial * d }
}
