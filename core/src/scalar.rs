//! One number of an engine, and everything that is provided on it.

use std::fmt::{Debug, Display};
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::array::Array;
use crate::array::buf::Buf;
use crate::op::{Binary, Nary, Unary};
use crate::real::Real;
use crate::rules::{self, binary_rules, unary_rules};

macro_rules! unary_methods {
    ($($rule:ident $(($p:ident: $pt:ident = $example:literal))? $method:ident $formula:literal
       |$v:ident| $value:expr, $derivative:literal |$x:tt, $z:tt| $partial:expr, $(blocks |$bx:tt, $bz:tt| $block:expr,)?
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(
            #[doc = concat!("`", $formula, "`; see [`rules::", stringify!($rule), "`].")]
            #[inline(always)]
            fn $method(self $(, $p: $pt)?) -> Self {
                self.unary(rules::$rule $(($p))?)
            }
        )*
    };
}

macro_rules! binary_methods {
    ($($rule:ident $method:ident $formula:literal
       |$v:ident, $w:ident| $value:expr, $derivative:literal |$x:tt, $y:tt, $z:tt| $partials:expr,
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        $(binary_methods!(@one $rule $method $formula);)*
    };
    (@one $rule:ident operator $formula:literal) => {};
    (@one $rule:ident $method:ident $formula:literal) => {
        #[doc = concat!("`", $formula, "` with `x` = self and `y` = other; see [`rules::", stringify!($rule), "`].")]
        #[inline(always)]
        fn $method<B>(self, other: B) -> Self
        where
            Self: Combine<B>,
        {
            self.combine(rules::$rule, other)
        }
    };
}

/// A number that takes a `B` as the right operand of a rule: another such number, or a plain one.
///
/// `x.max(y)`, `x.max(0.0)` and `x.pow(0.5)` are one method each.
///
/// ```
/// use dualtape_core::Scalar;
///
/// fn hinge<S: Scalar<Real = f64>>(x: S, margin: S) -> S {
///     (margin - x).max(0.0).hypot(x)
/// }
/// assert_eq!(hinge(3.0, 7.0), 5.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{B}` is no operand of a `{Self}`",
    note = "operands are numbers of the same type and plain numbers of the same precision; a number of an outer computation is lifted (`Var::lift`, `Dual::inactive`), or enters by its plain value (`S::constant(outer.value())`)"
)]
pub trait Combine<B>: Sized {
    /// Applies a rule to this number and a right operand.
    fn combine<R: Binary>(self, rule: R, other: B) -> Self;
    /// Returns the operand as such a number.
    fn lift(number: B) -> Self;
}

/// One number: plain (`f64`), dual, or a variable on a tape, nested to any order.
///
/// An engine defines the action of a rule on its number ([`Scalar::unary`], [`Scalar::binary`]) and has no rule of its
/// own. Every method below is provided from the table in [`crate::rules`].
///
/// Comparisons are by value. A branch on one has the derivative of the code that runs, at that very point:
/// `if x == 0.0 { 0 } else { x * x / x }` has slope 0 at 0. [`Scalar::select`] takes an operand with its derivatives
/// instead, [`Scalar::clamp`] one of three, and [`Scalar::is_zero`] asks for a zero that has no derivative either; see
/// [`crate::semantics`].
///
/// ```
/// use dualtape_core::Scalar;
///
/// fn logistic<S: Scalar<Real = f64>>(x: S) -> S {
///     (-x).exp().recip() / ((-x).exp().recip() + 1.0)
/// }
/// assert_eq!(logistic(0.0), 0.5);
/// ```
pub trait Scalar:
    Copy
    + Debug
    + Display
    + PartialOrd
    + PartialOrd<Self::Real>
    + Combine<Self>
    + Combine<Self::Real>
    + Neg<Output = Self>
    + Sum
    + for<'number> Sum<&'number Self>
    + Product
    + for<'number> Product<&'number Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<Self::Real, Output = Self>
    + Sub<Self::Real, Output = Self>
    + Mul<Self::Real, Output = Self>
    + Div<Self::Real, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + AddAssign<Self::Real>
    + SubAssign<Self::Real>
    + MulAssign<Self::Real>
    + DivAssign<Self::Real>
{
    /// The plain number underneath, `f32` or `f64`.
    type Real: Real;
    /// The contiguous run of these numbers.
    type Array: Array<Scalar = Self, Real = Self::Real>;

    /// True for a plain number. An operation without effect costs next to nothing on it; on a tape it would be
    /// recorded.
    const IS_PLAIN: bool = false;

    /// True for a number whose operations are recorded: one without effect costs as much as any other.
    const RECORDS: bool = false;

    /// Returns a number with derivative zero.
    fn constant(value: Self::Real) -> Self;

    /// Returns the plain value (the primal), whatever the nesting.
    fn value(self) -> Self::Real;

    /// Returns this number without its derivative: a constant of the same value.
    ///
    /// A recorded program computes it anew in every run. A number that is made of [`Scalar::value`] would be the same in
    /// every run, so a recording of that fails.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    ///
    /// /// `x / |x|`, whose length counts as given.
    /// fn scaled<S: Scalar<Real = f64>>(x: S) -> S {
    ///     x / x.abs().detach()
    /// }
    /// assert_eq!(scaled(-3.0), -1.0);
    /// ```
    #[inline(always)]
    #[must_use]
    fn detach(self) -> Self {
        Self::constant(self.value())
    }

    /// Returns the values folded by a rule of two operands, from `first` on, without derivative.
    ///
    /// It is [`Scalar::detach`] for a number that depends on many, such as the largest.
    #[inline(always)]
    #[must_use]
    fn fold_detached<R: Binary>(rule: R, first: Self::Real, x: &[Self]) -> Self {
        Self::constant(x.iter().fold(first, |folded, x| rule.eval(folded, x.value())))
    }

    /// Returns whether this is known to be zero together with all its derivatives; `false` is always right.
    ///
    /// It is about paths and not, as in num-traits, about the value, which `x == 0` compares. Where it holds, a product
    /// with this number may be left out. The answer depends on the engine, so both branches must have the same value.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    ///
    /// /// `x eʸ + y`, without the exponential where it contributes nothing.
    /// fn sparse<S: Scalar<Real = f64>>(x: S, y: S) -> S {
    ///     if x.is_zero() { y } else { x * y.exp() + y }
    /// }
    /// assert_eq!(sparse(0.0, 3.0), 3.0);
    /// ```
    #[inline(always)]
    fn is_zero(self) -> bool {
        false
    }

    /// Returns the plain value if this is known to be constant, to every order; `None` is always right.
    #[inline(always)]
    fn as_constant(self) -> Option<Self::Real> {
        Self::IS_PLAIN.then(|| self.value())
    }

    /// Returns the plain value for code that carries on without derivatives, such as a conversion to `f64`.
    ///
    /// None if that would lose a derivative without anybody's notice: it is [`Scalar::as_constant`], but for a number that
    /// can count such readings. [`Scalar::value`] is the value in any case.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    ///
    /// assert_eq!(2.5_f64.to_plain(), Some(2.5));
    /// ```
    #[inline(always)]
    fn to_plain(self) -> Option<Self::Real> {
        self.as_constant()
    }

    /// Returns whether the value and all derivatives that this number carries are finite.
    #[inline(always)]
    fn all_finite(self) -> bool {
        self.is_finite()
    }

    /// Returns whether the value is NaN.
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.value().to_f64().is_nan()
    }

    /// Returns whether the value is neither infinite nor NaN.
    #[inline(always)]
    fn is_finite(self) -> bool {
        self.value().to_f64().is_finite()
    }

    /// Applies a rule of one operand.
    fn unary<R: Unary>(self, rule: R) -> Self;

    /// Applies a rule of two operands.
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self;

    /// Applies a rule of two operands to this number and a constant.
    #[inline(always)]
    fn binary_constant<R: Binary>(self, rule: R, right: Self::Real) -> Self {
        self.binary(rule, Self::constant(right))
    }

    /// Applies a rule of two operands to a constant and this number.
    #[inline(always)]
    fn constant_binary<R: Binary>(left: Self::Real, rule: R, right: Self) -> Self {
        Self::constant(left).binary(rule, right)
    }

    /// Applies a rule of any number of operands, in two runs.
    ///
    /// # Cost
    /// That of the loop. On a tape it is one operation with a weight per operand, whatever the loop does.
    fn nary<R: Nary>(rule: R, x: &[Self], y: &[Self]) -> Self {
        rule.eval(x, y)
    }

    /// `Σ xᵢ`; see [`rules::SumOf`].
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// assert_eq!(f64::sum_of(&[1.0, 2.0, 4.0]), 7.0);
    /// ```
    fn sum_of(x: &[Self]) -> Self {
        Self::nary(rules::SumOf, x, &[])
    }

    /// `Σ xᵢ yᵢ`; see [`rules::Dot`].
    ///
    /// # Panics
    /// If there are more of one than of the other.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// assert_eq!(f64::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
    /// ```
    fn dot(x: &[Self], y: &[Self]) -> Self {
        Self::nary(rules::Dot, x, y)
    }

    /// `ln Σ e^xᵢ`, without overflow; see [`rules::LogSumExp`].
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// assert_eq!(f64::log_sum_exp(&[1000.0, 1000.0]), 1000.0 + 2f64.ln());
    /// ```
    fn log_sum_exp(x: &[Self]) -> Self {
        Self::nary(rules::LogSumExp, x, &[])
    }

    /// Returns the Euclidean length `√Σ xᵢ²`; see [`rules::Norm`].
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// assert_eq!(f64::norm(&[3.0, 4.0]), 5.0);
    /// ```
    fn norm(x: &[Self]) -> Self {
        Self::nary(rules::Norm, x, &[])
    }

    /// `c₀ + c₁ x + c₂ x² + …` by Horner's rule; see [`rules::Polynomial`].
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// assert_eq!(f64::polynomial(&[1.0, 0.0, 2.0], 3.0), 19.0);
    /// ```
    fn polynomial(coefficients: &[Self], x: Self) -> Self {
        Self::nary(rules::Polynomial, coefficients, &[x])
    }

    /// Returns `0` with derivative zero.
    #[inline(always)]
    fn zero() -> Self {
        Self::constant(Self::Real::ZERO)
    }

    /// Returns `1` with derivative zero.
    #[inline(always)]
    fn one() -> Self {
        Self::constant(Self::Real::ONE)
    }

    /// Returns `a` if the condition holds and `b` if not, with the derivatives of that operand.
    ///
    /// No path leads to the other operand, even if it is infinite or NaN.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    ///
    /// /// `sin x / x`, by its Taylor polynomial at 0: a constant 1 would have the wrong second derivative.
    /// fn sinc<S: Scalar<Real = f64>>(x: S) -> S {
    ///     S::select(x == 0.0, -(x * x) / 6.0 + 1.0, x.sin() / x)
    /// }
    /// assert_eq!(sinc(0.0), 1.0);
    /// ```
    #[inline(always)]
    #[must_use]
    fn select(condition: bool, a: Self, b: Self) -> Self {
        if condition { a } else { b }
    }

    /// Returns this number from `lo` to `hi`, and beyond them the bound, with the derivatives of the one selected.
    ///
    /// At a bound that is this number, unlike `max` and `min`, which take half of each at a tie. NaN stays NaN. Bounds are
    /// numbers or plain numbers.
    ///
    /// # Panics
    /// If `lo` is above `hi`, or a bound is NaN, as in the standard library.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    ///
    /// fn unit<S: Scalar<Real = f64>>(x: S) -> S {
    ///     x.clamp(0.0, 1.0)
    /// }
    /// assert_eq!([-2.0, 0.3, 7.0].map(unit), [0.0, 0.3, 1.0]);
    /// ```
    #[inline(always)]
    #[must_use]
    fn clamp<B>(self, lo: B, hi: B) -> Self
    where
        Self: Combine<B>,
    {
        let (lo, hi) = (Self::lift(lo), Self::lift(hi));
        assert!(lo <= hi, "clamp from {lo:?} to {hi:?}");
        Self::select(self < lo, lo, Self::select(self > hi, hi, self))
    }

    /// `self · a + b`, rounded twice.
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }

    /// `(sin x, cos x)`
    #[inline(always)]
    fn sin_cos(self) -> (Self, Self) {
        (self.sin(), self.cos())
    }

    /// Returns the part behind the point, with the sign of the number: `x - trunc x`.
    #[inline(always)]
    fn fract(self) -> Self {
        self - self.trunc()
    }

    /// Returns this number with the sign of another: itself or its negative.
    #[inline(always)]
    fn copysign<B>(self, sign: B) -> Self
    where
        Self: Combine<B>,
    {
        let is_negative = |x: Self| x.value().to_f64().is_sign_negative();
        Self::select(is_negative(self) == is_negative(Self::lift(sign)), self, -self)
    }

    unary_rules!(unary_methods);
    binary_rules!(binary_methods);
}

macro_rules! plain {
    ($t:ident) => {
        impl Combine<$t> for $t {
            #[inline(always)]
            fn combine<R: Binary>(self, rule: R, other: $t) -> $t {
                rule.eval(self, other)
            }
            #[inline(always)]
            fn lift(number: $t) -> $t {
                number
            }
        }

        impl Scalar for $t {
            type Real = $t;
            type Array = Buf<$t>;
            const IS_PLAIN: bool = true;
            #[inline(always)]
            fn constant(value: $t) -> $t {
                value
            }
            #[inline(always)]
            fn value(self) -> $t {
                self
            }
            #[inline(always)]
            fn is_zero(self) -> bool {
                self == 0.0
            }
            #[inline(always)]
            fn unary<R: Unary>(self, rule: R) -> $t {
                rule.eval(self)
            }
            #[inline(always)]
            fn binary<R: Binary>(self, rule: R, other: $t) -> $t {
                rule.eval(self, other)
            }
        }
    };
}

plain!(f32);
plain!(f64);
