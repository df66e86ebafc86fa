//! A linear axis.

/// The part of the numbers that an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LinearScale {
    low: f64,
    high: f64,
}

impl LinearScale {
    /// Spans the values, with a little room on both sides. `None` without finite values, or if they spread
    /// further than numbers reach.
    pub(crate) fn around(values: impl Iterator<Item = f64>) -> Option<Self> {
        let [low, high] = bounds(values)?;
        let room = if high > low { 0.04 * (high - low) } else { 0.1 * low.abs().max(1.0) };
        Self::between(low - room, high + room)
    }

    /// Spans zero to just above the values. `None` as for [`LinearScale::around`].
    pub(crate) fn from_zero(values: impl Iterator<Item = f64>) -> Option<Self> {
        let [low, high] = bounds(values)?;
        let high = high.max(0.0);
        Self::between(low.min(0.0), if high > 0.0 { 1.05 * high } else { 1.0 })
    }

    /// Spans one number to a larger one. `None` if they are no such numbers.
    pub(crate) fn between(low: f64, high: f64) -> Option<Self> {
        let span = high - low;
        (span.is_finite() && span > 0.0).then_some(Self { low, high })
    }

    /// Returns the place of a value: 0 at the lower end, 1 at the upper.
    pub(crate) fn at(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Returns multiples of 1, 2 or 5 times a power of ten within the axis.
    pub(crate) fn ticks(&self, at_most: usize) -> Vec<f64> {
        let least = (self.high - self.low) / at_most.max(2) as f64;
        let power = 10_f64.powf(least.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|step| *step >= least);
        let step = step.unwrap_or(10.0 * power);
        let first = (self.low / step).ceil();
        // Where numbers are too coarse for steps there are no ticks.
        let ticks = (0..=at_most).map(|index| (first + index as f64) * step);
        ticks.take_while(|tick| *tick <= self.high).filter(|tick| tick.is_finite()).collect()
    }

    /// Returns those of the ticks that are whole numbers.
    pub(crate) fn whole_ticks(&self, at_most: usize) -> Vec<f64> {
        self.ticks(at_most).into_iter().filter(|tick| tick.fract() == 0.0).collect()
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    values.filter(|value| value.is_finite()).fold(None, |bounds, value| {
        let [low, high] = bounds.unwrap_or([value, value]);
        Some([low.min(value), high.max(value)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = LinearScale::from_zero([0.3, 0.83].into_iter()).expect("values");
        assert_eq!(
            scale.ticks(5).iter().map(|x| format!("{x:.1}")).collect::<Vec<_>>(),
            ["0.0", "0.2", "0.4", "0.6", "0.8"]
        );
        let scale = LinearScale::between(-25.0, 25.0).expect("an axis");
        assert_eq!(scale.ticks(5), [-20.0, -10.0, 0.0, 10.0, 20.0]);
        assert_eq!((scale.at(-25.0), scale.at(0.0), scale.at(25.0)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn whole_ticks_skip_the_halves() {
        let ticks = |high| LinearScale::between(1.0, high).expect("an axis").whole_ticks(8);
        assert_eq!(ticks(3.0), [1.0, 2.0, 3.0]);
        assert_eq!(ticks(60.0), [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
    }

    #[test]
    fn what_has_no_axis_gets_none() {
        assert!(LinearScale::around([f64::NAN, f64::INFINITY].into_iter()).is_none());
        assert!(LinearScale::around([-1.7e308, 1.7e308].into_iter()).is_none());
        let one = LinearScale::around([3.0].into_iter()).expect("one value");
        assert_eq!(one.at(3.0), 0.5);
        assert!(LinearScale::from_zero([1e300].into_iter()).expect("huge").ticks(5).len() >= 3);
    }
}
