//! Forward mode on networks ÷ the loss alone, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench forward [-- LETTERS]`, for instance `-- C`; without letters A, B and C.
//!
//! The columns, for each width: a chunk of dense directions, per direction; a chunk of one-hot seeds in the first and in
//! the last layer; the whole gradient, per parameter; and the speed-up of the gradient by all threads. Figures are minima
//! of interleaved runs of a millisecond or more.

#[allow(dead_code, reason = "this bench has no candidates")]
mod hand_written;
#[allow(dead_code, reason = "this bench has no candidates")]
mod networks;

use dualtape_core::{BlockFunction, Buf, Engine, Real};
use dualtape_forward::{DualArray, Forward, Lanes, ParallelForward};
use dualtape_mlp::Objective;
use networks::{NetworkCase, selected};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The minimum duration of a sample, far above that of a clock reading.
const SAMPLE: Duration = Duration::from_millis(1);
/// The number of rounds, enough for one undisturbed run of each task.
const ROUNDS: usize = 15;

/// The names of the columns.
const HEADER: &str = "network   loss µs  lanes  dense ÷ (N loss)   first ÷ loss   last ÷ loss   gradient ÷ (p loss)    speed-up";

fn main() {
    println!("{HEADER}");
    for case in selected("ABC") {
        report::<f64>(case);
        report::<f32>(case);
    }
}

/// Measures one network in one precision.
fn report<T: Real>(case: &NetworkCase) {
    let objective = case.objective::<T>();
    let parameters = objective.network().initial_parameters(1);
    let network = NetworkAtPoint { case, objective, parameters };
    network.width::<1>(Lanes::One);
    network.width::<4>(Lanes::Four);
    network.width::<8>(Lanes::Eight);
    network.width::<16>(Lanes::Sixteen);
}

/// One network at one point.
struct NetworkAtPoint<'a, T: Real> {
    case: &'a NetworkCase,
    objective: Objective<T>,
    parameters: Buf<T>,
}

impl<T: Real> NetworkAtPoint<'_, T> {
    /// Measures one width and prints its line.
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
            format!("{} {}", self.case.letter, T::NAME),
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

/// Returns the minimum seconds of each task over interleaved rounds.
///
/// Gradients run for so long that other processes interrupt most of them, which would affect a median of few rounds.
fn least<const K: usize>(tasks: &mut [&mut dyn FnMut(); K]) -> [f64; K] {
    let runs = tasks.each_mut().map(|task| {
        let mut runs = 1;
        // The minimum of two: a later run must not be shorter than a sample.
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

/// Times `runs` runs of a task.
fn time(runs: u32, task: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        task();
    }
    start.elapsed()
}
