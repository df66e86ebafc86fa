//! The reverse engine ÷ backpropagation written by hand, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench ratios [-- LETTERS]`, for instance `-- AF`; all networks take less than a
//! minute. Each task runs right after its rival.

mod contest;
mod hand;

use std::time::Duration;

use contest::{ByReverse, Contestant, SETTINGS, Setting, contestants};
use dualtape_check::timing::{interleaved, time};
use dualtape_core::Real;
use hand::Hand;

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
    let (mut hand, mut reverse) = contestants::<T>(setting);
    let rounds = interleaved(TASKS.len(), |task, runs| sample(&mut hand, &mut reverse, TASKS[task], runs));
    let ratio = |task: Task, rival: Task| rounds.ratio(task as usize, rival as usize);
    let reverse = ratio(Task::Reverse, Task::Hand);
    println!(
        "{:<9}{:>12.2}{:>16.3}{:>7.1}%{:>13.3}{:>12.3}{:>13.3}{:>8}",
        format!("{} {}", setting.letter, T::NAME),
        rounds.seconds(Task::Hand as usize).median * 1e6,
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
