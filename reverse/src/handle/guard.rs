//! The guard of a recording on the tape of the thread.

use std::marker::PhantomData;

use dualtape_core::{Error, Scalar, derivative_of};

use crate::handle::number::Handle;
use crate::handle::serial::Serial;
use crate::handle::thread::{OpenRecording, Recordable};
use crate::limits::{Limits, Usage};

/// A recording on the tape of this thread, from [`HandleTape::activate`] until the guard is dropped.
///
/// Recordings nest: the innermost one records. They end in the order last in, first out, also by a panic; where they do
/// not, all that are involved return [`Error::RecordingOrder`].
///
/// ```
/// use dualtape_core::Scalar;
/// use dualtape_reverse::handle::{Handle, HandleTape};
///
/// let tape = HandleTape::<f64>::activate()?;
/// let x = tape.input(3.0);
/// let y = x * x;
/// assert_eq!(tape.pull(&[(y, 1.0)])?, [6.0]);
/// assert_eq!(tape.usage()?.nodes, 1);
/// drop(tape);
///
/// // A number of a recording that has ended.
/// let tape = HandleTape::<f64>::activate()?;
/// let z = tape.input(4.0) * x;
/// assert!(tape.pull(&[(z, 1.0)]).is_err());
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Debug)]
pub struct HandleTape<T: Recordable = f64> {
    key: u64,
    /// A guard stays on its thread.
    thread: PhantomData<(*const (), T)>,
}

impl<T: Recordable> HandleTape<T> {
    /// Begins a recording on this thread.
    ///
    /// # Errors
    /// The thread is ending, or all serial numbers are used up.
    pub fn activate() -> Result<Self, Error> {
        Self::with_limits(Limits::default())
    }

    /// Begins a recording with these limits.
    ///
    /// # Errors
    /// See [`HandleTape::activate`].
    pub fn with_limits(limits: Limits) -> Result<Self, Error> {
        let key = T::with_tape(|tape| tape.begin(limits)).ok_or(Error::RecordingOrder)??;
        Ok(HandleTape { key, thread: PhantomData })
    }

    /// Records an input.
    ///
    /// # Panics
    /// If an operation was recorded before: inputs come first.
    pub fn input(&self, value: T) -> Handle<T> {
        match self.innermost(|recording| Ok(recording.input())) {
            Ok(serial) => Handle::new(value, serial.expect("inputs come before operations")),
            Err(_) => Handle::new(value, Serial::LOST),
        }
    }

    /// Pulls cotangents of numbers back and returns the adjoints of the inputs, in their order.
    ///
    /// Those of a number that is NaN are NaN.
    ///
    /// # Errors
    /// [`Error::ForeignNumbers`] if a number of another recording took part, [`Error::RecordingOrder`] if this recording
    /// is not the innermost, [`Error::TapeLimit`].
    pub fn pull(&self, seeds: &[(Handle<T>, T)]) -> Result<Vec<T>, Error> {
        let mut adjoints = Vec::new();
        self.innermost(|recording| {
            adjoints.resize(recording.inputs(), T::zero());
            pull(recording, seeds, &mut adjoints)
        })?;
        Ok(adjoints)
    }

    /// Pulls cotangents back and writes the adjoints of the inputs; see [`HandleTape::pull`].
    ///
    /// # Errors
    /// See [`HandleTape::pull`]; [`Error::Length`].
    pub fn pull_into(&self, seeds: &[(Handle<T>, T)], adjoints: &mut [T]) -> Result<(), Error> {
        self.innermost(|recording| pull(recording, seeds, adjoints))
    }

    /// Returns the number of readings of numbers that depend on inputs as plain ones, by [`Handle::detached`] and the
    /// conversions of foreign traits.
    ///
    /// Those on other threads and in recordings inside this one count too, and so does an operation there without any
    /// recording.
    ///
    /// # Errors
    /// [`Error::RecordingOrder`].
    pub fn readings(&self) -> Result<usize, Error> {
        self.innermost(|recording| Ok(recording.readings()))
    }

    /// Returns the size of the recording.
    ///
    /// # Errors
    /// [`Error::RecordingOrder`].
    pub fn usage(&self) -> Result<Usage, Error> {
        self.innermost(|recording| Ok(recording.usage()))
    }

    /// Returns `Ok` while every operand was of this recording or a constant, and the recording is within its limits.
    ///
    /// # Errors
    /// See [`HandleTape::pull`].
    pub fn check(&self) -> Result<(), Error> {
        self.innermost(|recording| recording.check())
    }

    fn innermost<Out>(
        &self,
        f: impl FnOnce(&mut OpenRecording<T>) -> Result<Out, Error>,
    ) -> Result<Out, Error> {
        T::with_tape(|tape| f(tape.innermost(self.key)?)).ok_or(Error::RecordingOrder)?
    }
}

fn pull<T: Recordable>(
    recording: &mut OpenRecording<T>,
    seeds: &[(Handle<T>, T)],
    adjoints: &mut [T],
) -> Result<(), Error> {
    recording.pull(seeds.iter().map(|&(y, w)| (y.serial(), w)), adjoints)?;
    // A weight of zero leaves the output out.
    for (y, _) in seeds.iter().filter(|(y, w)| y.is_nan() && !w.is_zero()) {
        adjoints.iter_mut().for_each(|adjoint| *adjoint = derivative_of(y.value(), *adjoint));
    }
    Ok(())
}

impl<T: Recordable> Drop for HandleTape<T> {
    fn drop(&mut self) {
        let _ = T::with_tape(|tape| tape.end(self.key));
    }
}
