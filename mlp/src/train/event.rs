//! The events and the result of a training.

use super::divergence::Divergence;
use crate::metrics::Score;
use dualtape_core::{Buf, Real};

/// An event of a training in progress.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TrainingEvent {
    /// The end of a step.
    Batch {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch in the epoch, from 1.
        batch: usize,
        /// The number of batches per epoch.
        batches: usize,
        /// The batch's loss before the step.
        loss: f64,
    },
    /// The end of an epoch.
    Epoch(EpochRecord),
}

/// The result of one epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochRecord {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The mean loss over the epoch's batches, each before its step.
    pub train_loss: f64,
    /// The score after the epoch, on the validation part, or on the training part if there is none.
    pub score: Score,
}

/// The reason for the end of a training.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Stop {
    /// All epochs are done.
    Epochs,
    /// No improvement of the score for [`Settings::patience`](crate::Settings::patience) epochs.
    Patience,
    /// A request of the observer.
    Interrupted,
    /// A number that is not finite, in the loss, its gradient or the parameters.
    Diverged(Divergence),
}

impl Stop {
    /// Returns the reason in a word: `epochs`, `patience`, `interrupted` or `diverged`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::Patience => "patience",
            Self::Interrupted => "interrupted",
            Self::Diverged(_) => "diverged",
        }
    }
}

/// The result of a training.
#[derive(Clone, Debug)]
pub struct Outcome<R: Real> {
    /// The best parameters, by the loss on the validation part (the training part if there is none).
    pub parameters: Buf<R>,
    /// The epoch of these parameters; 0 for the initial ones.
    pub best_epoch: usize,
    /// Their score on the training part.
    pub train: Score,
    /// Their score on the validation part, if there is one.
    pub validation: Option<Score>,
    /// The completed epochs in order.
    pub history: Vec<EpochRecord>,
    /// The reason for the end.
    pub stop: Stop,
}
