//! The number that records.

use std::fmt;

use dualtape_core::{Binary, Nary, Scalar, Unary, impl_operators};

use super::VarArray;
use crate::ids::ScalarId;
use crate::recording::Recording;

/// A variable: a value, and its id on the recording that it belongs to.
///
/// A constant belongs to no recording, and operations on constants record nothing. Nor does one whose rule leaves all its
/// operands out (`floor`, `relu` below 0): its result is a constant.
///
/// `'t` is invariant and belongs to one recording, so variables of two recordings cannot meet.
///
/// Comparisons are by value, and a recording holds the code that ran ([`dualtape_core::semantics`]):
///
/// ```
/// use dualtape_core::{Engine, Function, Scalar};
/// use dualtape_reverse::Reverse;
///
/// /// `x`, written as a quotient that is 0/0 at 0.
/// struct Branch;
/// impl Function for Branch {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         if x[0] == 0.0 { S::zero() } else { x[0] * x[0] / x[0] }
///     }
/// }
/// struct Selection;
/// impl Function for Selection {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         S::select(x[0] == 0.0, x[0], x[0] * x[0] / x[0])
///     }
/// }
/// assert_eq!(Reverse::new().gradient(&Branch, &[0.0])?, [0.0]);
/// assert_eq!(Reverse::new().gradient(&Selection, &[0.0])?, [1.0]);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Var<'t, T: Scalar> {
    value: T,
    id: ScalarId,
    recording: Option<&'t Recording<'t, T>>,
}

impl<'t, T: Scalar> Var<'t, T> {
    #[inline(always)]
    pub(crate) fn active(value: T, id: ScalarId, recording: &'t Recording<'t, T>) -> Self {
        Var { value, id, recording: Some(recording) }
    }

    /// Returns a constant of any number: an outer number, lifted into an inner computation.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// use dualtape_reverse::{Reverse, Var};
    ///
    /// // d/dx of ∂/∂y (x y²) at y = 3, by an engine inside the closure.
    /// let (_, slope) = Reverse::new().value_and_gradient_of(
    ///     |x| {
    ///         let inner = Reverse::new().gradient_of(|y| Var::lift(x[0]) * y[0] * y[0], &[Var::lift(3.0)]);
    ///         inner.expect("one input")[0]
    ///     },
    ///     &[5.0],
    /// )?;
    /// assert_eq!(slope, [6.0]);
    /// # Ok::<(), dualtape_core::Error>(())
    /// ```
    #[inline(always)]
    pub fn lift(value: T) -> Self {
        Var::passive(value)
    }

    /// Returns a constant of any number.
    #[inline(always)]
    pub(crate) fn passive(value: T) -> Self {
        Var { value, id: ScalarId::NONE, recording: None }
    }

    /// Returns the result of an operation on `recording`.
    #[inline(always)]
    pub(crate) fn result((value, id): (T, ScalarId), recording: &'t Recording<'t, T>) -> Self {
        Var::active(value, id, recording)
    }

    #[inline(always)]
    pub(crate) fn id(self) -> ScalarId {
        self.id
    }

    #[inline(always)]
    pub(crate) fn recording(self) -> Option<&'t Recording<'t, T>> {
        self.recording
    }

    /// Returns the number underneath: the value, with any derivatives that the inner number carries.
    #[inline(always)]
    pub fn primal(self) -> T {
        self.value
    }
}

impl<'t, T: Scalar> Scalar for Var<'t, T> {
    type Real = T::Real;
    type Array = VarArray<'t, T>;
    const RECORDS: bool = true;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Var::passive(T::constant(value))
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.value.value()
    }
    #[inline(always)]
    fn as_constant(self) -> Option<T::Real> {
        self.recording.is_none().then(|| self.value.as_constant())?
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.recording.is_none() && self.value.is_zero()
    }
    #[inline(always)]
    fn all_finite(self) -> bool {
        self.value.all_finite()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let z = self.value.unary(rule);
        match self.recording {
            None => Var::passive(z),
            Some(recording) => {
                let p = rule.partial(self.value, z);
                let id = edge(R::SELECTS, p, self.id);
                if R::SELECTS && id == ScalarId::NONE {
                    return Var::passive(z);
                }
                Var::result(recording.push(z, [p, T::zero()], [id, ScalarId::NONE]), recording)
            }
        }
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let z = self.value.binary(rule, other.value);
        let Some(recording) = self.recording.or(other.recording) else {
            return Var::passive(z);
        };
        let (p, q) = rule.partials(self.value, other.value, z);
        // A constant operand's edge points to the node itself, whose adjoint is already consumed, so it has no
        // effect. For nested recording types, zero it to avoid recording a product.
        let p = if self.id == ScalarId::NONE && !T::IS_PLAIN { T::zero() } else { p };
        let q = if other.id == ScalarId::NONE && !T::IS_PLAIN { T::zero() } else { q };
        let ids = [edge(R::SELECTS, p, self.id), edge(R::SELECTS, q, other.id)];
        if R::SELECTS && ids == [ScalarId::NONE; 2] {
            return Var::passive(z);
        }
        Var::result(recording.push(z, [p, q], ids), recording)
    }
    fn nary<R: Nary>(rule: R, x: &[Self], y: &[Self]) -> Self {
        match x.iter().chain(y).find_map(|v| v.recording) {
            None => rule.eval(x, y),
            Some(recording) => {
                let operand = |v: &Self| (v.value, v.id);
                let result = recording.push_nary(rule, x.iter().map(operand), y.iter().map(operand));
                Var::result(result, recording)
            }
        }
    }
}

/// Returns the parent of an edge with this partial; none if the rule left the operand out (see
/// [`dualtape_core::carry`]).
#[inline(always)]
fn edge<T: Scalar>(selects: bool, partial: T, operand: ScalarId) -> ScalarId {
    if selects && partial.is_zero() { ScalarId::NONE } else { operand }
}

impl_operators!(['t, T: Scalar] Var<'t, T>);

impl<T: Scalar> fmt::Debug for Var<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.recording {
            None => write!(f, "constant {:?}", self.value),
            Some(_) => write!(f, "#{} {:?}", self.id.index(), self.value),
        }
    }
}
