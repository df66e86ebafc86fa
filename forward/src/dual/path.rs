//! The dual number that tells no path from a tangent of zero.

use dualtape_core::{Binary, Elements, PathSum, Scalar, Unary, impl_operators};

/// A dual number whose tangent may be absent: no path leads to it from what is differentiated by.
///
/// An absent tangent contributes nothing, whatever slope it meets. A tangent that happens to be zero is a number, and
/// times an infinite slope it is NaN. The engines compute on [`Dual`](crate::Dual), which cannot tell the two apart
/// and says NaN for both, and ask this number where a NaN appears; see [`dualtape_core::semantics`].
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_forward::PathDual;
///
/// let x = PathDual::active(0.0);
/// assert_eq!(x.sqrt().max(PathDual::constant(0.5)).tangent(), None); // √x is left out
/// let far = PathDual::active(-1000.0_f64);
/// assert!(far.exp().ln().tangent().unwrap().is_nan()); // ∞ · 0
/// ```
///
/// # Cost
/// Blocks are loops, one number at a time.
#[derive(Clone, Copy, Debug)]
pub struct PathDual<T> {
    /// The primal.
    pub primal: T,
    /// The tangent, as a sum over the paths that lead here.
    pub paths: PathSum<T>,
}

impl<T: Scalar> PathDual<T> {
    /// Returns a number with this tangent, or without one.
    #[inline]
    pub fn new(primal: T, tangent: Option<T>) -> Self {
        PathDual { primal, paths: tangent.map_or(PathSum::NONE, PathSum::of) }
    }

    /// Returns the input with tangent one.
    #[inline]
    pub fn active(primal: T) -> Self {
        Self::new(primal, Some(T::one()))
    }

    /// Returns the input with the tangent `v`; a direction of zero leaves the input out.
    #[inline]
    pub fn along(primal: T, v: T) -> Self {
        Self::new(primal, (!v.is_zero()).then_some(v))
    }

    /// Returns the tangent; none without a path.
    #[inline]
    pub fn tangent(self) -> Option<T> {
        self.paths.total()
    }
}

/// Returns the paths along the edge of an operation; see [`dualtape_core::carry`].
#[inline]
fn carry<T: Scalar>(selects: bool, partial: T, paths: PathSum<T>) -> PathSum<T> {
    if selects && partial.is_zero() { PathSum::NONE } else { paths.along(partial) }
}

impl<T: Scalar> Scalar for PathDual<T> {
    type Real = T::Real;
    type Array = Elements<Self>;
    const RECORDS: bool = T::RECORDS;

    #[inline]
    fn constant(value: T::Real) -> Self {
        Self::new(T::constant(value), None)
    }
    #[inline]
    fn value(self) -> T::Real {
        self.primal.value()
    }
    #[inline]
    fn is_zero(self) -> bool {
        self.primal.is_zero() && !self.paths.is_some()
    }
    fn all_finite(self) -> bool {
        self.primal.all_finite() && self.tangent().is_none_or(T::all_finite)
    }
    fn unary<R: Unary>(self, rule: R) -> Self {
        let primal = self.primal.unary(rule);
        let partial = rule.partial(self.primal, primal);
        PathDual { primal, paths: carry(R::SELECTS, partial, self.paths) }
    }
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let primal = self.primal.binary(rule, other.primal);
        let (p, q) = rule.partials(self.primal, other.primal, primal);
        let paths = carry(R::SELECTS, p, self.paths).join(carry(R::SELECTS, q, other.paths));
        PathDual { primal, paths }
    }
}

impl_operators!([T: Scalar] PathDual<T>);
