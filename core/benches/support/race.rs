//! Contenders timed in turns, and medians of what they took.
//!
//! In every round each contender runs for at least a millisecond, and figures are medians over the rounds: a ratio
//! is the median of the rounds' ratios, so that what else the machine does falls on both sides alike.
//!
//! Benches of several crates include this file by its path.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least duration of a sample, far above what reading the clock takes.
const SAMPLE: Duration = Duration::from_millis(1);
/// Rounds to take at least, for medians that hold.
const ROUNDS: usize = 15;
/// How long a race may take, if the least rounds are done.
const BUDGET: Duration = Duration::from_secs(3);

/// Seconds per run of each contender, round by round.
pub(crate) struct Rounds(Vec<Vec<f64>>);

/// Races as many contenders; `sample` runs one of them as often as it is told and returns what [`time`] says.
pub(crate) fn race(contenders: usize, mut sample: impl FnMut(usize, u32) -> Duration) -> Rounds {
    let start = Instant::now();
    let runs: Vec<u32> = (0..contenders).map(|contender| calibrate(|runs| sample(contender, runs))).collect();
    let mut rounds = Vec::new();
    while rounds.len() < ROUNDS || start.elapsed() < BUDGET {
        let mut round = vec![0.0; contenders];
        for turn in 0..contenders {
            // Nobody always comes first, or right after the same rival.
            let contender = if rounds.len() % 2 == 0 { turn } else { contenders - 1 - turn };
            let elapsed = sample(contender, runs[contender]);
            round[contender] = elapsed.as_secs_f64() / f64::from(runs[contender]);
        }
        rounds.push(round);
    }
    Rounds(rounds)
}

/// How many runs last for a sample; the contender is warm afterwards.
fn calibrate(mut sample: impl FnMut(u32) -> Duration) -> u32 {
    let mut runs = 1;
    // The second time counts: what is run once more must not be shorter than a sample.
    while sample(runs).min(sample(runs)) < SAMPLE {
        runs *= 2;
    }
    runs
}

/// How long as many runs of a task take.
pub(crate) fn time<T>(runs: u32, mut task: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        black_box(task());
    }
    start.elapsed()
}

impl Rounds {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Seconds per run.
    pub(crate) fn seconds(&self, contender: usize) -> Quartiles {
        Quartiles::of(self.0.iter().map(|round| round[contender]).collect())
    }

    /// One contender's time as a multiple of another's.
    pub(crate) fn ratio(&self, contender: usize, rival: usize) -> Quartiles {
        Quartiles::of(self.0.iter().map(|round| round[contender] / round[rival]).collect())
    }
}

/// The middle of a sample, and how wide its middle half is.
pub(crate) struct Quartiles {
    lower: f64,
    pub(crate) median: f64,
    upper: f64,
}

impl Quartiles {
    fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let at = |quarter: usize| numbers[(numbers.len() - 1) * quarter / 4];
        Self { lower: at(1), median: at(2), upper: at(3) }
    }

    /// The interquartile range as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        (self.upper - self.lower) / self.median
    }
}
