//! Training: minibatch descent with any engine, reported as events.

use crate::text::serde_as_text;
use crate::{Error, Examples, Loss, Network, Objective, OptimizerKind, Score};
use dualtape_core::{Buf, Engine, Real};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

mod best;
mod epoch;

use best::Best;
use epoch::EpochRows;

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

/// How to train; [`Trainer::new`] checks it.
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

/// What happens during training, as it happens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A step was taken.
    Batch {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch in the epoch, from 1.
        batch: usize,
        /// Batches per epoch.
        batches: usize,
        /// The batch's loss before the step.
        loss: f64,
    },
    /// An epoch ended.
    Epoch(EpochRecord),
}

/// What one epoch reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochRecord {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The loss over the epoch's batches, each taken before its step.
    pub train_loss: f64,
    /// The score after the epoch, on the validation part, or on the training part if there is none.
    pub score: Score,
}

/// Why training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// All epochs were run.
    Epochs,
    /// The score had not improved for [`Settings::patience`] epochs.
    Patience,
    /// The observer asked for it.
    Interrupted,
    /// The loss was no finite number.
    Diverged {
        /// The epoch in which that happened, from 1.
        epoch: usize,
        /// The first layer, from 0, whose outputs were not finite; none if only the loss was not.
        layer: Option<usize>,
    },
}

impl Stop {
    /// The reason in a word: `epochs`, `patience`, `interrupted` or `diverged`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::Patience => "patience",
            Self::Interrupted => "interrupted",
            Self::Diverged { .. } => "diverged",
        }
    }
}

/// What training ended with.
#[derive(Clone, Debug)]
pub struct Outcome<R: Real> {
    /// The best parameters, by the loss on the validation part (the training part if there is none).
    pub parameters: Buf<R>,
    /// The epoch that they come from; 0 for those that training started with.
    pub best_epoch: usize,
    /// Their score on the training part.
    pub train: Score,
    /// Their score on the validation part, if there is one.
    pub validation: Option<Score>,
    /// Each full epoch in order.
    pub history: Vec<EpochRecord>,
    /// Why training ended.
    pub stop: Stop,
}

/// Trains a network by minibatch descent on the gradients of any engine.
///
/// # Example
/// Any [`Engine`] does; here it is the caller's.
/// ```
/// use dualtape_core::Engine;
/// use dualtape_mlp::{Dataset, Error, Loss, Outcome, Network, Scaling, Settings, Trainer, split};
/// use std::ops::ControlFlow;
///
/// fn train(engine: &mut impl Engine<f64>, data: &Dataset, network: Network) -> Result<Outcome<f64>, Error> {
///     let settings = Settings { epochs: 50, ..Settings::default() };
///     let loss = data.suitable_loss();
///     let parts = split(data, 0.2, settings.seed)?;
///     let scaling = Scaling::fit(data, &parts.train)?;
///     let train = data.examples(&parts.train, &scaling, loss)?;
///     let validation = data.examples(&parts.validation, &scaling, loss)?;
///     let start = network.initial_parameters(settings.seed);
///     let trainer = Trainer::new(network, loss, settings)?;
///     trainer.fit(engine, start, &train, Some(&validation), |_| ControlFlow::Continue(()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Trainer {
    network: Network,
    loss: Loss,
    settings: Settings,
}

impl Trainer {
    /// A trainer with settings that make sense.
    ///
    /// # Errors
    /// As [`Settings::check`].
    pub fn new(network: Network, loss: Loss, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        Ok(Self { network, loss, settings })
    }

    /// Trains from `start` on `train`, judged by `validation`, and tells `observe` of every event.
    ///
    /// An observer that breaks ends training after the batch or epoch that it was told of, with the
    /// best parameters so far kept. A loss that is not finite ends it too: [`Outcome::stop`] says which.
    ///
    /// # Errors
    /// The parameters or examples do not fit the network and loss, or the engine fails.
    ///
    /// # Cost
    /// One gradient per batch and one forward pass over the judged part per epoch; a step allocates
    /// nothing beyond what the engine and the batch's classes do.
    pub fn fit<R: Real, E: Engine<R>>(
        &self,
        engine: &mut E,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
        mut observe: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Outcome<R>, Error> {
        self.network.check_parameters(start.len())?;
        let train = Objective::new(self.network.clone(), self.loss, train.clone())?;
        let validation = match validation {
            Some(part) => Some(Objective::new(self.network.clone(), self.loss, part.clone())?),
            None => None,
        };
        let judge = validation.as_ref().unwrap_or(&train);
        let mut parameters = start;
        let mut best = Best::new(&parameters);
        let mut history = Vec::with_capacity(self.settings.epochs);
        let mut rows = EpochRows::new(train.examples(), self.settings.batch, self.settings.seed);
        let mut optimizer = self.settings.optimizer.build::<R>(parameters.len());
        let learning_rate = R::from_f64(self.settings.learning_rate);

        let stop = 'training: {
            for epoch in 1..=self.settings.epochs {
                rows.shuffle(train.examples(), epoch);
                let mut train_loss = 0.0;
                for (index, batch) in rows.batches().enumerate() {
                    let share = self.loss.share(batch.rows(), train.examples().rows());
                    let objective = train.on(batch);
                    let (loss, gradient) = engine.value_and_gradient_array(&objective, &parameters)?;
                    let loss = loss.to_f64();
                    if !loss.is_finite() {
                        break 'training self.diverged(epoch, &parameters, objective.examples());
                    }
                    train_loss += share * loss;
                    optimizer.step(parameters.make_mut(), &gradient, learning_rate);
                    let event = Event::Batch { epoch, batch: index + 1, batches: rows.count(), loss };
                    if observe(event).is_break() {
                        best.offer(epoch, Score::of(judge, &parameters)?.loss, &parameters);
                        break 'training Stop::Interrupted;
                    }
                }
                let score = Score::of(judge, &parameters)?;
                if !score.loss.is_finite() {
                    break 'training self.diverged(epoch, &parameters, judge.examples());
                }
                best.offer(epoch, score.loss, &parameters);
                let record = EpochRecord { epoch, train_loss, score };
                history.push(record);
                if observe(Event::Epoch(record)).is_break() {
                    break 'training Stop::Interrupted;
                }
                if self.settings.patience.is_some_and(|patience| epoch - best.epoch() >= patience) {
                    break 'training Stop::Patience;
                }
            }
            Stop::Epochs
        };

        let best_epoch = best.epoch();
        let parameters = best.into_parameters();
        let train = Score::of(&train, &parameters)?;
        let validation = validation.map(|part| Score::of(&part, &parameters)).transpose()?;
        Ok(Outcome { parameters, best_epoch, train, validation, history, stop })
    }

    fn diverged<R: Real>(&self, epoch: usize, parameters: &Buf<R>, examples: &Examples<R>) -> Stop {
        let layer = self.network.first_non_finite_layer(parameters, examples.inputs());
        Stop::Diverged { epoch, layer }
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
