//! The comparison on a clock that obeys, with contenders who lie in every way that issue 4 names.

use std::rc::Rc;

use dualtape_core::{Buf, Error};

use super::*;
use crate::finding;
use crate::measure::Fake;
use crate::workload::WorkloadName;

/// How a contender gets its gradient of Σ x² wrong.
#[derive(Clone, Copy, PartialEq)]
enum Honesty {
    Honest,
    Zeros,
    Stale,
    OneEntry,
}

/// Takes a microsecond per parameter to the given power for the gradient of Σ x².
struct Actor {
    clock: Fake,
    honesty: Honesty,
    power: i32,
    has_gradient: bool,
    first: Option<Vec<f64>>,
}

impl Contender<f64> for Actor {
    fn value_and_gradient(&mut self, x: &Buf<f64>) -> Result<(Option<f64>, Buf<f64>), Error> {
        self.clock.advance(1e-6 * (x.len() as f64).powi(self.power));
        let value = x.iter().map(|x| x * x).sum();
        let mut gradient: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        match self.honesty {
            Honesty::Honest => {}
            Honesty::Zeros => gradient.fill(0.0),
            Honesty::Stale => gradient = self.first.get_or_insert(gradient).clone(),
            Honesty::OneEntry => gradient[0] *= 1.001,
        }
        if !self.has_gradient {
            gradient.clear();
        }
        Ok((Some(value), Buf::from_slice(&gradient)))
    }

    fn passes(&self, _parameters: usize) -> usize {
        1
    }
}

fn problems(clock: &Fake, sizes: &[usize], liar: EngineKind, honesty: Honesty) -> Vec<Problem<f64>> {
    let clock = Rc::new(clock.clone());
    sizes
        .iter()
        .map(|&parameters| {
            let clock = Rc::clone(&clock);
            let point = |shift: f64| {
                let numbers: Vec<f64> = (0..parameters).map(|i| (i as f64 + shift).sin()).collect();
                Buf::from_slice(&numbers)
            };
            Problem {
                style: Style::Block,
                layers: vec![parameters - 1, 1],
                batch: 1,
                parameters,
                outputs: 1,
                is_probe: false,
                kinks: false,
                points: [point(1.0), point(2.0)],
                contender: Box::new(move |engine, _| {
                    Box::new(Actor {
                        clock: (*clock).clone(),
                        honesty: if engine == liar { honesty } else { Honesty::Honest },
                        power: if engine == EngineKind::Forward { 2 } else { 1 },
                        has_gradient: engine != EngineKind::Loss,
                        first: None,
                    })
                }),
            }
        })
        .collect()
}

fn run(engines: &[EngineKind], sizes: &[usize], liar: EngineKind, honesty: Honesty) -> Comparison {
    let clock = Fake::default();
    compared(&problems(&clock, sizes, liar, honesty), engines, &clock)
}

fn compared(problems: &[Problem<f64>], engines: &[EngineKind], clock: &Fake) -> Comparison {
    let settings = Settings {
        words: WorkloadName::Mlp.words(),
        engines: engines.to_vec(),
        lanes: Lanes::Auto,
        limits: Limits { budget_s: 60.0, min_samples: 3, max_samples: 9 },
        seed: 7,
        visible: false,
    };
    compare(problems, &settings, clock).expect("the loss is right")
}

#[test]
fn honest_engines_are_timed_and_grow_as_they_should() {
    let comparison = run(&EngineKind::ALL, &[10, 100, 1000], EngineKind::Loss, Honesty::Honest);
    assert!(comparison.rejected.is_empty() && comparison.not_run.is_empty());
    assert_eq!(comparison.cells.len(), 15);
    let fits = finding::fits(&comparison.cells);
    for fit in fits.iter().filter(|fit| fit.quantity == crate::record::Quantity::Seconds) {
        let expected = if fit.engine == EngineKind::Forward { 2.0 } else { 1.0 };
        assert!((fit.exponent - expected).abs() < 1e-6, "{fit:?}");
    }
    let forward = &comparison.cells[7];
    assert_eq!((forward.engine, forward.parameters), (EngineKind::Forward, 100));
    assert!((forward.ratio_to_loss.median - 100.0).abs() < 1e-6);
}

#[test]
fn every_kind_of_lie_is_caught_and_not_timed() {
    for honesty in [Honesty::Zeros, Honesty::Stale, Honesty::OneEntry] {
        for liar in [EngineKind::Reverse, EngineKind::Forward, EngineKind::NumDual] {
            let comparison = run(&EngineKind::ALL, &[10, 20], liar, honesty);
            let names: Vec<EngineKind> = comparison.rejected.iter().map(|rejected| rejected.engine).collect();
            assert_eq!(names, [liar], "the rejected, once each");
            assert!(comparison.cells.iter().all(|cell| cell.engine != liar));
            assert_eq!(comparison.cells.len(), 8);
        }
    }
}

#[test]
fn a_liar_without_witnesses_is_caught_by_the_slope() {
    let comparison = run(&[EngineKind::Reverse], &[10], EngineKind::Reverse, Honesty::Stale);
    assert_eq!(comparison.rejected.len(), 1);
    assert!(comparison.cells.is_empty(), "the yardstick was not asked for");
}

#[test]
fn a_cell_that_would_outlast_the_time_is_predicted() {
    // Forward takes 1e-6·p² seconds: 0.01, 1, 100 and 10000 s; a gradient may take 10 s.
    let comparison = run(&EngineKind::ALL, &[100, 1000, 10_000, 100_000], EngineKind::Loss, Honesty::Honest);
    let left_out: Vec<(EngineKind, usize)> =
        comparison.not_run.iter().map(|n| (n.engine, n.parameters)).collect();
    assert_eq!(left_out, [(EngineKind::Forward, 10_000), (EngineKind::Forward, 100_000)]);
    assert!((comparison.not_run[0].predicted_s / 100.0 - 1.0).abs() < 1e-6);
    assert!((comparison.not_run[1].predicted_s / 10_000.0 - 1.0).abs() < 1e-6);
}

#[test]
fn a_probe_predicts_and_is_not_reported() {
    let clock = Fake::default();
    let mut problems = problems(&clock, &[100, 1000, 10_000], EngineKind::Loss, Honesty::Honest);
    problems[0].is_probe = true;
    problems[1].is_probe = true;
    let comparison = compared(&problems, &EngineKind::ALL, &clock);
    let left_out: Vec<(EngineKind, usize)> =
        comparison.not_run.iter().map(|n| (n.engine, n.parameters)).collect();
    assert_eq!(left_out, [(EngineKind::Forward, 10_000)]);
    assert!(comparison.cells.iter().all(|cell| cell.parameters == 10_000));
    // Without the probes, forward mode would have run for 100 s.
    let now_s = clock.now().as_secs_f64();
    assert!(now_s < 20.0, "{now_s}");
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    let cells = || run(&EngineKind::ALL, &[10, 100], EngineKind::Loss, Honesty::Honest).cells;
    let json = |cells: Vec<CellRecord>| serde_json::to_string(&cells).expect("plain data");
    assert_eq!(json(cells()), json(cells()));
}
