//! The dual number: a primal and its tangents.

pub(crate) mod array;
mod columns;
#[cfg(feature = "num-traits")]
mod foreign;
pub(crate) mod path;
mod products;
mod tangents;

use dualtape_core::{Binary, Scalar, Unary, derivative_of, impl_operators};

use crate::dual::array::DualArray;

/// A number `x + Σ_k ε_k ẋ_k` with `ε_j ε_k = 0`: a primal and `N` tangents.
///
/// Every rule `f` acts as `f(x + ε ẋ) = f(x) + ε f'(x) ẋ` (Clifford 1873; Wengert 1964). Nested,
/// `Dual<Dual<f64, 1>, 1>` gives second derivatives.
///
/// ```
/// use dualtape_forward::Dual;
///
/// let x = Dual::<f64, 1>::seeded(3.0, 0);
/// let y = x * x + 2.0 * x;
/// assert_eq!((y.primal, y.tangents), (15.0, [8.0]));
/// ```
///
/// Comparisons are by value, and the code that runs has its own derivative at that very point
/// ([`dualtape_core::semantics`]):
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_forward::Dual;
///
/// /// `x`, written as a quotient that is 0/0 at 0.
/// fn branch<S: Scalar<Real = f64>>(x: S) -> S {
///     if x == 0.0 { S::zero() } else { x * x / x }
/// }
/// fn selection<S: Scalar<Real = f64>>(x: S) -> S {
///     S::select(x == 0.0, x, x * x / x)
/// }
/// let x = Dual::<f64, 1>::seeded(0.0, 0);
/// assert_eq!(branch(x).tangents, [0.0]);
/// assert_eq!(selection(x).tangents, [1.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dual<T, const N: usize> {
    /// The primal.
    pub primal: T,
    /// The tangents: the derivatives along `N` directions.
    pub tangents: [T; N],
}

impl<T: Scalar, const N: usize> Dual<T, N> {
    /// Returns the input with tangent one along direction `lane` and zero along the others.
    ///
    /// # Panics
    /// If `lane` is not below `N`.
    pub fn seeded(primal: T, lane: usize) -> Self {
        let mut tangents = [T::zero(); N];
        tangents[lane] = T::one();
        Dual { primal, tangents }
    }

    /// Returns a number whose tangents are zero.
    #[inline(always)]
    pub fn inactive(primal: T) -> Self {
        Dual { primal, tangents: [T::zero(); N] }
    }

    /// Returns this output of a function: its tangents are NaN if its value is; see [`dualtape_core::derivative_of`].
    #[inline]
    pub(crate) fn without_slope_at_nan(mut self) -> Self {
        if self.is_nan() {
            for t in &mut self.tangents {
                *t = derivative_of(self.primal.value(), *t);
            }
        }
        self
    }
}

/// `partial · tangent` in each lane; see [`dualtape_core::carry`].
///
/// Loops, here and below: `from_fn` and `map` of an array take a dozen instantiations each.
#[inline(always)]
fn carry<T: Scalar, const N: usize>(selects: bool, partial: T, mut tangents: [T; N]) -> [T; N] {
    if selects && partial.is_zero() {
        return [T::zero(); N];
    }
    for t in &mut tangents {
        *t = partial * *t;
    }
    tangents
}

/// The sum in each lane.
#[inline(always)]
fn sum<T: Scalar, const N: usize>(mut left: [T; N], right: [T; N]) -> [T; N] {
    for (left, right) in left.iter_mut().zip(right) {
        *left += right;
    }
    left
}

impl<T: Scalar, const N: usize> Scalar for Dual<T, N> {
    type Real = T::Real;
    type Array = DualArray<T::Array, N>;
    const RECORDS: bool = T::RECORDS;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Dual::inactive(T::constant(value))
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.primal.value()
    }
    #[inline(always)]
    fn as_constant(self) -> Option<T::Real> {
        self.tangents.iter().all(|t| t.is_zero()).then(|| self.primal.as_constant())?
    }
    #[inline(always)]
    fn to_plain(self) -> Option<T::Real> {
        self.tangents.iter().all(|t| t.is_zero()).then(|| self.primal.to_plain())?
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.primal.is_zero() && self.tangents.iter().all(|t| t.is_zero())
    }
    #[inline(always)]
    fn all_finite(self) -> bool {
        self.primal.all_finite() && self.tangents.iter().all(|t| t.all_finite())
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let primal = self.primal.unary(rule);
        Dual { primal, tangents: carry(R::SELECTS, rule.partial(self.primal, primal), self.tangents) }
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let primal = self.primal.binary(rule, other.primal);
        let (p, q) = rule.partials(self.primal, other.primal, primal);
        Dual {
            primal,
            tangents: sum(carry(R::SELECTS, p, self.tangents), carry(R::SELECTS, q, other.tangents)),
        }
    }
    #[inline(always)]
    fn binary_constant<R: Binary>(self, rule: R, right: T::Real) -> Self {
        let primal = self.primal.binary_constant(rule, right);
        let (p, _) = rule.partials(self.primal, T::constant(right), primal);
        Dual { primal, tangents: carry(R::SELECTS, p, self.tangents) }
    }
    #[inline(always)]
    fn constant_binary<R: Binary>(left: T::Real, rule: R, right: Self) -> Self {
        let primal = T::constant_binary(left, rule, right.primal);
        let (_, q) = rule.partials(T::constant(left), right.primal, primal);
        Dual { primal, tangents: carry(R::SELECTS, q, right.tangents) }
    }
}

impl_operators!([T: Scalar, const N: usize] Dual<T, N>);
