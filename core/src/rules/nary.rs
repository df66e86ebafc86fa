//! The rows of the table with any number of operands.
//!
//! A row gives the rule's type, the formula, the value and the derivatives, both on any number, and the policy at kinks
//! and infinities, in words and as data. Operands come in two runs, `x` and `y`; `give` takes one derivative per
//! operand, in order.

use std::ops::{Range, RangeInclusive};

use crate::op::{Nary, RuleInfo};
use crate::real::Real;
use crate::rules::functions::Bend;
use crate::rules::slopes::{Finite, Larger, LargerMagnitude};
use crate::scalar::Scalar;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

macro_rules! define_nary {
    ($($rule:ident $method:ident $formula:literal |$x:tt, $y:tt| $value:expr,
       $derivative:literal |$dx:tt, $dy:tt, $z:tt, $give:ident| $partials:expr,
       at [$($sample:expr),*] edges [$($edge:expr),*] $policy:literal;)*) => {
        $(
            #[doc = concat!("`", $formula, "`, with derivatives `", $derivative, "`.\n\n", $policy)]
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $rule;

            impl Nary for $rule {
                const INFO: RuleInfo = RuleInfo {
                    name: stringify!($method), formula: $formula, derivative: $derivative, policy: $policy,
                };
                const SAMPLES: &'static [(&'static [f64], &'static [f64])] = &[$($sample),*];
                const EDGES: &'static [((&'static [f64], &'static [f64]), f64, &'static [f64])] = &[$($edge),*];
                fn eval<T: Scalar>(self, $x: &[T], $y: &[T]) -> T { $value }
                fn partials<T: Scalar>(self, $dx: &[T], $dy: &[T], $z: T, mut $give: impl FnMut(T)) { $partials }
            }
        )*

        /// Shows every rule of any number of operands to `visitor`, in the order of the table.
        pub fn visit_nary(visitor: &mut impl NaryVisitor) {
            $(visitor.visit($rule);)*
        }
    };
}

/// Receives each rule of any number of operands with its type; see [`visit_nary`].
pub trait NaryVisitor {
    /// Called once per row of the table.
    fn visit<R: Nary>(&mut self, rule: R);
}

#[rustfmt::skip]
define_nary! {
    SumOf       sum_of      "Σ xᵢ"          |x, _| pairwise_sum(0..x.len(), &|i| x[i]),
        "1" |x, _, _, give| x.iter().for_each(|_| give(T::one())),
        at [(&[0.5, -2.0, 3.0], &[]), (&[], &[])]
        edges [((&[], &[]), 0.0, &[]), ((&[INF, 1.0], &[]), INF, &[1.0, 1.0]), ((&[INF, -INF], &[]), NAN, &[1.0, 1.0])] "0 of nothing";
    Dot         dot         "Σ xᵢ yᵢ"       |x, y| pairwise_sum(0..same_length(x, y), &|i| x[i] * y[i]),
        "yᵢ; xᵢ" |x, y, _, give| y.iter().chain(x).for_each(|&v| give(v)),
        at [(&[0.5, -2.0, 3.0], &[1.5, 0.3, -0.2])]
        edges [((&[], &[]), 0.0, &[]), ((&[INF, 1.0], &[2.0, 3.0]), INF, &[2.0, 3.0, INF, 1.0]), ((&[INF], &[0.0]), NAN, &[0.0, INF])]
        "0 of nothing; NaN at 0·∞";
    LogSumExp   log_sum_exp "ln Σ e^xᵢ"     |x, _| log_sum_exp(x),
        "e^(xᵢ - z)" |x, _, z, give| x.iter().for_each(|&x| give(log_sum_exp_partial(x, z))),
        at [(&[0.5, -2.0, 3.0], &[]), (&[-30.0, -31.0], &[]), (&[20.0, 20.0], &[])]
        edges [((&[], &[]), -INF, &[]), ((&[-INF, -INF], &[]), -INF, &[0.0, 0.0]), ((&[-INF, 0.0], &[]), 0.0, &[0.0, 1.0]),
            ((&[1e300, 0.0], &[]), 1e300, &[1.0, 0.0]), ((&[INF, 0.0], &[]), INF, &[NAN, 0.0])]
        "shifted by the largest, never overflows; derivative 0 where all are -∞, NaN at +∞";
    Norm        norm        "√Σ xᵢ²"        |x, _| norm(x),
        "xᵢ/z" |x, _, z, give| norm_partials(x, z, &mut give),
        at [(&[3.0, -4.0], &[]), (&[0.5, -2.0, 3.0], &[])]
        edges [((&[], &[]), 0.0, &[]), ((&[0.0, -0.0], &[]), 0.0, &[0.0, 0.0]), ((&[1e200, 0.0], &[]), 1e200, &[1.0, 0.0]),
            ((&[-1e-200, 0.0], &[]), 1e-200, &[-1.0, 0.0]), ((&[-INF, 1.0], &[]), INF, &[NAN, 0.0])]
        "no overflow; derivative 0 at the origin; ∞ at ±∞, where it is NaN by what is infinite and 0 by the rest";
    Polynomial  polynomial  "Σ xᵢ yⁱ"       |x, y| horner(x.iter().copied(), y[0]),
        "yⁱ; Σ i xᵢ yⁱ⁻¹" |x, y, _, give| polynomial_partials(x, y[0], &mut give),
        at [(&[0.5, -2.0, 3.0, 0.25], &[1.5]), (&[2.0], &[0.0])]
        edges [((&[], &[2.0]), 0.0, &[0.0]), ((&[2.0, 3.0, 4.0], &[0.0]), 2.0, &[1.0, 0.0, 0.0, 3.0]),
            ((&[1.0, 2.0], &[INF]), INF, &[1.0, INF, 2.0])]
        "by Horner's rule, lowest power first; 0 without coefficients";
}

/// Returns the length of two runs.
fn same_length<T>(x: &[T], y: &[T]) -> usize {
    assert_eq!(x.len(), y.len(), "runs of different lengths");
    x.len()
}

/// The most terms that are added one after the other.
const TERMS_IN_ORDER: usize = 128;

/// Returns the sum of the terms at these indices.
///
/// Long sums are sums of their halves (Higham 2002, section 4.2): the error grows with the logarithm of the length
/// instead of the length, and a term of a long sum is not lost beside it. Short ones are added in order. The sums of
/// plain blocks (`Buf`) add in order, in the lanes of a vector.
#[inline(always)]
pub(crate) fn pairwise_sum<T: Scalar>(indices: Range<usize>, term: &impl Fn(usize) -> T) -> T {
    if indices.len() <= TERMS_IN_ORDER { indices.map(term).sum() } else { sum_of_halves(indices, term) }
}

/// Returns the sum of more than one term; a function of its own, so that short sums are inlined.
fn sum_of_halves<T: Scalar>(indices: Range<usize>, term: &impl Fn(usize) -> T) -> T {
    let middle = indices.start + indices.len() / 2;
    pairwise_sum(indices.start..middle, term) + pairwise_sum(middle..indices.end, term)
}

/// `ln Σ e^xᵢ`, shifted by the largest.
fn log_sum_exp<T: Scalar>(x: &[T]) -> T {
    if x.iter().all(|&x| x == -T::Real::INFINITY) {
        return T::constant(-T::Real::INFINITY);
    }
    let shift = largest_finite(x);
    pairwise_sum(0..x.len(), &|i| (x[i] - shift).exp()).ln() + shift
}

/// `e^(x - z)`, the partial of `z = ln Σ e^xᵢ`; 0 where all operands are -∞.
fn log_sum_exp_partial<T: Scalar>(x: T, z: T) -> T {
    if z == -T::Real::INFINITY { T::zero() } else { (x - z).exp() }
}

/// Absolute values whose squares, and those of their reciprocals, are far from overflow in every precision.
const MODERATE: RangeInclusive<f64> = 1e-12..=1e12;

/// `√Σ xᵢ²`, or by lengths of pairs if the largest is tiny or huge, or all are 0.
fn norm<T: Scalar>(x: &[T]) -> T {
    let largest = T::fold_detached(LargerMagnitude, T::Real::ZERO, x);
    let bound = |v: f64| T::Real::from_f64(v);
    let is_moderate = largest >= bound(*MODERATE.start()) && largest <= bound(*MODERATE.end());
    if is_moderate || largest == T::Real::INFINITY {
        return pairwise_sum(0..x.len(), &|i| x[i].powi(2)).sqrt();
    }
    let Some((first, others)) = x.split_first() else { return T::zero() };
    others.iter().fold(first.abs(), |length, &x| length.hypot(x))
}

/// `xᵢ/z`; 0 at the origin.
fn norm_partials<T: Scalar>(x: &[T], z: T, give: &mut impl FnMut(T)) {
    if z == T::Real::ZERO {
        let slope = bend(x);
        x.iter().for_each(|_| give(slope));
    } else {
        x.iter().for_each(|&x| give(x / z));
    }
}

/// Returns the slope 0 in all operands at a kink; see [`Bend`].
fn bend<T: Scalar>(x: &[T]) -> T {
    x.iter().map(|x| x.unary(Bend)).sum()
}

/// Gives the powers of `y`, then the derivative by `y`.
fn polynomial_partials<T: Scalar>(x: &[T], y: T, give: &mut impl FnMut(T)) {
    powers(x.len(), y, give);
    give(horner((1..x.len()).map(|i| x[i] * T::Real::from_usize(i)), y));
}

/// Returns the largest value, or 0 if it is infinite: the shift of exponentials (∞ - ∞ would be NaN). NaN is passed
/// over; the exponentials keep it. It has no derivative, for the shift drops out of the result.
#[inline(always)]
pub(crate) fn largest_finite<T: Scalar>(x: &[T]) -> T {
    T::fold_detached(Larger, -T::Real::INFINITY, x).unary(Finite)
}

/// `c₀ + y (c₁ + y (c₂ + …))`.
fn horner<T: Scalar>(coefficients: impl DoubleEndedIterator<Item = T>, y: T) -> T {
    coefficients.rev().reduce(|sum, c| sum * y + c).unwrap_or(T::zero())
}

/// Gives `1, y, y², …`, `n` of them.
fn powers<T: Scalar>(n: usize, y: T, give: &mut impl FnMut(T)) {
    let mut power = T::one();
    for i in 0..n {
        if i > 0 {
            power *= y;
        }
        give(power);
    }
}
