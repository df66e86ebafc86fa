//! How often `Auto` chooses the better engine, over a grid of inputs × outputs.
//!
//! `cargo bench -p dualtape-mlp --bench choice [-- [FUNCTION…] [--cells]]`, where `--cells` prints every cell. For each cell, both engines take the
//! same Jacobian in turns; a choice is good if the engine chosen takes at most 1.1 times as long as the other. One
//! `Auto` serves all cells of a function, as it would in a program: most sizes are not measured but predicted.

use std::hint::black_box;
use std::time::{Duration, Instant};

use dualtape_check::TanhLayer;
use dualtape_core::{Auto, Choice, Differentiable, Engine, Scalar, VectorFunction};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

/// Numbers of inputs and of outputs, evenly spaced by their logarithms.
const SIZES: [usize; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
/// The largest Jacobian, in numbers: 160 MB.
const MOST_ENTRIES: usize = 20_000_000;
/// The least duration of a sample.
const SAMPLE: Duration = Duration::from_micros(500);
/// How long a cell is repeated, if three rounds do not last that long.
const BUDGET: Duration = Duration::from_millis(20);
/// A choice may take so many times as long as the better engine.
const TOLERANCE: f64 = 1.1;
/// Cells where either engine takes longer are left out.
const MOST_SECONDS: f64 = 1.0;

/// `y_j = tanh(x_j x_{j+1})`, indices modulo the inputs: work in proportion to the outputs.
struct Neighbours(usize);

impl VectorFunction for Neighbours {
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

/// All inputs run through sixteen states in turn, and the outputs are read from these: work in proportion to inputs
/// and outputs, and operations that many outputs share.
struct States(usize);

impl VectorFunction for States {
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
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut total = Tally::default();
    println!("{:<12}{:>7}{:>9}{:>7}{:>9}{:>8}", "function", "cells", "skipped", "good", "good, %", "worst");
    if wanted("neighbours") {
        total.add("neighbours", &sweep(cells, |_, m| Neighbours(m)));
    }
    if wanted("states") {
        total.add("states", &sweep(cells, |_, m| States(m)));
    }
    if wanted("layer") {
        total.add("layer", &sweep(cells, |inputs, outputs| TanhLayer::generated(inputs, outputs, 7)));
    }
    total.print("all");
    println!(
        "good: the engine chosen takes at most {TOLERANCE} times as long as the other; worst: how many times"
    );
    println!("skipped: more than {MOST_ENTRIES} derivatives, or one engine takes over {MOST_SECONDS} s");
}

/// Cells, by how the choice went.
#[derive(Default)]
struct Tally {
    run: usize,
    skipped: usize,
    good: usize,
    /// The most times that a choice took as long as the better engine.
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

/// Tries one `Auto` on all cells of one family of functions.
fn sweep<F, K>(print: bool, function: impl Fn(usize, usize) -> F) -> Tally
where
    F: Differentiable<f64, K>,
{
    let mut auto = Auto::new(Forward::<f64>::new(), Reverse::<f64>::new());
    let mut race = Race::default();
    let mut tally = Tally::default();
    for (n, m) in SIZES.iter().flat_map(|&n| SIZES.map(|m| (n, m))) {
        if n * m > MOST_ENTRIES {
            tally.skipped += 1;
            continue;
        }
        let f = function(n, m);
        let x: Vec<f64> = (0..n).map(|i| (i % 11) as f64 * 0.1 - 0.4).collect();
        let explanation = auto.explain(&f, &x).expect("a function of these sizes");
        let Some([forward, reverse]) = race.run(&f, &x) else {
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

/// Both engines, warm, with room for a Jacobian each.
#[derive(Default)]
struct Race {
    forward: Forward,
    reverse: Reverse,
    jacobians: [Vec<f64>; 2],
}

impl Race {
    /// Seconds of a Jacobian by forward and by reverse mode, the least of rounds in which they take turns; `None` if
    /// one takes too long.
    fn run<F, K>(&mut self, f: &F, x: &[f64]) -> Option<[f64; 2]>
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

/// Runs that last for a sample; `None` if one takes too long.
fn calibrate(mut task: impl FnMut()) -> Option<u32> {
    if time(1, &mut task) > MOST_SECONDS {
        return None;
    }
    let mut runs = 1;
    while time(runs, &mut task) * f64::from(runs) < SAMPLE.as_secs_f64() {
        runs *= 2;
    }
    Some(runs)
}

/// Seconds per run.
fn time(runs: u32, mut task: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..runs).for_each(|_| task());
    start.elapsed().as_secs_f64() / f64::from(runs)
}
