//! The kinds of learning task.

use crate::text::names;

/// The kind of prediction that a network learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// One of several classes.
    Classification,
    /// A number.
    Regression,
}

names!(Task ("task"): Classification = "classification", Regression = "regression");

/// The task as a user requests it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaskChoice {
    /// Classification if the target is text or a few whole numbers, else regression.
    #[default]
    Auto,
    /// Classification.
    Classification,
    /// Regression.
    Regression,
}

names!(TaskChoice ("task"):
    Auto = "auto",
    Classification = "classification",
    Regression = "regression",
);
