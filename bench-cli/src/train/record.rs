//! The result of a `train` run. Field names are CLI.md's `dualtape.train/1`; other programs read them.

use std::path::Path;

use dualtape_core::Real;
use dualtape_mlp::{Outcome, RunManifest, Score};
use serde::Serialize;

use super::FoldScores;

/// What a training reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct TrainRecord {
    /// Names the meaning of the fields: `dualtape.train/1`.
    pub(crate) schema: &'static str,
    /// Weights and biases.
    pub(crate) parameters: usize,
    /// Who computed the gradients.
    pub(crate) engine: String,
    /// Full passes over the data.
    pub(crate) epochs_run: usize,
    /// The epoch that the kept parameters come from; 0 for those that training started with.
    pub(crate) best_epoch: usize,
    /// Why training ended: `patience`, `epochs`, `diverged`, `interrupted`.
    pub(crate) stopped: &'static str,
    /// The score of the kept parameters on the training part.
    pub(crate) train: Score,
    /// Their score on the validation part, if there is one.
    pub(crate) validation: Option<Score>,
    /// What was reached on rows that were held out altogether, with `--folds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) folds: Option<FoldScores>,
    /// The epochs that were done before this run, if it was resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resumed_after: Option<usize>,
    /// Time of the training, since it was resumed if it was.
    pub(crate) seconds: f64,
    /// Time per full pass over the data; none without a full pass.
    pub(crate) seconds_per_epoch: Option<f64>,
    /// The run folder.
    pub(crate) run: String,
}

impl TrainRecord {
    /// Puts together what a training reached in these seconds, or has reached with those before it.
    pub(super) fn new<R: Real>(
        run: &RunManifest,
        outcome: &Outcome<R>,
        seconds: f64,
        resumed_after: Option<usize>,
        folder: &Path,
    ) -> Self {
        let epochs_timed = outcome.history.len() - resumed_after.unwrap_or(0);
        Self {
            schema: "dualtape.train/1",
            parameters: run.network.shape().parameters(),
            engine: run.engine.clone(),
            epochs_run: outcome.history.len(),
            resumed_after,
            best_epoch: outcome.best_epoch,
            stopped: outcome.stop.name(),
            train: outcome.train,
            validation: outcome.validation,
            folds: None,
            seconds,
            seconds_per_epoch: (epochs_timed > 0).then(|| seconds / epochs_timed as f64),
            run: folder.display().to_string(),
        }
    }
}
