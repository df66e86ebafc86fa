//! The number that records.

use std::fmt;

use dualtape_core::{Binary, Scalar, Unary, impl_operators};

use crate::event::PASSIVE;
use crate::{Recording, VarArray};

/// A variable: a value, and its id on the recording that it belongs to. Constants belong to none and record
/// nothing.
///
/// `'t` is invariant and belongs to one recording, so variables of two recordings cannot meet.
#[derive(Clone, Copy)]
pub struct Var<'t, T: Scalar> {
    value: T,
    id: u32,
    recording: Option<&'t Recording<'t, T>>,
}

impl<'t, T: Scalar> Var<'t, T> {
    #[inline(always)]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the recording checks its limit when it begins a block"
    )]
    pub(crate) fn active(value: T, id: usize, recording: &'t Recording<'t, T>) -> Self {
        Var { value, id: id as u32, recording: Some(recording) }
    }

    /// A constant of any number.
    #[inline(always)]
    pub(crate) fn passive(value: T) -> Self {
        Var { value, id: PASSIVE, recording: None }
    }

    #[inline(always)]
    pub(crate) fn id(self) -> u32 {
        self.id
    }

    #[inline(always)]
    pub(crate) fn recording(self) -> Option<&'t Recording<'t, T>> {
        self.recording
    }

    /// The number underneath: the value, with whatever derivatives the inner number carries.
    #[inline(always)]
    pub fn primal(self) -> T {
        self.value
    }
}

impl<'t, T: Scalar> Scalar for Var<'t, T> {
    type Real = T::Real;
    type Array = VarArray<'t, T>;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Var::passive(T::constant(value))
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.value.value()
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.recording.is_none() && self.value.is_zero()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let z = self.value.unary(rule);
        match self.recording {
            None => Var::passive(z),
            Some(recording) => {
                recording.node(z, [rule.partial(self.value, z), T::zero()], [self.id, PASSIVE])
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
        // The parent of a constant's weight is the node itself, whose adjoint is done with; only on a number that
        // records would it cost an operation.
        let p = if self.id == PASSIVE && !T::IS_PLAIN { T::zero() } else { p };
        let q = if other.id == PASSIVE && !T::IS_PLAIN { T::zero() } else { q };
        recording.node(z, [p, q], [self.id, other.id])
    }
}

impl_operators!(['t, T: Scalar] Var<'t, T>);

impl<T: Scalar> fmt::Debug for Var<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.recording {
            None => write!(f, "constant {:?}", self.value),
            Some(_) => write!(f, "#{} {:?}", self.id, self.value),
        }
    }
}
