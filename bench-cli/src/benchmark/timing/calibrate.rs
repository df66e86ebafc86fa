//! The repetitions of a piece of work that make one sample long enough to be trusted.

use crate::benchmark::timing::{Clock, Work};
use crate::error::Failure;

/// A sample lasts at least this long: two readings of a thread's processor time, a system call each of some 0.2 µs,
/// are then 0.04 % of it, and a scheduler tick of a few µs below 1 %.
const MIN_SAMPLE_S: f64 = 1e-3;

/// A bound for clocks that stand still.
const MAX_REPETITIONS: u32 = 1 << 24;

/// A guess this far above the least sample is not worth a trial run: it may be off by a factor of ten.
const CLEARLY_LONG: f64 = 10.0;

/// Doubles the repetitions until they take a millisecond; returns them and their seconds.
///
/// Work that is clearly longer than that by an earlier guess is not run again just to learn it.
pub(crate) fn calibrate(clock: &dyn Clock, work: &mut Work<'_>, guess_s: f64) -> Result<(u32, f64), Failure> {
    if guess_s > CLEARLY_LONG * MIN_SAMPLE_S {
        return Ok((1, guess_s));
    }
    let mut repetitions = 1;
    loop {
        let start = clock.now();
        for _ in 0..repetitions {
            work()?;
        }
        let sample_s = clock.seconds_since(start);
        if sample_s >= MIN_SAMPLE_S || repetitions >= MAX_REPETITIONS {
            return Ok((repetitions, sample_s));
        }
        repetitions *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benchmark::timing::SimulatedClock;

    fn calibrated(seconds: f64, guess_s: f64) -> (u32, f64) {
        let clock = SimulatedClock::default();
        let inner = clock.clone();
        let mut work: Work<'_> = Box::new(move || {
            inner.advance(seconds);
            Ok(())
        });
        calibrate(&clock, &mut work, guess_s).expect("the work never fails")
    }

    #[test]
    fn short_work_is_repeated_until_a_millisecond() {
        let (repetitions, sample_s) = calibrated(3e-6, 4e-6);
        assert_eq!(repetitions, 512);
        assert!((sample_s - 512.0 * 3e-6).abs() < 1e-12);
    }

    #[test]
    fn long_work_runs_once() {
        assert_eq!(calibrated(2.5, 0.0), (1, 2.5));
    }

    #[test]
    fn work_that_is_known_to_be_long_is_not_run() {
        let mut work: Work<'_> = Box::new(|| Err(Failure::Check("it ran".to_owned())));
        assert_eq!(calibrate(&SimulatedClock::default(), &mut work, 2.5).ok(), Some((1, 2.5)));
    }

    #[test]
    fn a_clock_that_stands_still_ends_too() {
        assert_eq!(calibrated(0.0, 0.0), (MAX_REPETITIONS, 0.0));
    }

    #[test]
    fn a_failure_of_the_work_is_passed_on() {
        let mut work: Work<'_> = Box::new(|| Err(Failure::Check("no".to_owned())));
        assert!(calibrate(&SimulatedClock::default(), &mut work, 0.0).is_err());
    }
}
