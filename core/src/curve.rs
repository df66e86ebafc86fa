//! Second derivatives of rules: a rule's partial on dual numbers.

use crate::{Binary, Dual, Operand, Scalar, Unary, weigh};

/// A point and its velocity.
#[inline(always)]
fn moving<T: Scalar>(primal: T, velocity: T) -> Dual<T, 1> {
    Dual { primal, tangents: [velocity] }
}

/// The derivative of `rule.partial(x, z(x))` along `t`.
#[inline(always)]
pub(crate) fn unary_curve<R: Unary, T: Scalar>(rule: R, x: T, z: T, t: T) -> T {
    let velocity = weigh(rule.partial(x, z), t);
    rule.partial(moving(x, t), moving(z, velocity)).tangents[0]
}

/// The derivatives of `rule.partials(x, y, z(x, y))` along `(tx, ty)`.
#[inline(always)]
pub(crate) fn binary_curve<R: Binary, T: Scalar>(rule: R, x: T, y: T, z: T, tx: T, ty: T) -> (T, T) {
    let (p, q) = rule.partials(x, y, z);
    let (p, q) = rule.partials(moving(x, tx), moving(y, ty), moving(z, weigh(p, tx) + weigh(q, ty)));
    (p.tangents[0], q.tangents[0])
}

/// `point`, moving by `t` if it is the operand `along`.
#[inline(always)]
fn along_one<T: Scalar>(operand: Operand, along: Operand, point: T, t: T) -> Dual<T, 1> {
    moving(point, if operand == along { t } else { T::zero() })
}

/// The derivative of `rule.partial(x, z)` along one operand moving by `t`, the other held still.
#[inline(always)]
pub(crate) fn unary_curve_along<R: Unary, T: Scalar>(rule: R, along: Operand, x: T, z: T, t: T) -> T {
    rule.partial(along_one(Operand::X, along, x, t), along_one(Operand::Z, along, z, t)).tangents[0]
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
    let at = |operand, point| along_one(operand, along, point, t);
    let (p, q) = rule.partials(at(Operand::X, x), at(Operand::Y, y), at(Operand::Z, z));
    (p.tangents[0], q.tangents[0])
}
