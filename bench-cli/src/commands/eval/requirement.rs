//! The bounds of `--require`: `accuracy=0.95`, `r2=0.4`, `loss=0.1`.

use std::fmt;
use std::str::FromStr;

use dualtape_mlp::{Score, Task};
use serde::Serialize;

use crate::error::Failure;

/// A metric of a [`Score`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Metric {
    /// The share of correct classes, bounded from below.
    Accuracy,
    /// The share of explained variance, bounded from below.
    R2,
    /// The loss, bounded from above.
    Loss,
}

impl Metric {
    const ALL: [Self; 3] = [Self::Accuracy, Self::R2, Self::Loss];

    /// The name on the command line and in JSON.
    fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::R2 => "r2",
            Self::Loss => "loss",
        }
    }

    /// The metric of a score; none if the task or the data have none.
    pub(crate) fn of(self, score: &Score) -> Option<f64> {
        match self {
            Self::Accuracy => score.accuracy,
            Self::R2 => score.r2,
            Self::Loss => Some(score.loss),
        }
    }

    /// Returns whether scores of the task have this metric.
    fn suits(self, task: Task) -> bool {
        match self {
            Self::Accuracy => task == Task::Classification,
            Self::R2 => task == Task::Regression,
            Self::Loss => true,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A bound of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Requirement {
    /// The metric.
    pub(crate) metric: Metric,
    /// The bound.
    pub(crate) bound: f64,
}

impl Requirement {
    /// Returns whether a score meets the bound; NaN does not.
    pub(crate) fn is_met(self, score: &Score) -> bool {
        self.metric.of(score).is_some_and(|found| match self.metric {
            Metric::Accuracy | Metric::R2 => found >= self.bound,
            Metric::Loss => found <= self.bound,
        })
    }

    /// The bound in words.
    pub(crate) fn words(self) -> String {
        let side = match self.metric {
            Metric::Accuracy | Metric::R2 => "at least",
            Metric::Loss => "at most",
        };
        format!("{side} {}", self.bound)
    }
}

impl FromStr for Requirement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').and_then(|(name, bound)| {
            let metric = Metric::ALL.into_iter().find(|metric| metric.name() == name.trim())?;
            let bound = bound.trim().parse().ok().filter(|bound: &f64| bound.is_finite())?;
            Some(Self { metric, bound })
        });
        parts.ok_or_else(|| {
            format!("expected accuracy, r2 or loss with a bound such as accuracy=0.95, found `{text}`")
        })
    }
}

/// Checks that scores of the task have all metrics.
///
/// # Errors
///
/// If they lack one.
pub(crate) fn check(requirements: &[Requirement], task: Task) -> Result<(), Failure> {
    match requirements.iter().find(|requirement| !requirement.metric.suits(task)) {
        None => Ok(()),
        Some(Requirement { metric, .. }) => {
            let fitting: Vec<&str> =
                Metric::ALL.iter().filter(|metric| metric.suits(task)).map(|metric| metric.name()).collect();
            let fitting = fitting.join(" or ");
            Err(Failure::Input(format!(
                "--require: found {metric}, expected {fitting} as the run is a {task}"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_kept_from_their_side() {
        let score = |x| Score { loss: x, accuracy: Some(x), r2: None };
        let met = |text: &str, x| text.parse::<Requirement>().expect(text).is_met(&score(x));
        assert!(met("accuracy=0.95", 0.95) && !met("accuracy=0.95", 0.94));
        assert!(met("loss=0.1", 0.1) && !met("loss=0.1", 0.2));
        assert!(!met("loss=0.1", f64::NAN) && !met("accuracy=0", f64::NAN));
        assert!(!met("r2=-5", 1.0), "a figure that is not there");
    }

    #[test]
    fn what_is_no_requirement_is_said_so() {
        for text in ["accuracy", "accuracy=", "accuracy=NaN", "f1=0.9", "=1", ""] {
            let expected = "expected accuracy, r2 or loss with a bound such as accuracy=0.95";
            assert_eq!(text.parse::<Requirement>(), Err(format!("{expected}, found `{text}`")));
        }
    }
}
