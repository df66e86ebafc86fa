//! The number of paths from the variables to the value, which is the cost of summing over paths.

use std::fmt;

use crate::commands::explain::trace::{Op, Trace};
use crate::units;

/// A number of paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Paths {
    /// An exact number.
    Exactly(u128),
    /// Ten to this power, approximately.
    PowerOfTen(f64),
}

impl Trace {
    /// Counts the paths to the output: the paths to a node are those to its operands together.
    pub(crate) fn paths(&self) -> Paths {
        let mut paths: Vec<Paths> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let count = match node.op {
                Op::Variable(_) => Paths::Exactly(1),
                _ => node.inputs.iter().fold(Paths::Exactly(0), |sum, &input| sum.plus(paths[input])),
            };
            paths.push(count);
        }
        paths[self.output]
    }
}

impl Paths {
    fn plus(self, other: Self) -> Self {
        if let (Self::Exactly(a), Self::Exactly(b)) = (self, other)
            && let Some(sum) = a.checked_add(b)
        {
            return Self::Exactly(sum);
        }
        let (a, b) = (self.log10(), other.log10());
        let (high, low) = (a.max(b), a.min(b));
        Self::PowerOfTen(high + 10_f64.powf(low - high).ln_1p() / std::f64::consts::LN_10)
    }

    fn log10(self) -> f64 {
        match self {
            Self::Exactly(count) => (count as f64).log10(),
            Self::PowerOfTen(power) => power,
        }
    }

    /// The number as a float; infinite beyond its range.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Exactly(count) => count as f64,
            Self::PowerOfTen(power) => 10_f64.powf(power),
        }
    }
}

impl fmt::Display for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Exactly(count) if count < 1_000_000_000_000 => {
                let count = usize::try_from(count).expect("below 10¹²");
                f.write_str(&units::count(count))
            }
            paths => write!(f, "about 10^{:.0}", paths.log10().floor()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_no_integer_holds_go_on_as_powers_of_ten() {
        let mut paths = Paths::Exactly(1);
        for doubled in 1..=2000 {
            paths = paths.plus(paths);
            let expected = f64::from(doubled) * 2_f64.log10();
            assert!((paths.log10() - expected).abs() < 1e-9 * expected.max(1.0), "{doubled}: {paths:?}");
        }
        assert_eq!(paths.to_string(), "about 10^602");
        assert_eq!(Paths::Exactly(1_234_567).to_string(), "1,234,567");
        assert_eq!(Paths::Exactly(0).plus(Paths::Exactly(0)), Paths::Exactly(0));
    }
}
