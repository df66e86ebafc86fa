//! The comparison on a clock that obeys.

use dualtape_contenders::WorkloadName;
use dualtape_forward::Lanes;

use super::*;
use crate::analysis::growth;
use crate::benchmark::simulated::{Fault, nominal_seconds, problems};
use crate::benchmark::timing::SimulatedClock;
use crate::record::environment::ClockKind;

fn run(engines: &[EngineKind], sizes: &[usize], faulty: EngineKind, fault: Fault) -> Comparison {
    let clock = SimulatedClock::default();
    compared(&problems(&clock, sizes, nominal_seconds, (faulty, fault)), engines, &clock)
}

fn compared(problems: &[Problem<f64>], engines: &[EngineKind], clock: &SimulatedClock) -> Comparison {
    compare(problems, &settings(engines, Interrupt::default()), clock).expect("the loss is right")
}

fn settings(engines: &[EngineKind], interrupt: Interrupt) -> ComparisonSettings {
    ComparisonSettings {
        nouns: WorkloadName::Mlp.nouns(),
        engines: engines.to_vec(),
        engine_options: EngineOptions { lanes: Lanes::Auto, threads: 1 },
        limits: TimeLimits { budget_s: 60.0, min_samples: 3, max_samples: 9 },
        seed: 7,
        interrupt,
        visible: false,
    }
}

#[test]
fn honest_engines_are_timed_and_grow_as_they_should() {
    let comparison = run(&EngineKind::DEFAULT, &[10, 100, 1000], EngineKind::Loss, Fault::None);
    assert!(comparison.rejected.is_empty() && comparison.not_run.is_empty());
    assert_eq!(comparison.cells.len(), 3 * EngineKind::DEFAULT.len());
    let fits = growth::fits(&comparison.cells);
    for fit in fits.iter().filter(|fit| fit.quantity == crate::record::Quantity::Seconds) {
        let expected = if fit.engine == EngineKind::Forward { 2.0 } else { 1.0 };
        assert!((fit.exponent - expected).abs() < 1e-6, "{fit:?}");
    }
    let forward = &comparison.cells[EngineKind::DEFAULT.len() + 2];
    assert_eq!((forward.engine, forward.parameters), (EngineKind::Forward, 100));
    assert!((forward.ratio_to_loss.median - 100.0).abs() < 1e-6);
}

#[test]
fn every_kind_of_lie_is_caught_and_not_timed() {
    for fault in [Fault::Zeros, Fault::Stale, Fault::OneEntry] {
        for faulty in [EngineKind::Reverse, EngineKind::Forward, EngineKind::NumDual] {
            let comparison = run(&EngineKind::DEFAULT, &[10, 20], faulty, fault);
            let names: Vec<EngineKind> = comparison.rejected.iter().map(|rejected| rejected.engine).collect();
            assert_eq!(names, [faulty], "the rejected, once each");
            assert!(comparison.cells.iter().all(|cell| cell.engine != faulty));
            assert_eq!(comparison.cells.len(), 2 * (EngineKind::DEFAULT.len() - 1));
        }
    }
}

#[test]
fn a_liar_without_witnesses_is_caught_by_the_slope() {
    let comparison = run(&[EngineKind::Reverse], &[10], EngineKind::Reverse, Fault::Stale);
    assert_eq!(comparison.rejected.len(), 1);
    assert!(comparison.cells.is_empty(), "the yardstick was not asked for");
}

#[test]
fn a_cell_that_would_outlast_the_time_is_predicted() {
    // Forward takes 1e-6·p² seconds: 0.01, 1, 100 and 10000 s; a gradient may take 10 s.
    let comparison = run(&EngineKind::DEFAULT, &[100, 1000, 10_000, 100_000], EngineKind::Loss, Fault::None);
    let left_out: Vec<(EngineKind, usize)> =
        comparison.not_run.iter().map(|n| (n.engine, n.parameters)).collect();
    assert_eq!(left_out, [(EngineKind::Forward, 10_000), (EngineKind::Forward, 100_000)]);
    assert!((comparison.not_run[0].predicted_s / 100.0 - 1.0).abs() < 1e-6);
    assert!((comparison.not_run[1].predicted_s / 10_000.0 - 1.0).abs() < 1e-6);
}

#[test]
fn a_probe_predicts_and_is_not_reported() {
    let clock = SimulatedClock::default();
    let mut problems =
        problems(&clock, &[100, 1000, 10_000], nominal_seconds, (EngineKind::Loss, Fault::None));
    problems[0].is_probe = true;
    problems[1].is_probe = true;
    let comparison = compared(&problems, &EngineKind::DEFAULT, &clock);
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
    let cells = || run(&EngineKind::DEFAULT, &[10, 100], EngineKind::Loss, Fault::None).cells;
    let json = |cells: Vec<CellRecord>| serde_json::to_string(&cells).expect("plain data");
    assert_eq!(json(cells()), json(cells()));
}

#[test]
fn an_interrupt_leaves_what_was_measured() {
    /// Raises its flag at the given reading of the clock.
    struct Impatient {
        clock: SimulatedClock,
        interrupt: Interrupt,
        at_s: f64,
    }
    impl Clock for Impatient {
        fn now(&self) -> std::time::Duration {
            let now = self.clock.now();
            if now.as_secs_f64() > self.at_s {
                self.interrupt.raise();
            }
            now
        }
        fn kind(&self) -> Option<ClockKind> {
            None
        }
    }
    let outcome = |at_s| {
        let clock = SimulatedClock::default();
        let problems =
            problems(&clock, &[100, 1000, 10_000], nominal_seconds, (EngineKind::Loss, Fault::None));
        let interrupt = Interrupt::default();
        let settings = settings(&[EngineKind::Loss, EngineKind::Reverse], interrupt.clone());
        let impatient = Impatient { clock: clock.clone(), interrupt, at_s };
        (compare(&problems, &settings, &impatient), clock.now().as_secs_f64())
    };
    let (whole, took_s) = outcome(f64::INFINITY);
    let whole = whole.expect("nobody interrupts");
    assert!(whole.not_run.is_empty() && whole.cells.iter().all(|cell| cell.seconds.samples.len() == 9));
    // Checks come first: this is in the middle of the samples.
    let part = outcome(0.75 * took_s).0.expect("some were measured");
    assert!(!part.cells.is_empty());
    assert!(part.cells.iter().all(|cell| (1..9).contains(&cell.seconds.samples.len())));
    assert_eq!(part.cells.len() + part.not_run.len(), 6);
    let none = outcome(0.0).0.err().expect("nothing was measured");
    assert_eq!(none.exit_code(), 130);
}
