//! Block code as scalar code, from the same source.

use std::cmp::Ordering;

use crate::array::Array;
use crate::array::elements::Elements;
use crate::function::{BlockFunction, BlockVectorFunction, Function, VectorFunction};
use crate::op::{Binary, Unary};
use crate::real::Real;
use crate::scalar::Scalar;

/// A function in block code as one in scalar code: every block operation runs as the loop that defines it.
///
/// It measures the gain of blocks: the function and its derivatives are the same, one number at a time.
///
/// # Cost
/// One operation of the engine per number; an array of the intermediate results per block operation.
///
/// ```
/// use dualtape_core::{Array, BlockFunction, OneByOne, value};
///
/// struct SquaredNorm;
/// impl BlockFunction for SquaredNorm {
///     fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar { x.dot(x) }
/// }
/// assert_eq!(value(&OneByOne(SquaredNorm), &[3.0, 4.0]), value(&SquaredNorm, &[3.0, 4.0]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OneByOne<F>(pub F);

impl<R: Real, F: BlockFunction<R>> Function<R> for OneByOne<F> {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        self.0.eval(&singles(x)).0
    }
}

impl<R: Real, F: BlockVectorFunction<R>> VectorFunction<R> for OneByOne<F> {
    fn outputs(&self, inputs: usize) -> usize {
        self.0.outputs(inputs)
    }

    fn eval<S: Scalar<Real = R>>(&self, x: &[S], y: &mut [S]) {
        let values = self.0.eval(&singles(x));
        assert_eq!(values.len(), y.len(), "as many values as the function said");
        for (i, y) in y.iter_mut().enumerate() {
            *y = values.get(i).0;
        }
    }
}

fn singles<S: Scalar>(x: &[S]) -> Elements<Single<S>> {
    let x: Vec<Single<S>> = x.iter().map(|&x| Single(x)).collect();
    Elements::from_scalars(&x)
}

/// A number without its array code: blocks of it are their defining loops.
#[derive(Clone, Copy, Debug)]
pub struct Single<S>(
    /// The number.
    pub S,
);

impl<S: Scalar> Scalar for Single<S> {
    type Real = S::Real;
    type Array = Elements<Self>;
    const IS_PLAIN: bool = S::IS_PLAIN;
    const RECORDS: bool = S::RECORDS;

    #[inline(always)]
    fn constant(value: S::Real) -> Self {
        Single(S::constant(value))
    }
    #[inline(always)]
    fn value(self) -> S::Real {
        self.0.value()
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.0.is_zero()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        Single(self.0.unary(rule))
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        Single(self.0.binary(rule, other.0))
    }
    #[inline(always)]
    fn binary_constant<R: Binary>(self, rule: R, right: S::Real) -> Self {
        Single(self.0.binary_constant(rule, right))
    }
    #[inline(always)]
    fn constant_binary<R: Binary>(left: S::Real, rule: R, right: Self) -> Self {
        Single(S::constant_binary(left, rule, right.0))
    }
    fn all_finite(self) -> bool {
        self.0.all_finite()
    }
    #[inline(always)]
    fn detach(self) -> Self {
        Single(self.0.detach())
    }
    fn fold_detached<R: Binary>(rule: R, first: S::Real, x: &[Self]) -> Self {
        let first = S::constant(first);
        Single(x.iter().fold(first, |folded, x| folded.binary(rule, x.0.detach())))
    }
}

crate::impl_operators!(@arithmetic [S: Scalar,] Single<S>);

impl<S: Scalar> PartialEq for Single<S> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<S: Scalar> PartialOrd for Single<S> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }
    #[inline(always)]
    fn lt(&self, other: &Self) -> bool {
        self.0 < other.0
    }
    #[inline(always)]
    fn le(&self, other: &Self) -> bool {
        self.0 <= other.0
    }
    #[inline(always)]
    fn gt(&self, other: &Self) -> bool {
        self.0 > other.0
    }
    #[inline(always)]
    fn ge(&self, other: &Self) -> bool {
        self.0 >= other.0
    }
}

impl<S: Scalar<Real = R>, R: Real> PartialEq<R> for Single<S> {
    #[inline(always)]
    fn eq(&self, other: &R) -> bool {
        self.0 == *other
    }
}

impl<S: Scalar<Real = R>, R: Real> PartialOrd<R> for Single<S> {
    #[inline(always)]
    fn partial_cmp(&self, other: &R) -> Option<Ordering> {
        self.0.partial_cmp(other)
    }
    #[inline(always)]
    fn lt(&self, other: &R) -> bool {
        self.0 < *other
    }
    #[inline(always)]
    fn le(&self, other: &R) -> bool {
        self.0 <= *other
    }
    #[inline(always)]
    fn gt(&self, other: &R) -> bool {
        self.0 > *other
    }
    #[inline(always)]
    fn ge(&self, other: &R) -> bool {
        self.0 >= *other
    }
}
