//! A rule as a program knows it: its value, its partials on the number that records, and its loops.

use std::any::TypeId;

use dualtape_core::{Binary, Real, RuleInfo, Scalar, Unary};

use crate::kernel::{Kernel, OfOne, OfTwo};
use crate::traced::{Detach, Traced};

/// A rule's partial on the number that records, by parameter, operand and output.
pub(crate) type UnaryPartial<R> = for<'g> fn(f64, Traced<'g, R>, Traced<'g, R>) -> Traced<'g, R>;
/// A rule's two partials on the number that records, by parameter, operands and output.
pub(crate) type BinaryPartials<R> = for<'g> fn(f64, [Traced<'g, R>; 3]) -> (Traced<'g, R>, Traced<'g, R>);

/// The partials of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Partials<R: Real> {
    /// Of one operand.
    Unary(UnaryPartial<R>),
    /// Of two operands.
    Binary(BinaryPartials<R>),
}

/// A rule with its parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule<R: Real> {
    /// The type of the rule and the bits of its parameter.
    pub(crate) key: RuleKey,
    /// Name and formulas.
    pub(crate) info: RuleInfo,
    /// The parameter.
    pub(crate) parameter: f64,
    /// Flag for a partial of zero that leaves the operand out.
    pub(crate) selects: bool,
    /// Flag for a result that has no derivative.
    pub(crate) detaches: bool,
    /// The partials.
    pub(crate) partials: Partials<R>,
    /// The loops.
    pub(crate) kernel: Kernel<R>,
}

/// The type of a rule and the bits of its parameter.
pub(crate) type RuleKey = (TypeId, u64);

/// Returns the key of a rule.
#[inline(always)]
pub(crate) fn key<T: 'static>(parameter: f64) -> RuleKey {
    (TypeId::of::<T>(), parameter.to_bits())
}

impl<R: Real> Rule<R> {
    /// Returns the description of a rule of one operand.
    pub(crate) fn unary<U: Unary>(rule: U) -> Self {
        let parameter = rule.parameter();
        Rule {
            key: key::<U>(parameter),
            info: U::INFO,
            parameter,
            selects: U::SELECTS,
            detaches: TypeId::of::<U>() == TypeId::of::<Detach>(),
            partials: Partials::Unary(|parameter, x, z| U::with_parameter(parameter).partial(x, z)),
            kernel: Kernel::of::<OfOne<U>>(),
        }
    }

    /// Returns the description of a rule of two operands.
    pub(crate) fn binary<B: Binary>(rule: B) -> Self {
        let parameter = rule.parameter();
        Rule {
            key: key::<B>(parameter),
            info: B::INFO,
            parameter,
            selects: B::SELECTS,
            detaches: false,
            partials: Partials::Binary(|parameter, [x, y, z]| B::with_parameter(parameter).partials(x, y, z)),
            kernel: Kernel::of::<OfTwo<B>>(),
        }
    }
}

/// Checks that the number that records is one.
const _: fn() = || {
    fn is_scalar<S: Scalar>() {}
    is_scalar::<Traced<'static, f64>>();
};
