//! One gradient of each of five functions in plain scalar code, by an engine and by other crates.
//!
//! All gradients are checked against the engine's before anything is timed. Times are divided by the operations that
//! the function counts ([`operations`]). Where another crate lacks an operation (`sigmoid`, for most), it composes it
//! of others, and that still counts as one.

use std::fmt;
use std::hint::black_box;

use dualtape_check::timing::{Rounds, interleaved, time};
use dualtape_check::{
    GaussianMixture, RandomGraph, Rosenbrock, RungeKutta, SerialSum, all_close, operations,
};
use dualtape_core::{Error, Function, value};

/// The tolerance of gradients, relative to the largest derivative.
const TOLERANCE: f64 = 1e-10;

/// Writes a gradient to a slice.
type WriteGradient<'a> = Box<dyn FnMut(&mut [f64]) + 'a>;

/// One way of computing the gradient of a function at a point.
pub(crate) struct Contender<'a> {
    name: &'static str,
    /// One of several configurations, of which only the fastest is shown.
    configuration: String,
    gradient: WriteGradient<'a>,
}

impl<'a> Contender<'a> {
    /// Returns a contender of this name; `gradient` writes the gradient. Of several configurations under one name only
    /// the fastest is shown.
    pub(crate) fn new(
        name: &'static str,
        configuration: impl Into<String>,
        gradient: impl FnMut(&mut [f64]) + 'a,
    ) -> Self {
        Contender { name, configuration: configuration.into(), gradient: Box::new(gradient) }
    }
}

impl fmt::Debug for Contender<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.configuration)
    }
}

/// The contenders, and the unit of their times.
pub(crate) trait Field {
    /// The unit of a gradient's time, in words.
    const UNIT: &str;
    /// Returns the number that a gradient's time is divided by.
    fn work(inputs: usize, operations: usize) -> usize;
    /// Returns the contender that all others are compared with.
    fn ours<'a, F: Function>(f: &'a F, x: &'a [f64]) -> Contender<'a>;
    /// Returns the contenders from other crates; `name` is that of the function.
    fn rivals<'a, F: Function>(name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>>;
}

/// Measures the functions whose names begin with one of `selected`, or all of them if there are none, and hands each
/// table to `show` as soon as it is complete.
///
/// # Errors
/// A gradient disagrees with ours.
///
/// # Cost
/// At least three seconds per function.
pub(crate) fn run<E: Field>(selected: &[String], show: impl FnMut(String)) -> Result<(), Error> {
    let mut tables = Tables { selected, show };
    (tables.show)(format!("unit of gradients: {}; of the value alone: ns per operation", E::UNIT));
    tables.measure::<E>("rosenbrock", &Rosenbrock, &Rosenbrock::start(1000))?;
    let mixture = GaussianMixture::generated(7, 10, 2, 100);
    tables.measure::<E>("mixture", &mixture, &mixture.start())?;
    let runge_kutta = RungeKutta { steps: 500, duration: 10.0 };
    tables.measure::<E>("runge-kutta", &runge_kutta, &RungeKutta::start())?;
    tables.measure::<E>("serial-sum", &SerialSum { additions: 50_000 }, &SerialSum::start(64))?;
    let graph = RandomGraph::new(7, 16, 10_000, 100);
    tables.measure::<E>("random-graph", &graph.sum(), &[0.3; 16].map(|x| x + 0.01))
}

/// The selection of functions, and the receiver of their tables.
struct Tables<'a, Show> {
    selected: &'a [String],
    show: Show,
}

impl<Show: FnMut(String)> Tables<'_, Show> {
    /// Measures all contenders on one function, if it is selected.
    fn measure<E: Field>(&mut self, name: &str, f: &impl Function, x: &[f64]) -> Result<(), Error> {
        if !self.selected.is_empty() && !self.selected.iter().any(|start| name.starts_with(start)) {
            return Ok(());
        }
        let mut contenders = vec![E::ours(f, x)];
        contenders.extend(E::rivals(name, f, x));
        check_agreement(name, &mut contenders, x.len())?;

        let mut gradient = vec![0.0; x.len()];
        let rounds = interleaved(contenders.len() + 1, |task, runs| match contenders.get_mut(task) {
            Some(contender) => time(runs, || (contender.gradient)(&mut gradient)),
            None => time(runs, || value(f, black_box(x))),
        });
        (self.show)(table::<E>(name, &contenders, &rounds, x.len(), operations(f, x)?));
        Ok(())
    }
}

/// Returns the figures of one function as text; the last task of `rounds` is the value alone.
fn table<E: Field>(
    name: &str,
    contenders: &[Contender],
    rounds: &Rounds,
    inputs: usize,
    operations: usize,
) -> String {
    let alone = contenders.len();
    let nanoseconds = |task, work: usize| rounds.seconds(task).median * 1e9 / work as f64;
    let mut lines = vec![
        format!("\n{name}: {inputs} inputs, {operations} operations, {} rounds", rounds.len()),
        format!("{:<36}{:>9}{:>9}{:>16}{:>9}", "", "time", "÷ value", "dualtape ÷ it", "spread"),
        format!("{:<36}{:>9.3}", "value alone", nanoseconds(alone, operations)),
    ];
    for (i, contender) in contenders.iter().enumerate() {
        let faster = |other: usize| rounds.seconds(other).median < rounds.seconds(i).median;
        let same = |other: &usize| contenders[*other].name == contender.name;
        if (0..alone).filter(same).any(faster) {
            continue;
        }
        let ratio = rounds.ratio(0, i);
        lines.push(format!(
            "{:<36}{:>9.3}{:>9.1}{:>16.3}{:>8.1}%",
            format!("{} {}", contender.name, contender.configuration),
            nanoseconds(i, E::work(inputs, operations)),
            rounds.ratio(i, alone).median,
            ratio.median,
            ratio.spread() * 100.0,
        ));
    }
    lines.join("\n")
}

/// Checks every gradient against the first contender's.
fn check_agreement(name: &str, contenders: &mut [Contender], inputs: usize) -> Result<(), Error> {
    let mut expected = None;
    for contender in contenders {
        let mut found = vec![f64::NAN; inputs];
        (contender.gradient)(&mut found);
        let what = || format!("{} {} on {name}", contender.name, contender.configuration);
        all_close(what, expected.get_or_insert_with(|| found.clone()), &found, TOLERANCE)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_gradient_is_named() {
        let right = Contender::new("right", "", |gradient| gradient.fill(1.0));
        let wrong = Contender::new("wrong", "× 4", |gradient| gradient.fill(1.1));
        let error = check_agreement("ones", &mut [right, wrong], 3).unwrap_err();
        assert!(error.to_string().starts_with("wrong × 4 on ones [0]: expected 1e0"), "{error}");
    }
}
