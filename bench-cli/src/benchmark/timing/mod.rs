//! How a time is taken: calibrated samples, in rounds that visit all cells in random order.
//!
//! Machines drift: clocks change, neighbours come and go. Two cells that are to be compared are therefore
//! visited within the same round, milliseconds apart, and compared there; only then is the median taken.

pub(crate) mod calibrate;
pub(crate) mod clock;
pub(crate) mod rounds;
pub(crate) mod schedule;

pub(crate) use crate::benchmark::timing::calibrate::calibrate;
#[cfg(test)]
pub(crate) use crate::benchmark::timing::clock::Monotonic;
#[cfg(test)]
pub(crate) use crate::benchmark::timing::clock::SimulatedClock;
pub(crate) use crate::benchmark::timing::clock::{Clock, suitable};
pub(crate) use crate::benchmark::timing::rounds::{refine, run_rounds};
pub(crate) use crate::benchmark::timing::schedule::{Limits, Plan};
use crate::error::Failure;

/// The work that a cell repeats.
pub(crate) type Work<'a> = Box<dyn FnMut() -> Result<(), Failure> + 'a>;

/// One thing to be timed, and what has been seen of it.
pub(crate) struct Cell<'a> {
    work: Work<'a>,
    /// Repetitions per sample, so that a sample is long against the clock's step.
    repetitions: u32,
    /// How long a sample took when it was calibrated.
    sample_s: f64,
    /// The cell that this one is compared with in each round.
    yardstick: Option<usize>,
    samples: Vec<Sample>,
}

/// One timed sample.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sample {
    round: u32,
    /// Time of one repetition.
    seconds: f64,
}

impl<'a> Cell<'a> {
    /// Calibrates a piece of work that takes about `guess_s`; `yardstick` is the index of the cell that it is
    /// compared with.
    pub(crate) fn new(
        clock: &dyn Clock,
        mut work: Work<'a>,
        guess_s: f64,
        yardstick: Option<usize>,
    ) -> Result<Self, Failure> {
        let (repetitions, sample_s) = calibrate(clock, &mut work, guess_s)?;
        Ok(Self { work, repetitions, sample_s, yardstick, samples: Vec::new() })
    }

    /// The calibrated time of one repetition: a first estimate, for planning only.
    pub(crate) fn estimate_s(&self) -> f64 {
        self.sample_s / f64::from(self.repetitions)
    }

    /// The calibrated time of one sample.
    pub(crate) fn sample_s(&self) -> f64 {
        self.sample_s
    }

    /// All samples, in the order they were taken.
    pub(crate) fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|sample| sample.seconds).collect()
    }

    /// This cell ÷ its yardstick, within each round in which both were sampled.
    pub(crate) fn ratios(&self, cells: &[Cell<'_>]) -> Vec<f64> {
        let Some(yardstick) = self.yardstick else { return Vec::new() };
        let base = &cells[yardstick].samples;
        self.samples
            .iter()
            .filter_map(|mine| {
                let theirs = base.iter().find(|theirs| theirs.round == mine.round)?;
                Some(mine.seconds / theirs.seconds)
            })
            .collect()
    }

    fn sample(&mut self, clock: &dyn Clock, round: u32) -> Result<(), Failure> {
        let start = clock.now();
        for _ in 0..self.repetitions {
            (self.work)()?;
        }
        let seconds = clock.seconds_since(start) / f64::from(self.repetitions);
        self.samples.push(Sample { round, seconds });
        Ok(())
    }
}
