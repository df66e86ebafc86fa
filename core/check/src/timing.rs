//! Interleaved timing: the tasks take turns, and figures are medians over the rounds.
//!
//! In every round each task runs for at least a millisecond. A ratio is the median of the rounds' ratios, so that
//! other load on the machine falls on both sides alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least duration of a sample, far above the cost of reading the clock.
const SAMPLE: Duration = Duration::from_millis(1);
/// The least number of rounds, for stable medians.
const ROUNDS: usize = 15;
/// The duration of a measurement, if the least number of rounds is done by then.
const BUDGET: Duration = Duration::from_secs(3);

/// Seconds per run of each task, round by round.
#[derive(Clone, Debug)]
pub struct Rounds(Vec<Vec<f64>>);

/// Times `tasks` tasks in turns; `sample(task, runs)` runs one of them `runs` times and returns the time taken, as
/// [`time`] does.
///
/// # Cost
/// About three seconds, or fifteen rounds if those take longer.
///
/// # Example
/// ```no_run
/// use dualtape_check::timing::{interleaved, time};
///
/// let rounds = interleaved(2, |task, runs| match task {
///     0 => time(runs, || 2.0_f64.sin()),
///     _ => time(runs, || 2.0_f64.tanh()),
/// });
/// println!("sin takes {} of the time of tanh", rounds.ratio(0, 1).median);
/// ```
pub fn interleaved(tasks: usize, mut sample: impl FnMut(usize, u32) -> Duration) -> Rounds {
    let start = Instant::now();
    let runs: Vec<u32> = (0..tasks).map(|task| calibrate(|runs| sample(task, runs))).collect();
    let mut rounds = Vec::new();
    while rounds.len() < ROUNDS || start.elapsed() < BUDGET {
        let mut round = vec![0.0; tasks];
        for turn in 0..tasks {
            // The order alternates, so that no task always comes first or right after the same one.
            let task = if rounds.len() % 2 == 0 { turn } else { tasks - 1 - turn };
            let elapsed = sample(task, runs[task]);
            round[task] = elapsed.as_secs_f64() / f64::from(runs[task]);
        }
        rounds.push(round);
    }
    Rounds(rounds)
}

/// Returns the number of runs that last for a sample; the task is warm afterwards.
fn calibrate(mut sample: impl FnMut(u32) -> Duration) -> u32 {
    let mut runs = 1;
    // The second time counts: a task that is run once more must not be shorter than a sample.
    while sample(runs).min(sample(runs)) < SAMPLE {
        runs *= 2;
    }
    runs
}

/// Returns the time that `runs` runs of a task take.
pub fn time<T>(runs: u32, mut task: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        black_box(task());
    }
    start.elapsed()
}

impl Rounds {
    /// Returns the number of rounds.
    #[allow(clippy::len_without_is_empty, reason = "there are always some")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the seconds per run of a task.
    ///
    /// # Panics
    /// If there is no such task.
    pub fn seconds(&self, task: usize) -> Quartiles {
        Quartiles::of(self.0.iter().map(|round| round[task]).collect())
    }

    /// Returns the time of a task as a multiple of another's, round by round.
    ///
    /// # Panics
    /// If there are no such tasks.
    pub fn ratio(&self, task: usize, other: usize) -> Quartiles {
        Quartiles::of(self.0.iter().map(|round| round[task] / round[other]).collect())
    }
}

/// The median of a sample and its middle half.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    /// The first quartile.
    pub lower: f64,
    /// The median.
    pub median: f64,
    /// The third quartile.
    pub upper: f64,
}

impl Quartiles {
    fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let at = |quarter: usize| numbers[(numbers.len() - 1) * quarter / 4];
        Self { lower: at(1), median: at(2), upper: at(3) }
    }

    /// Returns the interquartile range as a fraction of the median.
    pub fn spread(&self) -> f64 {
        (self.upper - self.lower) / self.median
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_of_five_numbers() {
        let quartiles = Quartiles::of(vec![4.0, 1.0, 5.0, 2.0, 3.0]);
        assert_eq!(quartiles, Quartiles { lower: 2.0, median: 3.0, upper: 4.0 });
        assert_eq!(quartiles.spread(), 2.0 / 3.0);
    }

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        let rounds = Rounds(vec![vec![1.0, 2.0], vec![10.0, 20.0], vec![100.0, 200.0]]);
        assert_eq!((rounds.ratio(0, 1).median, rounds.seconds(1).median, rounds.len()), (0.5, 20.0, 3));
    }

    #[test]
    fn a_sample_lasts_a_millisecond() {
        assert_eq!(calibrate(|runs| Duration::from_micros(100) * runs), 16);
    }
}
