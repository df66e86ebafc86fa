//! The reverse engine ÷ hand-written backpropagation, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench ratios [-- LETTERS]`, for instance `-- AF`; all networks take less than a
//! minute. Each task runs directly after its counterpart.

mod hand_written;
mod networks;

use std::time::Duration;

use dualtape_check::timing::{interleaved, time};
use dualtape_core::Real;
use hand_written::HandWritten;
use networks::{Candidate, NetworkCase, ReverseCandidate, candidates, selected};

/// The names of the columns.
const HEADER: &str =
    "network       hand µs  reverse ÷ hand  spread  loss ÷ hand  SGD ÷ hand  Adam ÷ hand  rounds";

fn main() {
    println!("{HEADER}");
    for case in selected("ABCDEF") {
        report::<f64>(case);
        report::<f32>(case);
    }
}

/// Measures one network in one precision and prints its line.
fn report<T: Real>(case: &NetworkCase) {
    let (mut hand, mut reverse) = candidates::<T>(case);
    let rounds = interleaved(TASKS.len(), |task, runs| sample(&mut hand, &mut reverse, TASKS[task], runs));
    let ratio = |task: TimedTask, reference: TimedTask| rounds.ratio(task as usize, reference as usize);
    let reverse = ratio(TimedTask::Reverse, TimedTask::Hand);
    println!(
        "{:<9}{:>12.2}{:>16.3}{:>7.1}%{:>13.3}{:>12.3}{:>13.3}{:>8}",
        format!("{} {}", case.letter, T::NAME),
        rounds.seconds(TimedTask::Hand as usize).median * 1e6,
        reverse.median,
        reverse.spread() * 100.0,
        ratio(TimedTask::Loss, TimedTask::Hand).median,
        ratio(TimedTask::ReverseSgd, TimedTask::HandSgd).median,
        ratio(TimedTask::ReverseAdam, TimedTask::HandAdam).median,
        rounds.len(),
    );
}

/// A timed task: a gradient, the loss alone, or a step.
#[derive(Clone, Copy)]
enum TimedTask {
    Hand,
    Reverse,
    Loss,
    HandSgd,
    ReverseSgd,
    HandAdam,
    ReverseAdam,
}

/// The tasks in the order of their discriminants.
const TASKS: [TimedTask; 7] = [
    TimedTask::Hand,
    TimedTask::Reverse,
    TimedTask::Loss,
    TimedTask::HandSgd,
    TimedTask::ReverseSgd,
    TimedTask::HandAdam,
    TimedTask::ReverseAdam,
];

/// Times `runs` runs of a task.
fn sample<T: Real>(
    hand: &mut HandWritten<T>,
    reverse: &mut ReverseCandidate<T>,
    task: TimedTask,
    runs: u32,
) -> Duration {
    match task {
        TimedTask::Hand => time(runs, || hand.differentiate()),
        TimedTask::Reverse => time(runs, || reverse.differentiate()),
        TimedTask::Loss => time(runs, || reverse.loss()),
        TimedTask::HandSgd => time(runs, || hand.sgd_step()),
        TimedTask::ReverseSgd => time(runs, || reverse.sgd_step()),
        TimedTask::HandAdam => time(runs, || hand.adam_step()),
        TimedTask::ReverseAdam => time(runs, || reverse.adam_step()),
    }
}
