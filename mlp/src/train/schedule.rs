//! Learning rate schedules.

use crate::error::Error;
use crate::text::serde_as_text;
use dualtape_core::Scalar;
use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

/// The factor of the learning rate in each epoch: `constant`, `cosine`, `step` or `step:EVERY:FACTOR`.
///
/// # Example
/// ```
/// use dualtape_mlp::Schedule;
///
/// assert_eq!(Schedule::Cosine.factor(6, 10), 0.5);
/// let step: Schedule = "step:20:0.5".parse()?;
/// assert_eq!([1, 20, 21, 41].map(|epoch| step.factor(epoch, 100)), [1.0, 1.0, 0.5, 0.25]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Schedule {
    /// The factor 1.
    #[default]
    Constant,
    /// The factor (1 + cos(π (e − 1) / E)) / 2 in epoch e of E, from 1 in the first epoch (Loshchilov and Hutter 2017,
    /// without restarts).
    Cosine,
    /// The factor 1 at first, multiplied by `factor` after every `every` epochs; `step` alone is `step:30:0.1`, as in
    /// He et al. 2016.
    Step {
        /// The number of epochs from one step to the next, at least 1.
        every: usize,
        /// The factor of one step, above 0 and at most 1.
        factor: f64,
    },
}

impl Schedule {
    /// Returns the factor of the learning rate in epoch `epoch`, from 1, of `epochs`.
    #[must_use]
    pub fn factor(self, epoch: usize, epochs: usize) -> f64 {
        match self {
            Self::Constant => 1.0,
            // Core's cosine, for the same bits on every platform.
            Self::Cosine => 0.5 * (1.0 + Scalar::cos(PI * (epoch - 1) as f64 / epochs as f64)),
            Self::Step { every, factor } => (0..(epoch - 1) / every).fold(1.0, |product, _| product * factor),
        }
    }

    /// Returns whether the factor of an epoch depends on the total number of epochs.
    #[must_use]
    pub fn depends_on_epochs(self) -> bool {
        self == Self::Cosine
    }

    /// The syntax of a schedule.
    pub(super) const EXPECTED: &'static str =
        "constant, cosine, step, or step:EVERY:FACTOR with EVERY at least 1 and FACTOR above 0 and at most 1";

    /// Returns whether the parameters of a step schedule are in range.
    pub(super) fn is_valid(self) -> bool {
        match self {
            Self::Constant | Self::Cosine => true,
            Self::Step { every, factor } => every > 0 && factor > 0.0 && factor <= 1.0,
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => f.pad("constant"),
            Self::Cosine => f.pad("cosine"),
            Self::Step { every, factor } => f.pad(&format!("step:{every}:{factor}")),
        }
    }
}

impl FromStr for Schedule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts: Vec<&str> = text.split(':').collect();
        let schedule = match parts[..] {
            ["constant"] => Some(Self::Constant),
            ["cosine"] => Some(Self::Cosine),
            ["step"] => Some(Self::Step { every: 30, factor: 0.1 }),
            ["step", every, factor] => every
                .parse()
                .ok()
                .zip(factor.parse().ok())
                .map(|(every, factor)| Self::Step { every, factor }),
            _ => None,
        };
        schedule.filter(|schedule| schedule.is_valid()).ok_or_else(|| Error::Setting {
            name: "schedule",
            found: format!("`{text}`"),
            expected: Self::EXPECTED,
        })
    }
}

serde_as_text!(Schedule);

#[cfg(test)]
mod tests {
    use super::Schedule;

    #[test]
    fn schedules_parse_and_display() {
        for text in ["constant", "cosine", "step:20:0.5"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
        assert_eq!("step".parse::<Schedule>().unwrap().to_string(), "step:30:0.1");
        for text in ["", "linear", "step:0:0.1", "step:3", "step:3:0", "step:3:1.5", "step:3:NaN", "cosine:3"]
        {
            let message = text.parse::<Schedule>().unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("schedule: found `{text}`, expected constant, ")),
                "{message}"
            );
        }
    }

    #[test]
    fn cosine_decreases_from_one() {
        let factors: Vec<f64> = (1..=10).map(|epoch| Schedule::Cosine.factor(epoch, 10)).collect();
        assert_eq!(factors[0], 1.0);
        assert!(factors.windows(2).all(|pair| pair[1] < pair[0]), "{factors:?}");
        assert!((factors[9] - 0.5 * (1.0 - (0.1 * std::f64::consts::PI).cos())).abs() < 1e-15);
    }
}
