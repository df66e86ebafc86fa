//! The examples of a training: one part to train on, one to validate on.

use dualtape_core::Real;
use dualtape_mlp::{ClassWeights, Dataset, Examples, Loss, Scaling, split};

use crate::error::Failure;

/// The rows of a data set, split and scaled.
pub(crate) struct TrainingData<R: Real> {
    /// The scaling of columns and the weights of classes.
    pub(crate) scaling: Scaling,
    /// The training part.
    pub(crate) train: Examples<R>,
    /// The validation part; none if it has no rows.
    pub(crate) validation: Option<Examples<R>>,
}

impl<R: Real> TrainingData<R> {
    /// Splits the rows, and scales and weights them as the training part requires; `share` is that of the validation
    /// part.
    ///
    /// # Errors
    ///
    /// If there are too few rows, or if the weights do not suit the task.
    pub(crate) fn new(
        data: &Dataset,
        share: f64,
        seed: u64,
        weights: ClassWeights,
        loss: Loss,
    ) -> Result<Self, Failure> {
        let rows = split(data, share, seed)?.train;
        let scaling = Scaling::fit(data, &rows)?;
        let scaling = scaling.with_class_weights(weights, data, &rows);
        let scaling = scaling.map_err(|error| Failure::Input(format!("--class-weights: {error}")))?;
        Self::scaled(data, share, seed, scaling, loss)
    }

    /// Splits the rows under a known scaling.
    ///
    /// # Errors
    ///
    /// If there are too few rows, or if the loss does not suit them.
    pub(crate) fn scaled(
        data: &Dataset,
        share: f64,
        seed: u64,
        scaling: Scaling,
        loss: Loss,
    ) -> Result<Self, Failure> {
        let rows = split(data, share, seed)?;
        let part = |rows: &[usize]| data.examples(rows, &scaling, loss);
        let validation = if rows.validation.is_empty() { None } else { Some(part(&rows.validation)?) };
        Ok(Self { train: part(&rows.train)?, validation, scaling })
    }
}
