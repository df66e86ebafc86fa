//! The names of the metrics.

use crate::task::Task;
use crate::text::names;

/// A metric of an [`Evaluation`](crate::Evaluation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Metric {
    /// The loss of the training; for a regression in standardised units.
    Loss,
    /// The share of correctly classified examples.
    Accuracy,
    /// The mean recall of the classes.
    BalancedAccuracy,
    /// The mean precision of the classes, or that of one.
    Precision,
    /// The mean recall of the classes, or that of one.
    Recall,
    /// The mean F1 of the classes, or that of one.
    F1,
    /// The area under the ROC curve.
    Auc,
    /// The log loss of the probabilities.
    LogLoss,
    /// The root mean square error, in the units of the target.
    Rmse,
    /// The mean absolute error, in the units of the target.
    Mae,
    /// The coefficient of determination.
    R2,
}

names!(Metric ("metric"):
    Loss = "loss",
    Accuracy = "accuracy",
    BalancedAccuracy = "balanced_accuracy",
    Precision = "precision",
    Recall = "recall",
    F1 = "f1",
    Auc = "auc",
    LogLoss = "log_loss",
    Rmse = "rmse",
    Mae = "mae",
    R2 = "r2",
);

/// The side from which a metric is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// More is better.
    AtLeast,
    /// Less is better.
    AtMost,
}

impl Metric {
    /// Returns the side from which a requirement bounds it.
    #[must_use]
    pub const fn bound(self) -> Bound {
        match self {
            Self::Loss | Self::LogLoss | Self::Rmse | Self::Mae => Bound::AtMost,
            _ => Bound::AtLeast,
        }
    }

    /// Returns whether evaluations of the task have it.
    #[must_use]
    pub const fn suits(self, task: Task) -> bool {
        match self {
            Self::Loss => true,
            Self::Rmse | Self::Mae | Self::R2 => matches!(task, Task::Regression),
            _ => matches!(task, Task::Classification),
        }
    }

    /// Returns whether each target of a regression has it.
    #[must_use]
    pub const fn is_of_a_target(self) -> bool {
        matches!(self, Self::Rmse | Self::Mae | Self::R2)
    }

    /// Returns whether each class has it.
    #[must_use]
    pub const fn is_of_a_class(self) -> bool {
        matches!(self, Self::Precision | Self::Recall | Self::F1)
    }
}
