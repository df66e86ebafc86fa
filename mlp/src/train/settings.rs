//! The settings of a training.

use super::schedule::Schedule;
use crate::error::Error;
use crate::optimizer::OptimizerKind;
use crate::text::serde_as_text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The number of examples per step: `full`, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Batch {
    /// All examples.
    Full,
    /// This number of examples; the last batch of an epoch may be smaller.
    Rows(usize),
}

impl Batch {
    /// Returns the number of examples per step for a data set of `rows` examples.
    #[must_use]
    pub fn rows(self, rows: usize) -> usize {
        match self {
            Self::Full => rows,
            Self::Rows(batch) => batch.min(rows),
        }
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.pad("full"),
            Self::Rows(rows) => f.pad(&rows.to_string()),
        }
    }
}

impl FromStr for Batch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match (text, text.parse()) {
            ("full", _) => Ok(Self::Full),
            (_, Ok(rows)) if rows > 0 => Ok(Self::Rows(rows)),
            _ => Err(Error::Setting {
                name: "batch",
                found: format!("`{text}`"),
                expected: "`full` or a number of examples of at least 1",
            }),
        }
    }
}

serde_as_text!(Batch);

/// The settings of a training; [`Trainer::new`](crate::Trainer::new) checks them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The number of passes over the examples.
    pub epochs: usize,
    /// The batch size.
    pub batch: Batch,
    /// The optimizer.
    pub optimizer: OptimizerKind,
    /// The learning rate, η.
    pub learning_rate: f64,
    /// The schedule of the learning rate.
    #[serde(default)]
    pub schedule: Schedule,
    /// The weight decay, λ.
    ///
    /// [`AdamW`](crate::AdamW) decouples it: each step subtracts η λ θ from the parameters θ. The other optimizers add
    /// λ θ to the gradient, as for a penalty λ/2 ‖θ‖² on the loss.
    #[serde(default)]
    pub weight_decay: f64,
    /// The maximum Euclidean norm of the gradient, to which longer ones are scaled before weight decay; none for no
    /// limit.
    #[serde(default)]
    pub clip_norm: Option<f64>,
    /// The probability with which a step drops a unit of a hidden layer, whose rest is scaled up; 0 for none.
    ///
    /// It is drawn for each row, from the seed and the step. Scores and predictions have none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropout: f64,
    /// The ε of label smoothing: the loss of a step compares with 1 − ε + ε / K for the class of a row and ε / K for the
    /// others of K classes; 0 for none.
    ///
    /// Scores and probabilities have none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub label_smoothing: f64,
    /// The number of epochs without a better score after which the training ends; none for no limit.
    pub patience: Option<usize>,
    /// The seed of the random number generator.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let optimizer = OptimizerKind::Adam;
        Self {
            epochs: 100,
            batch: Batch::Rows(32),
            optimizer,
            learning_rate: optimizer.default_learning_rate(),
            schedule: Schedule::Constant,
            weight_decay: optimizer.default_weight_decay(),
            clip_norm: None,
            dropout: 0.0,
            label_smoothing: 0.0,
            patience: None,
            seed: 7,
        }
    }
}

/// Returns whether a setting is off, so that files of trainings without it do not name it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(setting: &f64) -> bool {
    *setting == 0.0
}

impl Settings {
    /// Checks that every setting is in its range.
    ///
    /// # Errors
    /// Returns [`Error::Setting`] about the first one that is not.
    pub fn check(&self) -> Result<(), Error> {
        let positive = |name, number: usize| match number {
            0 => Err(Error::Setting { name, found: "0".into(), expected: "at least 1" }),
            _ => Ok(()),
        };
        positive("epochs", self.epochs)?;
        positive("batch", self.batch.rows(usize::MAX))?;
        positive("patience", self.patience.unwrap_or(1))?;
        let above_zero = |name, number: f64| match number {
            _ if number.is_finite() && number > 0.0 => Ok(()),
            _ => Err(Error::Setting { name, found: number.to_string(), expected: "a finite number above 0" }),
        };
        above_zero("learning rate", self.learning_rate)?;
        above_zero("clip norm", self.clip_norm.unwrap_or(1.0))?;
        if !(self.weight_decay.is_finite() && self.weight_decay >= 0.0) {
            let found = self.weight_decay.to_string();
            return Err(Error::Setting {
                name: "weight decay",
                found,
                expected: "a finite number of at least 0",
            });
        }
        let share = |name, number: f64| match number {
            _ if (0.0..1.0).contains(&number) => Ok(()),
            _ => {
                let found = number.to_string();
                Err(Error::Setting { name, found, expected: "a number of at least 0 and below 1" })
            }
        };
        share("dropout", self.dropout)?;
        share("label smoothing", self.label_smoothing)?;
        if self.optimizer.uses_line_search() {
            self.check_line_search()?;
        }
        if !self.schedule.is_valid() {
            let found = self.schedule.to_string();
            return Err(Error::Setting { name: "schedule", found, expected: Schedule::EXPECTED });
        }
        if i64::try_from(self.seed).is_err() {
            // `run.toml` stores the seed, and integers of TOML have 63 bits and a sign.
            return Err(Error::Setting {
                name: "seed",
                found: self.seed.to_string(),
                expected: "a whole number below 2^63",
            });
        }
        Ok(())
    }

    /// Checks the settings that an optimizer with a line search determines itself.
    fn check_line_search(&self) -> Result<(), Error> {
        let refuse = |name, found: String, expected| Err(Error::Setting { name, found, expected });
        if self.batch != Batch::Full {
            return refuse("batch", self.batch.to_string(), "full, as a line search compares losses");
        }
        if self.learning_rate != self.optimizer.default_learning_rate() {
            return refuse(
                "learning rate",
                self.learning_rate.to_string(),
                "1, as a line search chooses the step",
            );
        }
        if self.schedule != Schedule::Constant {
            return refuse(
                "schedule",
                self.schedule.to_string(),
                "constant, as a line search chooses the step",
            );
        }
        if self.dropout > 0.0 {
            return refuse("dropout", self.dropout.to_string(), "0, as a line search compares losses");
        }
        match self.clip_norm {
            Some(norm) => refuse("clip norm", norm.to_string(), "none, as a line search chooses the step"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, Schedule, Settings};

    #[test]
    fn batches_go_in_and_come_out() {
        for text in ["full", "1", "32"] {
            assert_eq!(text.parse::<Batch>().unwrap().to_string(), text);
        }
        for text in ["0", "-1", "all", ""] {
            let message = text.parse::<Batch>().unwrap_err().to_string();
            let expected = "expected `full` or a number of examples of at least 1";
            assert_eq!(message, format!("batch: found `{text}`, {expected}"));
        }
    }

    #[test]
    fn settings_that_make_no_sense_are_named() {
        let with = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.check().unwrap_err().to_string()
        };
        assert_eq!(with(|s| s.epochs = 0), "epochs: found 0, expected at least 1");
        assert_eq!(with(|s| s.batch = Batch::Rows(0)), "batch: found 0, expected at least 1");
        assert_eq!(with(|s| s.patience = Some(0)), "patience: found 0, expected at least 1");
        let expected = "learning rate: found NaN, expected a finite number above 0";
        assert_eq!(with(|s| s.learning_rate = f64::NAN), expected);
        let expected = "clip norm: found 0, expected a finite number above 0";
        assert_eq!(with(|s| s.clip_norm = Some(0.0)), expected);
        let expected = "weight decay: found -1, expected a finite number of at least 0";
        assert_eq!(with(|s| s.weight_decay = -1.0), expected);
        let expected = "dropout: found 1, expected a number of at least 0 and below 1";
        assert_eq!(with(|s| s.dropout = 1.0), expected);
        let expected = "label smoothing: found NaN, expected a number of at least 0 and below 1";
        assert_eq!(with(|s| s.label_smoothing = f64::NAN), expected);
        let message = with(|s| s.schedule = Schedule::Step { every: 0, factor: 0.1 });
        assert!(message.starts_with("schedule: found step:0:0.1, expected constant, "), "{message}");
        assert!(with(|s| s.seed = u64::MAX).starts_with("seed: found 18446744073709551615"));
    }
}
