//! The rounds themselves.

use std::ops::ControlFlow;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::benchmark::timing::{Cell, Clock, Plan};
use crate::error::Failure;

/// Takes all the samples of a plan; `on_visit` is told before each which cell it is, and may end them.
pub(crate) fn run_rounds(
    clock: &dyn Clock,
    cells: &mut [Cell<'_>],
    plan: &Plan,
    seed: u64,
    on_visit: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for round in 0..plan.rounds() {
        let mut order: Vec<usize> = (0..cells.len()).filter(|&cell| plan.visits(cell, round)).collect();
        order.shuffle(&mut random);
        for cell in order {
            if on_visit(cell).is_break() {
                return Ok(());
            }
            cells[cell].sample(clock, round)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benchmark::timing::{Limits, SimulatedClock};
    use crate::stats;

    /// Cells of the given times on a machine that gets slower by `drift` with every visit.
    fn cells(clock: &SimulatedClock, times: &[f64], drift: f64) -> Vec<Cell<'static>> {
        let speed = std::rc::Rc::new(std::cell::Cell::new(1.0));
        times
            .iter()
            .map(|&seconds| {
                let (inner, speed) = (clock.clone(), speed.clone());
                let work = Box::new(move || {
                    speed.set(speed.get() * drift);
                    inner.advance(seconds * speed.get());
                    Ok(())
                });
                Cell::new(clock, work, 0.0, Some(0)).expect("the work never fails")
            })
            .collect()
    }

    fn plan(cells: &[Cell<'_>], rounds: u32) -> Plan {
        let times: Vec<f64> = cells.iter().map(Cell::sample_s).collect();
        let limits = Limits { budget_s: 1e9, min_samples: rounds, max_samples: rounds };
        Plan::new(&times, &vec![false; cells.len()], &limits)
    }

    fn visits(seed: u64) -> Vec<usize> {
        let clock = SimulatedClock::default();
        let mut cells = cells(&clock, &[1.0; 6], 1.0);
        let plan = plan(&cells, 4);
        let mut order = Vec::new();
        let mut note = |cell| {
            order.push(cell);
            ControlFlow::Continue(())
        };
        run_rounds(&clock, &mut cells, &plan, seed, &mut note).expect("no failure");
        order
    }

    #[test]
    fn every_round_visits_every_cell_once_in_an_order_of_its_own() {
        let order = visits(7);
        for round in order.chunks(6) {
            let mut cells = round.to_vec();
            cells.sort_unstable();
            assert_eq!(cells, [0, 1, 2, 3, 4, 5]);
        }
        assert_ne!(order[..6], order[6..12]);
        assert_eq!(order, visits(7));
        assert_ne!(order, visits(8));
    }

    #[test]
    fn ratios_within_a_round_survive_a_machine_that_drifts() {
        let clock = SimulatedClock::default();
        let mut cells = cells(&clock, &[1.0, 3.0], 1.05);
        let plan = plan(&cells, 30);
        run_rounds(&clock, &mut cells, &plan, 7, &mut |_| ControlFlow::Continue(())).expect("no failure");
        let (first, last) = (cells[0].seconds()[0], cells[0].seconds()[29]);
        assert!(last / first > 10.0, "the machine drifts: {first} to {last}");
        let ratio = stats::median(&cells[1].ratios(&cells));
        assert!((ratio / 3.0 - 1.0).abs() < 0.06, "{ratio}");
    }

    #[test]
    fn a_sample_is_the_time_of_one_repetition() {
        let clock = SimulatedClock::default();
        let mut cells = cells(&clock, &[1e-5], 1.0);
        let plan = plan(&cells, 3);
        run_rounds(&clock, &mut cells, &plan, 7, &mut |_| ControlFlow::Continue(())).expect("no failure");
        assert_eq!(cells[0].seconds().len(), 3);
        assert!((stats::median(&cells[0].seconds()) - 1e-5).abs() < 1e-10);
        assert!((cells[0].estimate_s() - 1e-5).abs() < 1e-10);
    }
}
