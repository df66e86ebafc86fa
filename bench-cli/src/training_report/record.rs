//! The record of a `train` run, `dualtape.train/1`. Other programs read its fields.

use std::path::Path;

use dualtape_core::Real;
use dualtape_mlp::{Outcome, RunManifest, Score};
use serde::Serialize;

use crate::training_report::columns::ColumnRecord;

/// The scores of a cross-validation, each on the fold that its training had not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FoldScores {
    /// The number of folds.
    pub(crate) count: usize,
    /// The score on each fold.
    pub(crate) scores: Vec<Score>,
    /// The mean of the scores.
    pub(crate) mean: Score,
    /// The standard deviation of the scores as a sample, with n − 1.
    pub(crate) sd: Score,
}

impl FoldScores {
    /// Summarises the scores of at least two folds, figure by figure.
    pub(crate) fn of(scores: Vec<Score>) -> Self {
        let all = |figure: fn(&Score) -> Option<f64>| scores.iter().map(figure).collect::<Option<Vec<f64>>>();
        let [loss, accuracy, r2] =
            [all(|score| Some(score.loss)), all(|score| score.accuracy), all(|score| score.r2)];
        let of_each = |measure: fn(&[f64]) -> f64| {
            let [loss, accuracy, r2] = [&loss, &accuracy, &r2].map(|numbers| numbers.as_deref().map(measure));
            Score { loss: loss.unwrap_or(f64::NAN), accuracy, r2 }
        };
        Self { count: scores.len(), mean: of_each(mean), sd: of_each(sd), scores }
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Returns the standard deviation of a sample: with n − 1.
fn sd(numbers: &[f64]) -> f64 {
    let mean = mean(numbers);
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (numbers.len() - 1) as f64).sqrt()
}

/// The result of a training.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct TrainRecord {
    /// Names the meaning of the fields: `dualtape.train/1`.
    pub(crate) schema: &'static str,
    /// Weights and biases.
    pub(crate) parameters: usize,
    /// The engine of the gradients.
    pub(crate) engine: String,
    /// Full passes over the data.
    pub(crate) epochs_run: usize,
    /// The epoch that the kept parameters come from; 0 for those that training started with.
    pub(crate) best_epoch: usize,
    /// Reason why training ended: `patience`, `epochs`, `diverged`, `interrupted`.
    pub(crate) stopped: &'static str,
    /// The score of the kept parameters on the training part.
    pub(crate) train: Score,
    /// Their score on the validation part, if there is one.
    pub(crate) validation: Option<Score>,
    /// The scores on rows that were held out altogether, with `--folds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) folds: Option<FoldScores>,
    /// The columns of the table that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<Vec<ColumnRecord>>,
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
    /// Builds the record of a training that took these seconds, after earlier epochs if it was resumed.
    pub(crate) fn new<R: Real>(
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
            columns: None,
            seconds,
            seconds_per_epoch: (epochs_timed > 0).then(|| seconds / epochs_timed as f64),
            run: folder.display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_summed_up_figure_by_figure() {
        let score = |loss, accuracy, r2| Score { loss, accuracy, r2 };
        let of = FoldScores::of(vec![score(1.0, Some(0.9), None), score(3.0, Some(0.7), None)]);
        assert_eq!((of.mean.loss, of.sd.loss), (2.0, 2.0_f64.sqrt()));
        assert_eq!((of.mean.accuracy, of.mean.r2, of.sd.r2), (Some(0.8), None, None));
        let of = FoldScores::of(vec![score(1.0, None, Some(0.5)), score(1.0, None, None)]);
        assert_eq!((of.mean.r2, of.sd.loss), (None, 0.0), "a fold without r² leaves no mean");
    }
}
