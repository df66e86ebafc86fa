//! How many samples each cell gets, so that the whole run fits its time.

/// What a run may spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// Time for all samples together.
    pub(crate) budget_s: f64,
    /// Samples that a cell needs at least: fewer have no median to speak of.
    pub(crate) min_samples: u32,
    /// Samples that a cell gets at most.
    pub(crate) max_samples: u32,
}

impl Limits {
    /// Whether the number of samples was given, so that more time would not bring more.
    pub(crate) fn is_fixed(&self) -> bool {
        self.min_samples == self.max_samples
    }

    /// The longest that a single gradient may take: with its fewest samples it then fills half of the time.
    pub(crate) fn longest_gradient_s(&self) -> f64 {
        self.budget_s / (2.0 * f64::from(self.min_samples))
    }
}

/// Who is visited how often.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    samples: Vec<u32>,
    rounds: u32,
}

impl Plan {
    /// Shares the time out equally between cells with these sample times: quick ones get more samples, slow
    /// ones fewer, and what does not fit with its fewest is left out, slowest first. A `yardstick` is visited
    /// in every round, since others are compared with it there.
    pub(crate) fn new(sample_s: &[f64], yardstick: &[bool], limits: &Limits) -> Self {
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

    /// Rounds in all.
    pub(crate) fn rounds(&self) -> u32 {
        self.rounds
    }

    /// How long all visits together take, with these times of a sample.
    pub(crate) fn total_s(&self, sample_s: &[f64]) -> f64 {
        self.samples.iter().zip(sample_s).map(|(&samples, sample_s)| f64::from(samples) * sample_s).sum()
    }

    /// Whether a cell is visited in a round: its samples are spread evenly over all of them.
    pub(crate) fn visits(&self, cell: usize, round: u32) -> bool {
        let seen_by = |round: u32| u64::from(round) * u64::from(self.samples[cell]) / u64::from(self.rounds);
        seen_by(round + 1) > seen_by(round)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32")]
fn share(sample_s: &[f64], yardstick: &[bool], running: &[bool], limits: &Limits) -> Vec<u32> {
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

    const LIMITS: Limits = Limits { budget_s: 60.0, min_samples: 3, max_samples: 25 };

    fn count(plan: &Plan, cell: usize) -> usize {
        (0..plan.rounds()).filter(|&round| plan.visits(cell, round)).count()
    }

    #[test]
    fn quick_cells_get_all_rounds_and_slow_ones_their_share() {
        let plan = Plan::new(&[1e-3, 0.1, 2.0, 6.0], &[true, false, false, false], &LIMITS);
        assert_eq!(plan.rounds(), 25);
        assert_eq!([0, 1, 2, 3].map(|cell| count(&plan, cell)), [25, 25, 7, 3]);
        assert!((plan.total_s(&[1e-3, 0.1, 2.0, 6.0]) - (0.025 + 2.5 + 14.0 + 18.0)).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_fit_is_left_out_slowest_first() {
        let plan = Plan::new(&[1e-3, 9.0, 19.0, 9.5], &[true, false, false, false], &LIMITS);
        assert_eq!([0, 1, 2, 3].map(|cell| count(&plan, cell) > 0), [true, true, false, true]);
    }

    #[test]
    fn fixed_rounds_are_kept() {
        let plan =
            Plan::new(&[1e-3, 2.0], &[true, false], &Limits { min_samples: 5, max_samples: 5, ..LIMITS });
        assert_eq!((plan.rounds(), count(&plan, 0), count(&plan, 1)), (5, 5, 5));
    }

    #[test]
    fn a_plan_keeps_to_its_time() {
        let times: Vec<f64> = (0..40).map(|i| 1e-3 * 1.3_f64.powi(i)).collect();
        let plan = Plan::new(&times, &[false; 40], &LIMITS);
        let total_s: f64 = times.iter().enumerate().map(|(i, s)| count(&plan, i) as f64 * s).sum();
        assert!(total_s <= LIMITS.budget_s, "{total_s}");
        assert!(LIMITS.longest_gradient_s() == 10.0);
    }

    #[test]
    fn nothing_to_do_is_a_plan_too() {
        assert_eq!(Plan::new(&[], &[], &LIMITS).rounds(), 0);
    }
}
