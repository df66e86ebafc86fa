//! The result of a `train` run. Field names are CLI.md's `dualtape.train/1`; other programs read them.

use std::path::Path;

use dualtape_core::Real;
use dualtape_mlp::{Network, Outcome, Run, Score};
use serde::Serialize;

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
    /// Time of the training.
    pub(crate) seconds: f64,
    /// Time per full pass over the data; none without a full pass.
    pub(crate) seconds_per_epoch: Option<f64>,
    /// The run folder.
    pub(crate) run: String,
}

impl TrainRecord {
    /// Puts together what a training reached.
    pub(super) fn new<R: Real>(
        network: &Network,
        run: &Run,
        outcome: &Outcome<R>,
        seconds: f64,
        folder: &Path,
    ) -> Self {
        let epochs_run = outcome.history.len();
        Self {
            schema: "dualtape.train/1",
            parameters: network.shape().parameters(),
            engine: run.engine.clone(),
            epochs_run,
            best_epoch: outcome.best_epoch,
            stopped: outcome.stop.name(),
            train: outcome.train,
            validation: outcome.validation,
            seconds,
            seconds_per_epoch: (epochs_run > 0).then(|| seconds / epochs_run as f64),
            run: folder.display().to_string(),
        }
    }
}
