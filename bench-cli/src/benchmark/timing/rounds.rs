//! The rounds themselves.

use std::ops::ControlFlow;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::benchmark::timing::{Cell, Clock, Plan};
use crate::error::Failure;
use crate::stats;

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

/// The relative standard error of a ratio from which on more samples are not worth their time.
const CERTAIN: f64 = 0.005;

/// The most samples of a cell: beyond this a median narrows too slowly.
const MAX_SAMPLES: usize = 200;

/// Spends up to `remaining_s` on further samples, always of the cell whose ratio to its yardstick is least certain and
/// fits the time; `on_visit` is called as in [`run_rounds`]. Rounds are numbered from `first_round` on.
pub(crate) fn refine(
    clock: &dyn Clock,
    cells: &mut [Cell<'_>],
    first_round: u32,
    mut remaining_s: f64,
    on_visit: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<(), Failure> {
    for round in first_round.. {
        let pair = |cell: usize| cells[cell].yardstick.filter(|&yardstick| yardstick != cell);
        let cost_s =
            |cell: usize| cells[cell].sample_s() + pair(cell).map_or(0.0, |other| cells[other].sample_s());
        let next = (0..cells.len())
            .filter(|&cell| {
                (1..MAX_SAMPLES).contains(&cells[cell].samples.len()) && cost_s(cell) <= remaining_s
            })
            .map(|cell| (cell, standard_error(&cells[cell].ratios(cells))))
            .filter(|&(_, error)| error > CERTAIN)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((cell, _)) = next else { break };
        remaining_s -= cost_s(cell);
        // The order alternates, so that neither always comes first.
        let mut visits: Vec<usize> = pair(cell).into_iter().chain([cell]).collect();
        if round % 2 == 1 {
            visits.reverse();
        }
        for cell in visits {
            if on_visit(cell).is_break() {
                return Ok(());
            }
            cells[cell].sample(clock, round)?;
        }
    }
    Ok(())
}

/// Returns an estimate of the relative standard error of a sample's median, pessimistic for few values: 1.25 σ/√n as
/// for a normal distribution, with σ from the mean absolute deviation.
fn standard_error(sample: &[f64]) -> f64 {
    let (n, centre) = (sample.len() as f64, stats::median(sample));
    let deviation = sample.iter().map(|x| (x - centre).abs()).sum::<f64>() / n;
    1.25 * 1.25 * deviation / centre / n.sqrt() * (1.0 + 4.0 / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benchmark::timing::{Limits, SimulatedClock};

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
    fn the_rest_of_the_time_goes_to_the_least_certain_cell() {
        let clock = SimulatedClock::default();
        let mut cells = cells(&clock, &[1.0, 3.0], 1.0);
        let (inner, mut turn) = (clock.clone(), 0);
        let noisy = Box::new(move || {
            turn += 1;
            inner.advance(2.0 + 0.2 * f64::from(turn % 3));
            Ok(())
        });
        cells.push(Cell::new(&clock, noisy, 0.0, Some(0)).expect("the work never fails"));
        let plan = plan(&cells, 3);
        let mut go_on = |_| ControlFlow::Continue(());
        run_rounds(&clock, &mut cells, &plan, 7, &mut go_on).expect("no failure");
        refine(&clock, &mut cells, plan.rounds(), 31.0, &mut go_on).expect("no failure");
        let samples = [0, 1, 2].map(|cell| cells[cell].seconds().len());
        assert_eq!(samples[1], 3, "it is certain");
        assert!(samples[2] >= 3 + 9 && samples[0] == samples[2], "{samples:?}");
        assert_eq!(cells[2].ratios(&cells).len(), samples[2], "each beside its yardstick");
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
