//! How to train, in figures that are checked before training.

use crate::text::serde_as_text;
use crate::{Error, OptimizerKind};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How many examples make a step: `full`, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Batch {
    /// All of them.
    Full,
    /// This many; the last batch of an epoch may be smaller.
    Rows(usize),
}

impl Batch {
    /// Examples per step among `rows` of them.
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

/// How to train; [`Trainer::new`](crate::Trainer::new) checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Passes over the examples.
    pub epochs: usize,
    /// Examples per step.
    pub batch: Batch,
    /// What turns a gradient into a step.
    pub optimizer: OptimizerKind,
    /// The length of a step, η.
    pub learning_rate: f64,
    /// Epochs without a better score after which training stops; none for never.
    pub patience: Option<usize>,
    /// Where all chance comes from.
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
            patience: None,
            seed: 7,
        }
    }
}

impl Settings {
    /// Checks that every setting makes sense.
    ///
    /// # Errors
    /// The first one that does not.
    pub fn check(&self) -> Result<(), Error> {
        let positive = |name, number: usize| match number {
            0 => Err(Error::Setting { name, found: "0".into(), expected: "at least 1" }),
            _ => Ok(()),
        };
        positive("epochs", self.epochs)?;
        positive("batch", self.batch.rows(usize::MAX))?;
        positive("patience", self.patience.unwrap_or(1))?;
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            let found = self.learning_rate.to_string();
            return Err(Error::Setting { name: "learning rate", found, expected: "a finite number above 0" });
        }
        if i64::try_from(self.seed).is_err() {
            // Run folders are TOML, whose integers end there.
            return Err(Error::Setting {
                name: "seed",
                found: self.seed.to_string(),
                expected: "a whole number below 2^63",
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, Settings};

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
        assert!(with(|s| s.seed = u64::MAX).starts_with("seed: found 18446744073709551615"));
    }
}
