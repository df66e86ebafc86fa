//! What a training tells of, and what it ends with.

use crate::Score;
use dualtape_core::{Buf, Real};

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
    /// The score had not improved for [`Settings::patience`](crate::Settings::patience) epochs.
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
