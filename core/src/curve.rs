//! A number that moves along a curve: what core needs to differentiate a rule's partial once more.

use crate::array::Elements;
use crate::{Binary, Operand, Scalar, Unary, impl_operators, weigh};

/// A point and its velocity. Seeded with a direction and put through [`Unary::partial`], it gives the rule's
/// second derivative along that direction, which is all that nested arrays ask of core. (The forward engine's
/// `Dual` does the same with any number of directions, and its own arrays.)
#[derive(Clone, Copy, Debug)]
pub(crate) struct Curved<T> {
    pub(crate) point: T,
    pub(crate) velocity: T,
}

impl<T: Scalar> Scalar for Curved<T> {
    type Real = T::Real;
    type Array = Elements<Self>;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Curved { point: T::constant(value), velocity: T::zero() }
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.point.value()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let point = self.point.unary(rule);
        Curved { point, velocity: weigh(rule.partial(self.point, point), self.velocity) }
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let point = self.point.binary(rule, other.point);
        let (p, q) = rule.partials(self.point, other.point, point);
        Curved { point, velocity: weigh(p, self.velocity) + weigh(q, other.velocity) }
    }
}

impl_operators!([T: Scalar] Curved<T>);

/// The derivative of `rule.partial(x, z(x))` along `t`.
#[inline(always)]
pub(crate) fn unary_curve<R: Unary, T: Scalar>(rule: R, x: T, z: T, t: T) -> T {
    let velocity = weigh(rule.partial(x, z), t);
    rule.partial(Curved { point: x, velocity: t }, Curved { point: z, velocity }).velocity
}

/// The derivatives of `rule.partials(x, y, z(x, y))` along `(tx, ty)`.
#[inline(always)]
pub(crate) fn binary_curve<R: Binary, T: Scalar>(rule: R, x: T, y: T, z: T, tx: T, ty: T) -> (T, T) {
    let (p, q) = rule.partials(x, y, z);
    let moving = |point, velocity| Curved { point, velocity };
    let (p, q) = rule.partials(moving(x, tx), moving(y, ty), moving(z, weigh(p, tx) + weigh(q, ty)));
    (p.velocity, q.velocity)
}

/// `point`, moving by `t` if it is the operand `along`.
#[inline(always)]
fn along_one<T: Scalar>(operand: Operand, along: Operand, point: T, t: T) -> Curved<T> {
    Curved { point, velocity: if operand == along { t } else { T::zero() } }
}

/// The derivative of `rule.partial(x, z)` along one operand moving by `t`, the other held still.
#[inline(always)]
pub(crate) fn unary_curve_along<R: Unary, T: Scalar>(rule: R, along: Operand, x: T, z: T, t: T) -> T {
    rule.partial(along_one(Operand::X, along, x, t), along_one(Operand::Z, along, z, t)).velocity
}

/// The derivatives of `rule.partials(x, y, z)` along one operand moving by `t`, the others held still.
#[inline(always)]
pub(crate) fn binary_curve_along<R: Binary, T: Scalar>(
    rule: R,
    along: Operand,
    x: T,
    y: T,
    z: T,
    t: T,
) -> (T, T) {
    let moving = |operand, point| along_one(operand, along, point, t);
    let (p, q) = rule.partials(moving(Operand::X, x), moving(Operand::Y, y), moving(Operand::Z, z));
    (p.velocity, q.velocity)
}
