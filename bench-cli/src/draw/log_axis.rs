//! A logarithmic axis.

use crate::draw::linear_axis::LinearScale;

/// The part of the positive numbers that an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogScale {
    /// log₁₀ of the lower end.
    low: f64,
    /// log₁₀ of the upper end.
    high: f64,
}

impl LogScale {
    /// Spans the values, with a little room on both sides. `None` without values.
    pub(crate) fn around(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = bounds(values)?;
        let room = 0.035 * (high - low);
        // One value alone stands in the middle of half a decade.
        Some(if high > low {
            Self { low: low - room, high: high + room }
        } else {
            Self { low: low - 0.25, high: high + 0.25 }
        })
    }

    /// Spans a power of ten to a power of ten. `None` without values.
    pub(crate) fn decades(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = bounds(values)?;
        let (low, high) = (low.floor(), high.ceil());
        Some(Self { low, high: if high > low { high } else { low + 1.0 } })
    }

    /// Returns the place of a value: 0 at the lower end, 1 at the upper.
    pub(crate) fn at(&self, value: f64) -> f64 {
        (value.log10() - self.low) / (self.high - self.low)
    }

    /// Powers of ten within the axis; fewer of them where there are many, and 2 and 5 times them where there
    /// are hardly any.
    pub(crate) fn ticks(&self, at_most: usize) -> Vec<f64> {
        /// Ends of an axis are powers of ten but for rounding.
        const SLACK: f64 = 1e-9;
        let inside = |value: &f64| (-SLACK..=1.0 + SLACK).contains(&self.at(*value));
        let mut decades = Vec::new();
        let mut exponent = self.low.floor();
        while exponent <= self.high + SLACK {
            decades.push(exponent);
            exponent += 1.0;
        }
        let step = decades.len().div_ceil(at_most.max(2)).max(1);
        let powers: Vec<f64> =
            decades.iter().step_by(step).map(|&exponent| power(exponent)).filter(inside).collect();
        if powers.len() >= 2 {
            return powers;
        }
        let between =
            decades.iter().flat_map(|&exponent| [1.0, 2.0, 5.0].map(|digit| digit * power(exponent)));
        between.filter(inside).collect()
    }

    /// Returns round numbers within the axis that are closer where it is short: powers of ten, or 2 and 5 times them too,
    /// or else those of a linear axis.
    pub(crate) fn close_ticks(&self, at_most: usize) -> Vec<f64> {
        /// A reader needs so many to judge distances.
        const ENOUGH: usize = 3;
        let powers = self.ticks(at_most);
        if powers.len() >= ENOUGH {
            return powers;
        }
        let inside = |value: &f64| (0.0..=1.0).contains(&self.at(*value));
        let mut exponents = Vec::new();
        let mut exponent = self.low.floor();
        while exponent <= self.high {
            exponents.push(exponent);
            exponent += 1.0;
        }
        let digits =
            exponents.iter().flat_map(|&exponent| [1.0, 2.0, 5.0].map(|digit| digit * power(exponent)));
        let round: Vec<f64> = digits.filter(inside).collect();
        if round.len() >= ENOUGH {
            return round;
        }
        let ends = [self.low, self.high].map(|exponent| 10_f64.powf(exponent));
        LinearScale::between(ends[0], ends[1]).map_or(round, |scale| scale.ticks(at_most))
    }
}

/// Returns the exact neighbour of a power of ten: 1e-7 and not 9.99e-8.
fn power(exponent: f64) -> f64 {
    format!("1e{exponent:.0}").parse().expect("an exponent that a finite number had")
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| *value > 0.0 && value.is_finite()).map(f64::log10).fold(None, |bounds, value| {
        let (low, high) = bounds.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decades(values: &[f64]) -> LogScale {
        LogScale::decades(values.iter().copied()).expect("values")
    }

    #[test]
    fn equal_factors_are_equal_steps() {
        let scale = decades(&[1e-6, 1e-2]);
        assert_eq!([1e-6, 1e-4, 1e-2].map(|value| scale.at(value)), [0.0, 0.5, 1.0]);
        assert!(LogScale::around([0.0, f64::NAN, -1.0].into_iter()).is_none(), "nothing to show");
    }

    #[test]
    fn ticks_are_powers_of_ten() {
        assert_eq!(decades(&[2e-7, 3e-5]).ticks(9), [1e-7, 1e-6, 1e-5, 1e-4]);
        assert_eq!(decades(&[1e-9, 9.0]).ticks(6), [1e-9, 1e-7, 1e-5, 1e-3, 1e-1, 1e1]);
        let scale = LogScale::around([37.0, 20_017.0].into_iter()).expect("values");
        assert_eq!(scale.ticks(9), [100.0, 1000.0, 10_000.0]);
    }

    #[test]
    fn a_short_axis_has_ticks_too() {
        let scale = LogScale::around([150.0, 700.0].into_iter()).expect("values");
        assert_eq!(scale.ticks(9), [200.0, 500.0]);
        let one = LogScale::around([337.0].into_iter()).expect("a value");
        assert_eq!((one.at(337.0), one.ticks(9)), (0.5, vec![200.0, 500.0]));
    }

    #[test]
    fn close_ticks_are_three_at_least() {
        let ticks = |low, high| LogScale::around([low, high].into_iter()).expect("values").close_ticks(6);
        assert_eq!(ticks(1e-6, 1.0), [1e-5, 1e-3, 0.1]);
        assert_eq!(ticks(0.008, 0.5), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]);
        assert_eq!(
            ticks(0.45, 0.9).iter().map(|tick| format!("{tick:.1}")).collect::<Vec<_>>(),
            ["0.5", "0.6", "0.7", "0.8", "0.9"]
        );
    }
}
