//! The reverse engine ÷ backpropagation written by hand, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench ratios [-- LETTERS]`, for instance `-- AF`; all networks take less than a
//! minute. In every round each task runs for at least a millisecond, right after its rival, and the figures are
//! medians of the rounds' ratios: what else the machine does falls on both sides alike.

mod contest;
mod hand;

use contest::{ByReverse, Contestant, SETTINGS, Setting, contestants};
use dualtape_core::Real;
use hand::Hand;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least duration of a sample, far above what reading the clock takes.
const SAMPLE: Duration = Duration::from_millis(1);
/// Rounds to take at least, for medians that hold.
const ROUNDS: usize = 15;
/// How long a network may take, if the least rounds are done.
const BUDGET: Duration = Duration::from_secs(3);

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let chosen = |setting: &&Setting| letters.is_empty() || letters.to_uppercase().contains(setting.letter);
    println!(
        "{:<9}{:>12}{:>16}{:>8}{:>13}{:>12}{:>13}{:>8}",
        "network",
        "hand µs",
        "reverse ÷ hand",
        "spread",
        "loss ÷ hand",
        "SGD ÷ hand",
        "Adam ÷ hand",
        "rounds"
    );
    for setting in SETTINGS.iter().filter(chosen) {
        report::<f64>(setting);
        report::<f32>(setting);
    }
}

/// Measures one network in one precision and prints its line.
fn report<T: Real>(setting: &Setting) {
    let rounds = race::<T>(setting);
    let ratio = |task: Task, rival: Task| {
        let ratios = rounds.iter().map(|round| round[task as usize] / round[rival as usize]);
        Quartiles::of(ratios.collect())
    };
    let hand_s = Quartiles::of(rounds.iter().map(|round| round[Task::Hand as usize]).collect());
    let reverse = ratio(Task::Reverse, Task::Hand);
    println!(
        "{:<9}{:>12.2}{:>16.3}{:>7.1}%{:>13.3}{:>12.3}{:>13.3}{:>8}",
        format!("{} {}", setting.letter, T::NAME),
        hand_s.median * 1e6,
        reverse.median,
        reverse.spread() * 100.0,
        ratio(Task::Loss, Task::Hand).median,
        ratio(Task::ReverseSgd, Task::HandSgd).median,
        ratio(Task::ReverseAdam, Task::HandAdam).median,
        rounds.len(),
    );
}

/// What is timed: gradients, the loss alone, and steps.
#[derive(Clone, Copy)]
enum Task {
    Hand,
    Reverse,
    Loss,
    HandSgd,
    ReverseSgd,
    HandAdam,
    ReverseAdam,
}

/// The tasks in the order of their discriminants.
const TASKS: [Task; 7] = [
    Task::Hand,
    Task::Reverse,
    Task::Loss,
    Task::HandSgd,
    Task::ReverseSgd,
    Task::HandAdam,
    Task::ReverseAdam,
];

/// Seconds per run of each task, round by round.
type Round = [f64; TASKS.len()];

fn race<T: Real>(setting: &Setting) -> Vec<Round> {
    let (mut hand, mut reverse) = contestants::<T>(setting);
    let start = Instant::now();
    let runs = TASKS.map(|task| calibrate(&mut hand, &mut reverse, task));
    let mut rounds = Vec::new();
    while rounds.len() < ROUNDS || start.elapsed() < BUDGET {
        let mut round = [0.0; TASKS.len()];
        let mut order = TASKS;
        // Neither rival is always the first.
        if rounds.len() % 2 == 1 {
            order.reverse();
        }
        for task in order {
            let runs = runs[task as usize];
            let elapsed = sample(&mut hand, &mut reverse, task, runs);
            round[task as usize] = elapsed.as_secs_f64() / f64::from(runs);
        }
        rounds.push(round);
    }
    rounds
}

/// How many runs of the task last for a sample; the task is warm afterwards.
fn calibrate<T: Real>(hand: &mut Hand<T>, reverse: &mut ByReverse<T>, task: Task) -> u32 {
    let mut runs = 1;
    // The second time counts: what is run once more must not be shorter than a sample.
    while sample(hand, reverse, task, runs).min(sample(hand, reverse, task, runs)) < SAMPLE {
        runs *= 2;
    }
    runs
}

fn sample<T: Real>(hand: &mut Hand<T>, reverse: &mut ByReverse<T>, task: Task, runs: u32) -> Duration {
    match task {
        Task::Hand => time(runs, || hand.differentiate()),
        Task::Reverse => time(runs, || reverse.differentiate()),
        Task::Loss => time(runs, || reverse.loss()),
        Task::HandSgd => time(runs, || hand.sgd_step()),
        Task::ReverseSgd => time(runs, || reverse.sgd_step()),
        Task::HandAdam => time(runs, || hand.adam_step()),
        Task::ReverseAdam => time(runs, || reverse.adam_step()),
    }
}

fn time<T>(runs: u32, mut task: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        black_box(task());
    }
    start.elapsed()
}

/// The middle of a sample, and how wide its middle half is.
struct Quartiles {
    lower: f64,
    median: f64,
    upper: f64,
}

impl Quartiles {
    fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let at = |quarter: usize| numbers[(numbers.len() - 1) * quarter / 4];
        Self { lower: at(1), median: at(2), upper: at(3) }
    }

    /// The interquartile range as a part of the median.
    fn spread(&self) -> f64 {
        (self.upper - self.lower) / self.median
    }
}
