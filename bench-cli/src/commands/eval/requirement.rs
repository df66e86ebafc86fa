//! The bounds of `--require`: `accuracy=0.95`, `rmse=2.5`, `recall:rare=0.8`.

use std::fmt;
use std::str::FromStr;

use dualtape_mlp::{Bound, DataSchema, Evaluation, Metric, Task};

use crate::error::Failure;

/// A bound of a metric.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Requirement {
    /// The metric.
    pub(crate) metric: Metric,
    /// The name of the class, or of the target of a regression; none for all of them.
    pub(crate) part: Option<String>,
    /// The bound.
    pub(crate) bound: f64,
}

impl Requirement {
    /// The metric of an evaluation; none if the data have none.
    pub(crate) fn of(&self, evaluation: &Evaluation, schema: &DataSchema) -> Option<f64> {
        let Some(part) = &self.part else { return evaluation.metric(self.metric) };
        if self.metric.is_of_a_target() {
            let target = schema.target_names().position(|target| target == part)?;
            return evaluation.metric_of_target(self.metric, target);
        }
        let class = schema.classes.iter().position(|class| class == part)?;
        evaluation.metric_of_class(self.metric, class)
    }

    /// Returns whether a number meets the bound; none and NaN do not.
    pub(crate) fn is_met(&self, found: Option<f64>) -> bool {
        found.is_some_and(|found| match self.metric.bound() {
            Bound::AtLeast => found >= self.bound,
            Bound::AtMost => found <= self.bound,
        })
    }

    /// The bound in words.
    pub(crate) fn words(&self) -> String {
        let side = match self.metric.bound() {
            Bound::AtLeast => "at least",
            Bound::AtMost => "at most",
        };
        format!("{side} {}", self.bound)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            None => write!(f, "{}", self.metric),
            Some(part) => write!(f, "{}:{part}", self.metric),
        }
    }
}

impl FromStr for Requirement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The last sign: a name of a class may have one.
        let parts = text.rsplit_once('=').and_then(|(name, bound)| {
            let (name, part) = match name.split_once(':') {
                Some((name, part)) => (name, Some(part.trim().to_owned())),
                None => (name, None),
            };
            let metric: Metric = name.trim().parse().ok()?;
            let bound = bound.trim().parse().ok().filter(|bound: &f64| bound.is_finite())?;
            let is_of_a_part = metric.is_of_a_class() || metric.is_of_a_target();
            (part.is_none() || is_of_a_part).then_some(Self { metric, part, bound })
        });
        parts.ok_or_else(|| {
            format!(
                "expected one of {} with a bound such as accuracy=0.95, one of {} of a class such as recall:NAME=0.9, or one \
                 of {} of a target, found `{text}`",
                names(|_| true),
                names(Metric::is_of_a_class),
                names(Metric::is_of_a_target)
            )
        })
    }
}

/// The names of the metrics that are chosen, joined by commas.
fn names(is_chosen: impl Fn(Metric) -> bool) -> String {
    let chosen = Metric::ALL.iter().copied().filter(|&metric| is_chosen(metric));
    chosen.map(Metric::name).collect::<Vec<_>>().join(", ")
}

/// The help of `--require`.
pub(crate) fn help() -> String {
    format!(
        "Fail unless a metric keeps this bound, such as accuracy=0.95 or, of one class or target, recall:NAME=0.9: at most for {}, at \
         least for {}",
        names(|metric| metric.bound() == Bound::AtMost),
        names(|metric| metric.bound() == Bound::AtLeast)
    )
}

/// Checks that evaluations of a run with this schema have all metrics.
///
/// # Errors
///
/// If they lack one.
pub(crate) fn check(requirements: &[Requirement], schema: &DataSchema) -> Result<(), Failure> {
    for requirement in requirements {
        let (metric, task) = (requirement.metric, schema.task);
        if !metric.suits(task) {
            let fitting = names(|metric| metric.suits(task));
            let sentence =
                format!("--require: found {metric}, expected one of {fitting} as the run is a {task}");
            return Err(Failure::Input(sentence));
        }
        let has_units = matches!(metric, Metric::Rmse | Metric::Mae) && schema.targets.len() > 1;
        if requirement.part.is_none() && has_units {
            return Err(Failure::Input(format!(
                "--require: found {metric} of several targets, whose units differ, expected that of one such as {metric}:{}",
                schema.targets[0].name
            )));
        }
        let Some(part) = &requirement.part else { continue };
        let (noun, parts) = match task {
            Task::Classification => ("class", schema.classes.clone()),
            Task::Regression => ("target", schema.target_names().map(str::to_owned).collect()),
        };
        if !parts.contains(part) {
            return Err(Failure::Input(format!(
                "--require: found the {noun} `{part}`, expected one of {}",
                parts.join(", ")
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Requirement {
        text.parse().expect(text)
    }

    #[test]
    fn bounds_are_kept_from_their_side() {
        let met = |text: &str, x| parsed(text).is_met(Some(x));
        for &metric in Metric::ALL {
            let [below, at, above] = [0.1, 0.2, 0.3].map(|x| met(&format!("{metric}=0.2"), x));
            let is_upper = ["loss", "log_loss", "rmse", "mae"].contains(&metric.name());
            assert_eq!((below, at, above), (is_upper, true, !is_upper), "{metric}");
            assert!(!met(&format!("{metric}=0"), f64::NAN), "{metric}");
            assert!(!parsed(&format!("{metric}=0")).is_met(None), "{metric}: a figure that is not there");
        }
    }

    #[test]
    fn a_class_is_named_after_a_colon() {
        let requirement = parsed("recall:a=b:c=0.5");
        assert_eq!((requirement.part.as_deref(), requirement.bound), (Some("a=b:c"), 0.5));
        assert_eq!(
            (requirement.to_string(), requirement.words()),
            ("recall:a=b:c".into(), "at least 0.5".into())
        );
    }

    #[test]
    fn what_is_no_requirement_is_said_so() {
        for text in ["accuracy", "accuracy=", "accuracy=NaN", "gini=0.9", "=1", "", "auc:rare=0.5"] {
            let message = text.parse::<Requirement>().expect_err(text);
            assert!(message.starts_with("expected one of loss, accuracy, balanced_accuracy, "), "{message}");
            assert!(message.ends_with(&format!("found `{text}`")), "{message}");
        }
    }
}
