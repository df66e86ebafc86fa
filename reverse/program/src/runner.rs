//! A program with the memory to run.

use std::sync::Arc;

use dualtape_core::{Error as CoreError, Real};

use crate::code::{Code, Instructions};
use crate::error::Error;
use crate::slots::{LANES, Memory, near};

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
#[derive(Debug)]
pub struct Runner<R: Real = f64> {
    code: Arc<Code<R>>,
    one: Option<Memory<R>>,
    lanes: Option<Memory<R>>,
}

impl<R: Real> Clone for Runner<R> {
    /// Returns a runner of the same program with memory of its own: the alignment of a copy would be another.
    fn clone(&self) -> Self {
        Runner::new(self.code.clone())
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
        let memory = self.one.get_or_insert_with(|| {
            let mut memory = Memory::new(code.slots, 1);
            memory.one()[..code.constants.len()].copy_from_slice(&code.constants);
            memory
        });
        let slots = memory.one();
        slots[code.constants.len()..][..x.len()].copy_from_slice(x);
        let held = match &code.instructions {
            Instructions::Near(lines) => code.execute(near(slots), lines, 1),
            Instructions::Far(lines) => code.execute(slots, lines, 1),
        };
        if held == 0 {
            return Err(violation(code, 0, |slot| slots[slot]));
        }
        for (y, &slot) in y.iter_mut().zip(&code.outputs) {
            *y = slots[slot as usize];
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
        let memory = self.lanes.get_or_insert_with(|| {
            let mut memory = Memory::new(code.slots, LANES);
            memory.lanes().iter_mut().zip(&code.constants).for_each(|(slot, &c)| *slot = [c; LANES]);
            memory
        });
        let slots = memory.lanes();
        slots[code.constants.len()..][..x.len()].copy_from_slice(x);
        let all = (1_u32 << count) - 1;
        let held = match &code.instructions {
            Instructions::Near(lines) => code.execute(near(slots), lines, all),
            Instructions::Far(lines) => code.execute(slots, lines, all),
        };
        for (y, &slot) in y.iter_mut().zip(&code.outputs) {
            *y = slots[slot as usize];
        }
        if held == all {
            return Ok(());
        }
        let sample = held.trailing_ones() as usize;
        Err(violation(code, sample, |slot| slots[slot][sample]))
    }
}

/// Returns the error about the first guard that does not hold for a sample, by its numbers in the slots.
fn violation<R: Real>(code: &Code<R>, sample: usize, number: impl Fn(usize) -> R) -> Error {
    let guard = code.violated(|slot| number(slot as usize));
    Error::Guard { place: guard.expect("a guard that does not hold").place, sample }
}
