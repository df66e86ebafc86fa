//! A program with the memory to run.

use std::sync::Arc;

use dualtape_core::{Error as CoreError, Real};

use crate::code::{Code, Instructions};
use crate::error::Error;
use crate::kernel::Lanes;
use crate::slots::{FarSlots, LANES, NearSlots, Slots};

/// A program with the memory to run: for one sample, or for [`LANES`] at a time.
///
/// The bits of a result do not depend on how many samples run together, and a run allocates nothing.
///
/// ```
/// use dualtape_core::{Function, Scalar};
/// use dualtape_program::Program;
///
/// struct Square;
/// impl Function for Square {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0] * x[0] }
/// }
/// let mut gradient = Program::record(&Square, &[1.0])?.gradient()?.runner();
/// let mut slope = [0.0];
/// gradient.run(&[3.0], &mut slope)?;
/// assert_eq!(slope, [6.0]);
/// # Ok::<(), dualtape_program::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Runner<R: Real = f64> {
    code: Arc<Code<R>>,
    one: Option<Memory<R>>,
    lanes: Option<Memory<Lanes<R>>>,
}

#[derive(Clone, Debug)]
enum Memory<V> {
    Near(NearSlots<V>),
    Far(FarSlots<V>),
}

impl<V: Copy> Memory<V> {
    /// Returns the slots of a program, with its constants.
    fn of<R: Real>(code: &Code<R>, number: impl Fn(R) -> V) -> Self {
        let constants = code.constants.iter().map(|&c| number(c));
        match &code.instructions {
            Instructions::Near(_) => {
                let mut slots = NearSlots::new(number(R::ZERO));
                slots.0.iter_mut().zip(constants).for_each(|(slot, c)| *slot = c);
                Memory::Near(slots)
            }
            Instructions::Far(_) => {
                let mut slots = vec![number(R::ZERO); code.slots];
                slots.iter_mut().zip(constants).for_each(|(slot, c)| *slot = c);
                Memory::Far(FarSlots(slots))
            }
        }
    }

    fn all(&self) -> &[V] {
        match self {
            Memory::Near(slots) => &slots.0[..],
            Memory::Far(slots) => &slots.0,
        }
    }

    fn all_mut(&mut self) -> &mut [V] {
        match self {
            Memory::Near(slots) => &mut slots.0[..],
            Memory::Far(slots) => &mut slots.0,
        }
    }
}

impl<R: Real> Runner<R> {
    pub(crate) fn new(code: Arc<Code<R>>) -> Self {
        Runner { code, one: None, lanes: None }
    }

    fn check_lengths(&self, inputs: usize, outputs: usize) -> Result<(), Error> {
        CoreError::check_length("inputs of a program", self.code.inputs, inputs)?;
        Ok(CoreError::check_length("outputs of a program", self.code.outputs.len(), outputs)?)
    }

    /// Writes the outputs at `x` to `y`.
    ///
    /// # Errors
    /// [`Error::Guard`] where a comparison has another outcome than when the program was recorded, and [`Error::Core`] if
    /// a slice has the wrong length. The numbers in `y` are then unspecified.
    pub fn run(&mut self, x: &[R], y: &mut [R]) -> Result<(), Error> {
        self.check_lengths(x.len(), y.len())?;
        let code = &*self.code;
        let memory = self.one.get_or_insert_with(|| Memory::of(code, |v| v));
        memory.all_mut()[code.constants.len()..][..x.len()].copy_from_slice(x);
        let held = match (&mut *memory, &code.instructions) {
            (Memory::Near(slots), Instructions::Near(lines)) => code.execute(slots, lines, 1),
            (Memory::Far(slots), Instructions::Far(lines)) => code.execute(slots, lines, 1),
            _ => unreachable!("memory of the code's own kind"),
        };
        if held == 0 {
            return Err(self.violation(0, |runner, slot| runner.one.as_ref().expect("it ran").all()[slot]));
        }
        match memory {
            Memory::Near(slots) => read(slots, &code.outputs, y, near),
            Memory::Far(slots) => read(slots, &code.outputs, y, |slot| slot),
        }
        Ok(())
    }

    /// Writes the outputs of [`LANES`] samples at once: `x` and `y` have a row per input and output and a column per
    /// sample.
    ///
    /// # Errors
    /// As [`Runner::run`], for the first sample whose comparisons differ; the columns of those before it are right.
    pub fn run_lanes(&mut self, x: &[[R; LANES]], y: &mut [[R; LANES]]) -> Result<(), Error> {
        self.run_some_lanes(x, y, LANES)
    }

    /// As [`Runner::run_lanes`], of which the first `count` samples matter.
    pub(crate) fn run_some_lanes(
        &mut self,
        x: &[[R; LANES]],
        y: &mut [[R; LANES]],
        count: usize,
    ) -> Result<(), Error> {
        self.check_lengths(x.len(), y.len())?;
        let code = &*self.code;
        let memory = self.lanes.get_or_insert_with(|| Memory::of(code, |v| [v; LANES]));
        memory.all_mut()[code.constants.len()..][..x.len()].copy_from_slice(x);
        let all = (1_u32 << count) - 1;
        let held = match (&mut *memory, &code.instructions) {
            (Memory::Near(slots), Instructions::Near(lines)) => code.execute(slots, lines, all),
            (Memory::Far(slots), Instructions::Far(lines)) => code.execute(slots, lines, all),
            _ => unreachable!("memory of the code's own kind"),
        };
        match memory {
            Memory::Near(slots) => read(slots, &code.outputs, y, near),
            Memory::Far(slots) => read(slots, &code.outputs, y, |slot| slot),
        }
        if held == all {
            return Ok(());
        }
        let sample = held.trailing_ones() as usize;
        Err(self.violation(sample, |runner, slot| runner.lanes.as_ref().expect("it ran").all()[slot][sample]))
    }

    /// Returns the error about the guard that a sample violates.
    fn violation(&self, sample: usize, number: impl Fn(&Self, usize) -> R) -> Error {
        let guard = self.code.violated(|slot| number(self, slot as usize));
        Error::Guard { place: guard.expect("a guard that does not hold").place, sample }
    }
}

fn near(slot: u32) -> u16 {
    u16::try_from(slot).expect("up to 65,536 slots")
}

/// Copies the outputs out of their slots.
fn read<V: Copy, S: Slots<V>>(slots: &S, outputs: &[u32], y: &mut [V], index: impl Fn(u32) -> S::Index) {
    for (y, &slot) in y.iter_mut().zip(outputs) {
        *y = *slots.at(index(slot));
    }
}
