//! Second derivatives of rules: a rule's partial evaluated on dual numbers.

use crate::array::elements::Elements;
use crate::op::{Binary, Operand, Unary, carry};
use crate::scalar::Scalar;

/// A dual number of one tangent, for the partials of a rule alone.
#[derive(Clone, Copy, Debug)]
struct Perturbed<T> {
    primal: T,
    tangent: T,
}

impl<T: Scalar> Scalar for Perturbed<T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Perturbed { primal: T::constant(value), tangent: T::zero() }
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.primal.value()
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.primal.is_zero() && self.tangent.is_zero()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let primal = self.primal.unary(rule);
        Perturbed { primal, tangent: carry(R::SELECTS, rule.partial(self.primal, primal), self.tangent) }
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let primal = self.primal.binary(rule, other.primal);
        let (p, q) = rule.partials(self.primal, other.primal, primal);
        Perturbed {
            primal,
            tangent: carry(R::SELECTS, p, self.tangent) + carry(R::SELECTS, q, other.tangent),
        }
    }
    #[inline(always)]
    fn binary_constant<R: Binary>(self, rule: R, right: T::Real) -> Self {
        let primal = self.primal.binary_constant(rule, right);
        let (p, _) = rule.partials(self.primal, T::constant(right), primal);
        Perturbed { primal, tangent: carry(R::SELECTS, p, self.tangent) }
    }
    #[inline(always)]
    fn constant_binary<R: Binary>(left: T::Real, rule: R, right: Self) -> Self {
        let primal = T::constant_binary(left, rule, right.primal);
        let (_, q) = rule.partials(T::constant(left), right.primal, primal);
        Perturbed { primal, tangent: carry(R::SELECTS, q, right.tangent) }
    }
}

crate::impl_operators!([T: Scalar] Perturbed<T>);

/// Returns the derivative of `rule.partial(x, z(x))` along `t`.
///
/// ```
/// use dualtape_core::{curve::unary_curve, rules};
///
/// assert_eq!(unary_curve(rules::Powi(3), 2.0, 8.0, 1.0), 12.0); // (x³)'' = 6x
/// ```
#[inline(always)]
pub fn unary_curve<R: Unary, T: Scalar>(rule: R, x: T, z: T, t: T) -> T {
    let tangent = carry(R::SELECTS, rule.partial(x, z), t);
    rule.partial(Perturbed { primal: x, tangent: t }, Perturbed { primal: z, tangent }).tangent
}

/// Returns the derivatives of `rule.partials(x, y, z(x, y))` along `(tx, ty)`.
///
/// ```
/// use dualtape_core::{curve::binary_curve, rules};
///
/// assert_eq!(binary_curve(rules::Mul, 2.0, 3.0, 6.0, 1.0, 0.0), (0.0, 1.0)); // (y, x) along x
/// ```
#[inline(always)]
pub fn binary_curve<R: Binary, T: Scalar>(rule: R, x: T, y: T, z: T, tx: T, ty: T) -> (T, T) {
    let (p, q) = rule.partials(x, y, z);
    let (x, y) = (Perturbed { primal: x, tangent: tx }, Perturbed { primal: y, tangent: ty });
    let (p, q) = rule.partials(
        x,
        y,
        Perturbed { primal: z, tangent: carry(R::SELECTS, p, tx) + carry(R::SELECTS, q, ty) },
    );
    (p.tangent, q.tangent)
}

/// Returns `point` with tangent `t` if it is the operand `along`, and with tangent zero otherwise.
#[inline(always)]
fn perturbed<T: Scalar>(operand: Operand, along: Operand, point: T, t: T) -> Perturbed<T> {
    Perturbed { primal: point, tangent: if operand == along { t } else { T::zero() } }
}

/// Returns the derivative of `rule.block_partial(x, z)` with respect to one operand, times `t`; the other is held constant.
#[inline(always)]
pub(crate) fn unary_curve_along<R: Unary, T: Scalar>(rule: R, along: Operand, x: T, z: T, t: T) -> T {
    rule.block_partial(perturbed(Operand::X, along, x, t), perturbed(Operand::Z, along, z, t)).tangent
}

/// Returns the derivatives of `rule.partials(x, y, z)` with respect to one operand, times `t`; the others are held
/// constant.
#[inline(always)]
pub(crate) fn binary_curve_along<R: Binary, T: Scalar>(
    rule: R,
    along: Operand,
    x: T,
    y: T,
    z: T,
    t: T,
) -> (T, T) {
    let at = |operand, point| perturbed(operand, along, point, t);
    let (p, q) = rule.partials(at(Operand::X, x), at(Operand::Y, y), at(Operand::Z, z));
    (p.tangent, q.tangent)
}
