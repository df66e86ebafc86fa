//! One gradient of each of five functions in plain scalar code, by whoever competes.
//!
//! All gradients are held against ours before anything is timed. Times are divided by the operations that the
//! function counts ([`operations`]); what a rival lacks as an operation of its own (`sigmoid`, for most) it makes
//! of others, and that still counts as one.

use std::hint::black_box;

use dualtape_core::check::{
    GaussianMixture, RandomGraph, Rosenbrock, RungeKutta, SerialSum, all_close, operations,
};
use dualtape_core::{Function, value};

use super::race::{Quartiles, race, time};

/// How well gradients must agree, relative to the largest derivative.
const TOLERANCE: f64 = 1e-10;

/// Writes the gradient.
type Gradient<'a> = Box<dyn FnMut(&mut [f64]) + 'a>;

/// Somebody who differentiates a function.
pub(crate) struct Contender<'a> {
    name: &'static str,
    /// Which of several ways it takes, of which only the fastest is shown.
    way: String,
    gradient: Gradient<'a>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(
        name: &'static str,
        way: impl Into<String>,
        gradient: impl FnMut(&mut [f64]) + 'a,
    ) -> Self {
        Contender { name, way: way.into(), gradient: Box::new(gradient) }
    }
}

/// Who competes, and how their times are told.
pub(crate) trait Field {
    /// The unit of a gradient's time, in words.
    const UNIT: &str;
    /// What a gradient's time is divided by.
    fn work(inputs: usize, operations: usize) -> usize;
    /// Our engine.
    fn ours<'a, F: Function>(f: &'a F, x: &'a [f64]) -> Contender<'a>;
    /// Those of other crates; the name is that of the function.
    #[cfg(feature = "rivals")]
    fn rivals<'a, F: Function>(name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>>;
}

/// Measures the functions whose names begin with an argument of the command, or all of them.
pub(crate) fn run<E: Field>() {
    println!("unit of gradients: {}; of the value alone: ns per operation", E::UNIT);
    measure::<E>("rosenbrock", &Rosenbrock, &Rosenbrock::start(1000));
    let mixture = GaussianMixture::generated(7, 10, 2, 100);
    measure::<E>("mixture", &mixture, &mixture.start());
    measure::<E>("runge-kutta", &RungeKutta { steps: 500, duration: 10.0 }, &RungeKutta::start());
    measure::<E>("serial-sum", &SerialSum { additions: 50_000 }, &SerialSum::start(64));
    let graph = RandomGraph::new(7, 16, 10_000, 100);
    measure::<E>("random-graph", &graph.sum(), &[0.3; 16].map(|x| x + 0.01));
}

fn measure<E: Field>(name: &str, f: &impl Function, x: &[f64]) {
    // Cargo adds flags of its own.
    let mut names = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).peekable();
    if names.peek().is_some() && !names.any(|start| name.starts_with(&start)) {
        return;
    }
    let mut contenders = vec![E::ours(f, x)];
    #[cfg(feature = "rivals")]
    contenders.extend(E::rivals(name, f, x));
    check(name, &mut contenders, x.len());

    let operations = operations(f, x).expect("a function has one value");
    let mut gradient = vec![0.0; x.len()];
    let alone = contenders.len();
    let rounds = race(alone + 1, |contender, runs| match contenders.get_mut(contender) {
        Some(contender) => time(runs, || (contender.gradient)(&mut gradient)),
        None => time(runs, || value(f, black_box(x))),
    });

    println!("\n{name}: {} inputs, {operations} operations, {} rounds", x.len(), rounds.len());
    println!("{:<36}{:>9}{:>9}{:>16}{:>9}", "", "time", "÷ value", "dualtape ÷ it", "spread");
    let nanoseconds = |contender, work: usize| rounds.seconds(contender).median * 1e9 / work as f64;
    println!("{:<36}{:>9.3}", "value alone", nanoseconds(alone, operations));
    for (i, contender) in contenders.iter().enumerate() {
        let faster = |other: usize| rounds.seconds(other).median < rounds.seconds(i).median;
        let same = |other: &usize| contenders[*other].name == contender.name;
        if (0..alone).filter(same).any(faster) {
            continue;
        }
        let time = nanoseconds(i, E::work(x.len(), operations));
        let ratio: Quartiles = rounds.ratio(0, i);
        println!(
            "{:<36}{time:>9.3}{:>9.1}{:>16.3}{:>8.1}%",
            format!("{} {}", contender.name, contender.way),
            rounds.ratio(i, alone).median,
            ratio.median,
            ratio.spread() * 100.0,
        );
    }
}

/// Holds every gradient against the first contender's.
fn check(name: &str, contenders: &mut [Contender], inputs: usize) {
    let mut gradients = contenders.iter_mut().map(|contender| {
        let mut gradient = vec![f64::NAN; inputs];
        (contender.gradient)(&mut gradient);
        (format!("{} {} on {name}", contender.name, contender.way), gradient)
    });
    let (_, expected) = gradients.next().expect("ours is the first contender");
    for (who, found) in gradients {
        all_close(|| who.clone(), &expected, &found, TOLERANCE).expect("all gradients agree");
    }
}
