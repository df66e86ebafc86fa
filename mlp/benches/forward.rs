//! Forward mode on networks ÷ the loss alone, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench forward [-- LETTERS]`, for instance `-- C`; without letters A, B and C. For
//! each width: a chunk of dense directions, per direction; a chunk of one-hot seeds in the first and in the last
//! layer; the whole gradient, per parameter; and how much faster it is on all threads. Figures are the least of
//! interleaved runs, each of a millisecond at least.

#[allow(dead_code, reason = "shared with the race of the reverse engine")]
mod contest;
#[allow(dead_code, reason = "shared with the race of the reverse engine")]
mod hand;

use contest::{SETTINGS, Setting};
use dualtape_core::{BlockFunction, Buf, Engine, Real};
use dualtape_forward::{DualArray, Forward, Lanes, ParallelForward};
use dualtape_mlp::Objective;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least duration of a sample, far above what reading the clock takes.
const SAMPLE: Duration = Duration::from_millis(1);
/// Rounds, so that each task meets a quiet moment.
const ROUNDS: usize = 15;

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let letters = if letters.is_empty() { "ABC".to_owned() } else { letters.to_uppercase() };
    println!(
        "{:<8}{:>9}{:>7}{:>18}{:>15}{:>14}{:>22}{:>12}",
        "network",
        "loss µs",
        "lanes",
        "dense ÷ (N loss)",
        "first ÷ loss",
        "last ÷ loss",
        "gradient ÷ (p loss)",
        "speed-up"
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
            DualArray::<_, N>::active(self.parameters.clone(), directions),
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
        let parallel = ParallelForward::<T>::with_lanes(lanes);
        let mut shared = || {
            black_box(parallel.value_and_gradient_array(&self.objective, &self.parameters))
                .expect("one output");
        };
        let [loss, dense, first, last, gradient, shared] =
            least(&mut [&mut loss, &mut dense, &mut first, &mut last, &mut gradient, &mut shared]);
        println!(
            "{:<8}{:>9.2}{:>7}{:>18.3}{:>15.3}{:>14.3}{:>22.3}{:>12.2}",
            format!("{} {}", self.setting.letter, T::NAME),
            loss * 1e6,
            N,
            dense / loss / N as f64,
            first / loss,
            last / loss,
            gradient / loss / p as f64,
            gradient / shared
        );
    }
}

/// The least seconds of each task over interleaved rounds: gradients take so long that something else is likely to
/// run meanwhile, which a median of few rounds would show.
fn least<const K: usize>(tasks: &mut [&mut dyn FnMut(); K]) -> [f64; K] {
    let runs = tasks.each_mut().map(|task| {
        let mut runs = 1;
        // The second time counts: what is run once more must not be shorter than a sample.
        while time(runs, task).min(time(runs, task)) < SAMPLE {
            runs *= 2;
        }
        runs
    });
    let mut least = [f64::INFINITY; K];
    for _ in 0..ROUNDS {
        for ((task, &runs), least) in tasks.iter_mut().zip(&runs).zip(&mut least) {
            *least = least.min(time(runs, task).as_secs_f64() / f64::from(runs));
        }
    }
    least
}

fn time(runs: u32, task: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        task();
    }
    start.elapsed()
}
