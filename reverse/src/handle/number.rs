//! The number that records on the tape of its thread.

use std::cell::RefCell;
use std::fmt;

use dualtape_core::{Binary, Elements, Real, Scalar, Unary, impl_operators};
use dualtape_forward::Dual;

use crate::handle::serial::Serial;
use crate::handle::thread::{Recordable, ThreadTape};

/// A number that is `Copy + 'static` and records on the tape of its thread: for code that others wrote.
///
/// A [`Var`](crate::Var) is faster, and the compiler sees to it that it stays with its recording. A lifetime is what the
/// number types of num-traits, nalgebra and others may not have. A handle is a value and a serial number (16 bytes for
/// `f64`) that no other number of the process ever had. Each operation looks, in release builds too, whether its operands
/// are of the innermost recording of the thread. A handle of a recording that has ended, of an outer or an inner one, or of
/// another thread makes the recording return an [`Error`](dualtape_core::Error), never a number; see
/// [`handle`](crate::handle).
///
/// Constants belong to no recording and need none: `Handle::from(1.0)`.
///
/// # Cost
/// An operation takes a look at the thread's tape and a comparison per operand beyond that of a `Var`: about twice the
/// time (`cargo bench -p dualtape-reverse --bench tape`). Block code runs number by number.
#[derive(Clone, Copy)]
pub struct Handle<T = f64> {
    value: T,
    serial: Serial,
}

impl<T: Recordable> Handle<T> {
    pub(crate) fn new(value: T, serial: Serial) -> Self {
        Handle { value, serial }
    }

    /// Returns a constant of any number: an outer number, lifted into an inner computation.
    ///
    /// ```
    /// use dualtape_core::Scalar;
    /// use dualtape_reverse::handle::{self, Handle};
    ///
    /// // d/dx of ∂/∂y (x y²) at y = 3, by a recording inside another.
    /// let outer = handle::gradient(
    ///     |x: &[Handle]| {
    ///         let inner = |y: &[Handle<Handle>]| Handle::lift(x[0]) * y[0] * y[0];
    ///         handle::gradient(inner, &[Handle::from(3.0)]).expect("one recording inside another")[0]
    ///     },
    ///     &[5.0],
    /// )?;
    /// assert_eq!(outer, [6.0]);
    /// # Ok::<(), dualtape_core::Error>(())
    /// ```
    #[inline(always)]
    pub fn lift(value: T) -> Self {
        Handle { value, serial: Serial::CONSTANT }
    }

    /// Returns the number underneath: the value, with any derivatives that the inner number carries.
    #[inline(always)]
    pub fn primal(self) -> T {
        self.value
    }

    pub(crate) fn serial(self) -> Serial {
        self.serial
    }

    /// Returns the plain value and counts a reading without derivatives, if this depends on inputs.
    ///
    /// NaN if the number underneath depends on those of an outer computation, and cannot count.
    ///
    /// Conversions of foreign traits (`to_f64`) read so; [`Scalar::value`], which says what it does, is not counted.
    pub fn detached(self) -> T::Real {
        self.to_plain().unwrap_or(T::Real::NAN)
    }

    /// Returns a recorded number; a lost one where no recording is open.
    #[inline(always)]
    fn record(value: T, weights: [T; 2], operands: [Serial; 2]) -> Self {
        let serial = T::with_tape(|tape| tape.push(weights, operands)).unwrap_or(Serial::LOST);
        Handle { value, serial }
    }
}

impl<T: Recordable> Scalar for Handle<T> {
    type Real = T::Real;
    type Array = Elements<Self>;
    const RECORDS: bool = true;

    #[inline(always)]
    fn constant(value: T::Real) -> Self {
        Handle::lift(T::constant(value))
    }
    #[inline(always)]
    fn value(self) -> T::Real {
        self.value.value()
    }
    #[inline(always)]
    fn as_constant(self) -> Option<T::Real> {
        (self.serial == Serial::CONSTANT).then(|| self.value.as_constant())?
    }
    fn to_plain(self) -> Option<T::Real> {
        let plain = self.value.to_plain();
        if self.serial != Serial::CONSTANT {
            let _ = T::with_tape(|tape| tape.count_reading(self.serial));
        }
        plain
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.serial == Serial::CONSTANT && self.value.is_zero()
    }
    #[inline(always)]
    fn all_finite(self) -> bool {
        self.value.all_finite()
    }
    #[inline(always)]
    fn unary<R: Unary>(self, rule: R) -> Self {
        let z = self.value.unary(rule);
        if self.serial == Serial::CONSTANT {
            return Handle::lift(z);
        }
        let p = rule.partial(self.value, z);
        match edge(R::SELECTS, p, self.serial) {
            // No path leads to a result whose operand is left out.
            Serial::CONSTANT => Handle::lift(z),
            operand => Self::record(z, [p, T::zero()], [operand, Serial::CONSTANT]),
        }
    }
    #[inline(always)]
    fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
        let z = self.value.binary(rule, other.value);
        let is_constant = [self, other].map(|operand| operand.serial == Serial::CONSTANT);
        if is_constant == [true; 2] {
            return Handle::lift(z);
        }
        let (p, q) = rule.partials(self.value, other.value, z);
        // As for a `Var`: a product with a constant's partial is not recorded where the numbers underneath record.
        let [p, q] = [(p, is_constant[0]), (q, is_constant[1])]
            .map(|(partial, is_constant)| if is_constant && !T::IS_PLAIN { T::zero() } else { partial });
        match [edge(R::SELECTS, p, self.serial), edge(R::SELECTS, q, other.serial)] {
            [Serial::CONSTANT, Serial::CONSTANT] => Handle::lift(z),
            operands => Self::record(z, [p, q], operands),
        }
    }
}

/// Returns the operand of an edge with this partial; none if the rule left it out (see [`dualtape_core::carry`]).
#[inline(always)]
fn edge<T: Scalar>(selects: bool, partial: T, operand: Serial) -> Serial {
    if selects && partial.is_zero() { Serial::CONSTANT } else { operand }
}

impl_operators!([T: Recordable] Handle<T>);

impl<T: Recordable> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.serial {
            Serial::CONSTANT => write!(f, "constant {:?}", self.value),
            Serial::LOST => write!(f, "lost {:?}", self.value),
            serial => write!(f, "{serial:?} {:?}", self.value),
        }
    }
}

macro_rules! recordable {
    ($($number:ty),*) => { $(
        impl Recordable for $number {
            #[inline(always)]
            fn with_tape<Out>(f: impl FnOnce(&mut ThreadTape<Self>) -> Out) -> Option<Out> {
                thread_local! {
                    static TAPE: RefCell<ThreadTape<$number>> = const { RefCell::new(ThreadTape::new()) };
                }
                TAPE.try_with(|tape| Some(f(&mut *tape.try_borrow_mut().ok()?))).ok()?
            }
        }
    )* };
}

recordable!(f64, f32, Dual<f64, 1>, Dual<f32, 1>, Handle<f64>, Handle<f32>);
