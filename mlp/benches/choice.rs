//! The share of good choices of `Auto`, over a grid of inputs × outputs.
//!
//! `cargo bench -p dualtape-mlp --bench choice [-- [FUNCTION…] [--cells]]`, where `--cells` prints every cell.
//!
//! In each cell both engines compute the same Jacobian in turns. A choice is good if the chosen engine takes at most 1.1
//! times as long as the other. One `Auto` serves all cells of a function, as in a program: it predicts most sizes
//! without a measurement.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dualtape_check::TanhLayer;
use dualtape_core::{Auto, Choice, Differentiable, Engine, Scalar, VectorFunction};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

/// Numbers of inputs and of outputs, evenly spaced by their logarithms.
const SIZES: [usize; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
/// The maximum number of entries of a Jacobian: 160 MB.
const MAX_ENTRIES: usize = 20_000_000;
/// The minimum duration of a sample.
const SAMPLE: Duration = Duration::from_micros(500);
/// The minimum duration of the rounds of a cell; there are at least three.
const BUDGET: Duration = Duration::from_millis(20);
/// The maximum time of a good choice, as a multiple of that of the better engine.
const TOLERANCE: f64 = 1.1;
/// The maximum time of either engine; cells above it are skipped.
const MAX_SECONDS: f64 = 1.0;

/// The function `y_j = tanh(x_j x_{j+1})`, indices modulo the inputs: work in proportion to the outputs.
struct NeighbourProducts(usize);

impl VectorFunction for NeighbourProducts {
    fn outputs(&self, _: usize) -> usize {
        self.0
    }
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        for (j, y) in y.iter_mut().enumerate() {
            *y = (x[j % x.len()] * x[(j + 1) % x.len()]).tanh();
        }
    }
}

/// A function that updates sixteen states with the inputs in turn and computes each output from two states: work in
/// proportion to inputs and outputs, with operations that many outputs share.
struct SharedStates(usize);

impl VectorFunction for SharedStates {
    fn outputs(&self, _: usize) -> usize {
        self.0
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        let mut states = [S::constant(0.5); 16];
        for (i, &x) in x.iter().enumerate() {
            states[i % 16] = (states[(i + 1) % 16] * 0.5 + x).sin();
        }
        for (j, y) in y.iter_mut().enumerate() {
            *y = states[j % 16] * states[(j + 3) % 16];
        }
    }
}

fn main() {
    // Cargo adds flags of its own.
    let (flags, names): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|arg| arg.starts_with('-'));
    let cells = flags.iter().any(|flag| flag == "--cells");
    let selected = |name: &str| names.is_empty() || names.iter().any(|selected| selected == name);
    let mut total = Tally::default();
    println!("{:<12}{:>7}{:>9}{:>7}{:>9}{:>8}", "function", "cells", "skipped", "good", "good, %", "worst");
    if selected("neighbours") {
        total.add("neighbours", &sweep(cells, |_, m| NeighbourProducts(m)));
    }
    if selected("states") {
        total.add("states", &sweep(cells, |_, m| SharedStates(m)));
    }
    if selected("layer") {
        total.add("layer", &sweep(cells, |inputs, outputs| TanhLayer::generated(inputs, outputs, 7)));
    }
    total.print("all");
    println!(
        "good: the engine chosen takes at most {TOLERANCE} times as long as the other; worst: how many times"
    );
    println!("skipped: more than {MAX_ENTRIES} derivatives, or one engine takes over {MAX_SECONDS} s");
}

/// Counts of cells, by the quality of the choice.
#[derive(Default)]
struct Tally {
    run: usize,
    skipped: usize,
    good: usize,
    /// The maximum time of a choice, as a multiple of that of the better engine.
    worst: f64,
}

impl Tally {
    fn count(&mut self, loss: f64) {
        self.run += 1;
        self.good += usize::from(loss <= TOLERANCE);
        self.worst = self.worst.max(loss);
    }

    fn add(&mut self, name: &str, part: &Tally) {
        part.print(name);
        self.run += part.run;
        self.skipped += part.skipped;
        self.good += part.good;
        self.worst = self.worst.max(part.worst);
    }

    fn print(&self, name: &str) {
        let Tally { run, skipped, good, worst } = self;
        let percent = 100.0 * *good as f64 / *run as f64;
        println!("{name:<12}{run:>7}{skipped:>9}{good:>7}{percent:>9.1}{worst:>8.2}");
    }
}

/// Measures one `Auto` on all cells of one family of functions.
fn sweep<F, K>(print: bool, function: impl Fn(usize, usize) -> F) -> Tally
where
    F: Differentiable<f64, K>,
{
    let mut auto = Auto::new(Forward::<f64>::new(), Reverse::<f64>::new());
    let mut engines = WarmEngines::default();
    let mut tally = Tally::default();
    for (n, m) in SIZES.iter().flat_map(|&n| SIZES.map(|m| (n, m))) {
        if n * m > MAX_ENTRIES {
            tally.skipped += 1;
            continue;
        }
        let f = function(n, m);
        let x: Vec<f64> = (0..n).map(|i| (i % 11) as f64 * 0.1 - 0.4).collect();
        let explanation = auto.explain(&f, &x).expect("a function of these sizes");
        let Some([forward, reverse]) = engines.time(&f, &x) else {
            tally.skipped += 1;
            continue;
        };
        let chosen = match explanation.choice {
            Choice::Forward => forward,
            Choice::Reverse => reverse,
        };
        let loss = chosen / forward.min(reverse);
        tally.count(loss);
        if print {
            let [f, r] = explanation.engines.map(|engine| engine.time_ratio.unwrap_or(f64::NAN));
            println!(
                "{n:>6} × {m:<6} {:<8} reverse ÷ forward {:>9.3}, predicted {:>9.3}{}",
                explanation.chosen().engine,
                reverse / forward,
                r / f,
                if loss <= TOLERANCE { "" } else { "  ←" }
            );
        }
    }
    tally
}

/// Both engines, warm, with a buffer for a Jacobian each.
#[derive(Default)]
struct WarmEngines {
    forward: Forward,
    reverse: Reverse,
    jacobians: [Vec<f64>; 2],
}

impl WarmEngines {
    /// Returns the seconds of a Jacobian by forward and by reverse mode, minima of interleaved rounds; none if one takes
    /// too long.
    fn time<F, K>(&mut self, f: &F, x: &[f64]) -> Option<[f64; 2]>
    where
        F: Differentiable<f64, K>,
    {
        let entries = f.outputs(x.len()) * x.len();
        let [by_forward, by_reverse] = &mut self.jacobians;
        by_forward.resize(entries, 0.0);
        by_reverse.resize(entries, 0.0);
        let mut forward = || {
            self.forward.jacobian_into(f, x, by_forward).expect("a Jacobian of this length");
            black_box(&by_forward);
        };
        let mut reverse = || {
            self.reverse.jacobian_into(f, x, by_reverse).expect("a Jacobian of this length");
            black_box(&by_reverse);
        };
        let runs = [calibrate(&mut forward)?, calibrate(&mut reverse)?];
        let mut seconds = [f64::INFINITY; 2];
        let start = Instant::now();
        for round in 0.. {
            if round >= 3 && start.elapsed() >= BUDGET {
                break;
            }
            seconds[0] = seconds[0].min(time(runs[0], &mut forward));
            seconds[1] = seconds[1].min(time(runs[1], &mut reverse));
        }
        Some(seconds)
    }
}

/// Returns the number of runs of a sample; none if one run takes too long.
fn calibrate(mut task: impl FnMut()) -> Option<u32> {
    if time(1, &mut task) > MAX_SECONDS {
        return None;
    }
    let mut runs = 1;
    while time(runs, &mut task) * f64::from(runs) < SAMPLE.as_secs_f64() {
        runs *= 2;
    }
    Some(runs)
}

/// Returns the seconds per run.
fn time(runs: u32, mut task: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..runs).for_each(|_| task());
    start.elapsed().as_secs_f64() / f64::from(runs)
}
