//! Forward mode on networks ÷ the loss alone, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench forward [-- LETTERS]`, for instance `-- C`; without letters A, B and C. For
//! each width: a chunk of dense directions, per direction; a chunk of one-hot seeds in the first and in the last
//! layer; and the whole gradient, per parameter. Figures are medians of the rounds' ratios to the loss, each sample
//! of a millisecond at least.

#[allow(dead_code, reason = "shared with the race of the reverse engine")]
mod contest;
#[allow(dead_code, reason = "shared with the race of the reverse engine")]
mod hand;

use contest::{SETTINGS, Setting};
use dualtape_core::{BlockFunction, Buf, Engine, Real};
use dualtape_forward::{DualArray, Forward, Lanes};
use dualtape_mlp::Objective;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least duration of a sample, far above what reading the clock takes.
const SAMPLE: Duration = Duration::from_millis(1);
/// Rounds, for medians that hold.
const ROUNDS: usize = 15;

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let letters = if letters.is_empty() { "ABC".to_owned() } else { letters.to_uppercase() };
    println!(
        "{:<8}{:>9}{:>7}{:>18}{:>15}{:>14}{:>22}",
        "network",
        "loss µs",
        "lanes",
        "dense ÷ (N loss)",
        "first ÷ loss",
        "last ÷ loss",
        "gradient ÷ (p loss)"
    );
    for setting in SETTINGS.iter().filter(|setting| letters.contains(setting.letter)) {
        report::<f64>(setting);
        report::<f32>(setting);
    }
}

fn report<T: Real>(setting: &Setting) {
    let objective = setting.objective::<T>();
    let parameters = objective.network().initial_parameters(1);
    let race = Race { setting, objective, parameters };
    race.width::<1>(Lanes::One);
    race.width::<4>(Lanes::Four);
    race.width::<8>(Lanes::Eight);
    race.width::<16>(Lanes::Sixteen);
}

/// One network at one point.
struct Race<'a, T: Real> {
    setting: &'a Setting,
    objective: Objective<T>,
    parameters: Buf<T>,
}

impl<T: Real> Race<'_, T> {
    /// Prints the line of one width.
    fn width<const N: usize>(&self, lanes: Lanes) {
        let p = self.parameters.len();
        let directions = std::array::from_fn(|lane| {
            Buf::fill(p, |v| {
                for (i, v) in v.iter_mut().enumerate() {
                    *v = T::from_f64(((i * (lane + 3)) % 7) as f64 * 0.1 - 0.3);
                }
            })
        });
        let chunks = [
            DualArray::<_, N>::moving(self.parameters.clone(), directions),
            DualArray::seeded(self.parameters.clone(), 0),
            DualArray::seeded(self.parameters.clone(), p.saturating_sub(N)),
        ];
        let mut engine = Forward::<T>::with_lanes(lanes);
        let mut loss = || {
            black_box(self.objective.eval(black_box(&self.parameters)));
        };
        let [mut dense, mut first, mut last] = chunks.each_ref().map(|x| {
            || {
                black_box(self.objective.eval(black_box(x)));
            }
        });
        let mut gradient =
            || drop(black_box(engine.value_and_gradient_array(&self.objective, &self.parameters)));
        let [loss, dense, first, last, gradient] =
            medians(&mut [&mut loss, &mut dense, &mut first, &mut last, &mut gradient]);
        println!(
            "{:<8}{:>9.2}{:>7}{:>18.3}{:>15.3}{:>14.3}{:>22.3}",
            format!("{} {}", self.setting.letter, T::NAME),
            loss * 1e6,
            N,
            dense / N as f64,
            first,
            last,
            gradient / p as f64
        );
    }
}

/// The median seconds of the first task, and the median ratio to it of every other.
fn medians<const K: usize>(tasks: &mut [&mut dyn FnMut(); K]) -> [f64; K] {
    let runs = tasks.each_mut().map(|task| {
        let mut runs = 1;
        // The second time counts: what is run once more must not be shorter than a sample.
        while time(runs, task).min(time(runs, task)) < SAMPLE {
            runs *= 2;
        }
        runs
    });
    let rounds: Vec<[f64; K]> = (0..ROUNDS)
        .map(|_| {
            let mut index = 0;
            tasks.each_mut().map(|task| {
                index += 1;
                time(runs[index - 1], task).as_secs_f64() / f64::from(runs[index - 1])
            })
        })
        .collect();
    std::array::from_fn(|task| {
        let of = |round: &[f64; K]| if task == 0 { round[0] } else { round[task] / round[0] };
        let mut all: Vec<f64> = rounds.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[ROUNDS / 2]
    })
}

fn time(runs: u32, task: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        task();
    }
    start.elapsed()
}
