//! The number of samples of each cell, within the time of the whole run.

/// The limits of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeLimits {
    /// Time for all samples together.
    pub(crate) budget_s: f64,
    /// The fewest samples of a cell: fewer have no median to speak of.
    pub(crate) min_samples: u32,
    /// The most samples of a cell.
    pub(crate) max_samples: u32,
}

impl TimeLimits {
    /// Returns whether the number of samples is fixed, so that more time would not bring more.
    pub(crate) fn is_fixed(&self) -> bool {
        self.min_samples == self.max_samples
    }

    /// Returns the longest that a single gradient may take: with its fewest samples it then fills half of the time.
    pub(crate) fn longest_gradient_s(&self) -> f64 {
        self.budget_s / (2.0 * f64::from(self.min_samples))
    }
}

/// The visits to each cell.
#[derive(Debug, PartialEq)]
pub(crate) struct Schedule {
    samples: Vec<u32>,
    rounds: u32,
}

impl Schedule {
    /// Shares the time out equally between cells with these sample times: quick ones get more samples, slow
    /// ones fewer, and cells that do not fit with their fewest are left out, slowest first. A `yardstick` is visited
    /// in every round, since others are compared with it there.
    pub(crate) fn new(sample_s: &[f64], yardstick: &[bool], limits: &TimeLimits) -> Self {
        let mut running: Vec<bool> = vec![true; sample_s.len()];
        loop {
            let samples = share(sample_s, yardstick, &running, limits);
            let total_s = Self { samples: samples.clone(), rounds: 0 }.total_s(sample_s);
            let slowest = (0..sample_s.len())
                .filter(|&i| running[i] && !yardstick[i] && samples[i] <= limits.min_samples)
                .max_by(|&a, &b| sample_s[a].total_cmp(&sample_s[b]));
            match slowest {
                Some(slowest) if total_s > limits.budget_s => running[slowest] = false,
                _ => {
                    let rounds = samples.iter().copied().max().unwrap_or(0);
                    return Self { samples, rounds };
                }
            }
        }
    }

    /// Returns the number of rounds.
    pub(crate) fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Returns the seconds of all visits together, with these times of a sample.
    pub(crate) fn total_s(&self, sample_s: &[f64]) -> f64 {
        self.samples.iter().zip(sample_s).map(|(&samples, sample_s)| f64::from(samples) * sample_s).sum()
    }

    /// Returns whether a cell is visited in a round: its samples are spread evenly over all of them.
    pub(crate) fn visits(&self, cell: usize, round: u32) -> bool {
        let seen_by = |round: u32| u64::from(round) * u64::from(self.samples[cell]) / u64::from(self.rounds);
        seen_by(round + 1) > seen_by(round)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32")]
fn share(sample_s: &[f64], yardstick: &[bool], running: &[bool], limits: &TimeLimits) -> Vec<u32> {
    let cells = running.iter().filter(|&&runs| runs).count();
    let each_s = limits.budget_s / cells as f64;
    let mut samples: Vec<u32> = sample_s
        .iter()
        .zip(running)
        .map(|(s, &runs)| {
            let fitting =
                (each_s / s).clamp(f64::from(limits.min_samples), f64::from(limits.max_samples)) as u32;
            if runs { fitting } else { 0 }
        })
        .collect();
    let rounds = samples.iter().copied().max().unwrap_or(0);
    for (samples, _) in samples.iter_mut().zip(yardstick).filter(|(_, yardstick)| **yardstick) {
        *samples = rounds;
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: TimeLimits = TimeLimits { budget_s: 60.0, min_samples: 3, max_samples: 25 };

    fn count(schedule: &Schedule, cell: usize) -> usize {
        (0..schedule.rounds()).filter(|&round| schedule.visits(cell, round)).count()
    }

    #[test]
    fn quick_cells_get_all_rounds_and_slow_ones_their_share() {
        let schedule = Schedule::new(&[1e-3, 0.1, 2.0, 6.0], &[true, false, false, false], &LIMITS);
        assert_eq!(schedule.rounds(), 25);
        assert_eq!([0, 1, 2, 3].map(|cell| count(&schedule, cell)), [25, 25, 7, 3]);
        assert!((schedule.total_s(&[1e-3, 0.1, 2.0, 6.0]) - (0.025 + 2.5 + 14.0 + 18.0)).abs() < 1e-12);
    }

    #[test]
    fn cells_that_do_not_fit_are_left_out_slowest_first() {
        let schedule = Schedule::new(&[1e-3, 9.0, 19.0, 9.5], &[true, false, false, false], &LIMITS);
        assert_eq!([0, 1, 2, 3].map(|cell| count(&schedule, cell) > 0), [true, true, false, true]);
    }

    #[test]
    fn fixed_rounds_are_kept() {
        let schedule = Schedule::new(
            &[1e-3, 2.0],
            &[true, false],
            &TimeLimits { min_samples: 5, max_samples: 5, ..LIMITS },
        );
        assert_eq!((schedule.rounds(), count(&schedule, 0), count(&schedule, 1)), (5, 5, 5));
    }

    #[test]
    fn a_plan_keeps_to_its_time() {
        let times: Vec<f64> = (0..40).map(|i| 1e-3 * 1.3_f64.powi(i)).collect();
        let schedule = Schedule::new(&times, &[false; 40], &LIMITS);
        let total_s: f64 = times.iter().enumerate().map(|(i, s)| count(&schedule, i) as f64 * s).sum();
        assert!(total_s <= LIMITS.budget_s, "{total_s}");
        assert!(LIMITS.longest_gradient_s() == 10.0);
    }

    #[test]
    fn nothing_to_do_is_a_plan_too() {
        assert_eq!(Schedule::new(&[], &[], &LIMITS).rounds(), 0);
    }
}
