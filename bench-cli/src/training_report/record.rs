//! The record of a `train` run, `dualtape.train/1`. Other programs read its fields.

use std::path::Path;

use dualtape_core::Real;
use dualtape_mlp::{Error, Examples, Metrics, Model, Outcome, RunManifest, Score};
use serde::Serialize;

use crate::training_report::columns::ColumnRecord;
/// The score of a part of the data, with errors in the units of the target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct PartScore {
    /// The loss.
    pub(crate) loss: f64,
    /// The share of correct classes.
    pub(crate) accuracy: Option<f64>,
    /// The coefficient of determination.
    pub(crate) r2: Option<f64>,
    /// The mean recall of the classes.
    pub(crate) balanced_accuracy: Option<f64>,
    /// The root mean square error.
    pub(crate) rmse: Option<f64>,
    /// The mean absolute error.
    pub(crate) mae: Option<f64>,
}

impl PartScore {
    /// The figures that not every task has.
    const FIGURES: [fn(&mut Self) -> &mut Option<f64>; 5] = [
        |score| &mut score.accuracy,
        |score| &mut score.r2,
        |score| &mut score.balanced_accuracy,
        |score| &mut score.rmse,
        |score| &mut score.mae,
    ];

    /// Combines the score of a training with the metrics of its model.
    pub(crate) fn new(score: &Score, metrics: &Metrics) -> Self {
        let Metrics { balanced_accuracy, rmse, mae, .. } = *metrics;
        let Score { loss, accuracy, r2 } = *score;
        Self { loss, accuracy, r2, balanced_accuracy, rmse, mae }
    }
}

/// The score on the data of the test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct TestScore {
    /// The number of rows.
    pub(crate) rows: usize,
    /// The score.
    #[serde(flatten)]
    pub(crate) score: PartScore,
}

/// The scores of a cross-validation, each on the fold that its training had not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FoldScores {
    /// The number of folds.
    pub(crate) count: usize,
    /// The score on each fold.
    pub(crate) scores: Vec<PartScore>,
    /// The mean of the scores.
    pub(crate) mean: PartScore,
    /// The standard deviation of the scores as a sample, with n − 1.
    pub(crate) sd: PartScore,
}

impl FoldScores {
    /// Summarises the scores of at least two folds, figure by figure; one that a fold lacks has no summary.
    pub(crate) fn of(mut scores: Vec<PartScore>) -> Self {
        let losses: Vec<f64> = scores.iter().map(|score| score.loss).collect();
        let mut of_each = |measure: fn(&[f64]) -> f64| {
            let mut summary = PartScore { loss: measure(&losses), ..PartScore::default() };
            for figure in PartScore::FIGURES {
                let numbers: Option<Vec<f64>> = scores.iter_mut().map(|score| *figure(score)).collect();
                *figure(&mut summary) = numbers.as_deref().map(measure);
            }
            summary
        };
        let (mean, sd) = (of_each(mean), of_each(sd));
        Self { count: scores.len(), mean, sd, scores }
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

/// The temperature of a model's probabilities, found on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Calibration {
    /// The temperature.
    pub(crate) temperature: f64,
    /// The log loss on the validation part before.
    pub(crate) log_loss_before: f64,
    /// The log loss on the validation part at this temperature.
    pub(crate) log_loss: f64,
}

/// The metrics of a model on the training and the validation part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartMetrics {
    /// On the training part.
    pub(crate) train: Metrics,
    /// On the validation part, if there is one.
    pub(crate) validation: Option<Metrics>,
}

impl PartMetrics {
    /// Evaluates a model on both parts.
    ///
    /// # Errors
    ///
    /// If the examples do not fit the model.
    pub(crate) fn of<R: Real>(
        model: &Model,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Self, Error> {
        let validation = validation.map(|part| model.metrics(part)).transpose()?;
        Ok(Self { train: model.metrics(train)?, validation })
    }

    /// The metrics on the part that judges.
    pub(crate) fn judging(&self) -> &Metrics {
        self.validation.as_ref().unwrap_or(&self.train)
    }
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
    pub(crate) train: PartScore,
    /// Their score on the validation part, if there is one.
    pub(crate) validation: Option<PartScore>,
    /// The score of the final model on the data of the test, with `--test`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) test: Option<TestScore>,
    /// The number of epochs on all rows that gave the final model, with `--refit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refit: Option<usize>,
    /// The number of folds whose networks are in the mean that the final model is, with `--ensemble`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ensemble: Option<usize>,
    /// The scores on rows that were held out altogether, with `--folds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) folds: Option<FoldScores>,
    /// The columns of the table that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<Vec<ColumnRecord>>,
    /// The temperature of the probabilities, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calibration: Option<Calibration>,
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
        metrics: &PartMetrics,
        seconds: f64,
        resumed_after: Option<usize>,
        folder: &Path,
    ) -> Self {
        let epochs_timed = outcome.history.len() - resumed_after.unwrap_or(0);
        Self {
            schema: "dualtape.train/1",
            parameters: run.network.parameters(),
            engine: run.engine.clone(),
            epochs_run: outcome.history.len(),
            resumed_after,
            best_epoch: outcome.best_epoch,
            stopped: outcome.stop.name(),
            train: PartScore::new(&outcome.train, &metrics.train),
            validation: outcome
                .validation
                .as_ref()
                .zip(metrics.validation.as_ref())
                .map(|(score, metrics)| PartScore::new(score, metrics)),
            test: None,
            refit: None,
            ensemble: None,
            folds: None,
            columns: None,
            calibration: None,
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
        let score = |loss, accuracy, r2| PartScore { loss, accuracy, r2, ..PartScore::default() };
        let of = FoldScores::of(vec![score(1.0, Some(0.9), None), score(3.0, Some(0.7), None)]);
        assert_eq!((of.mean.loss, of.sd.loss), (2.0, 2.0_f64.sqrt()));
        assert_eq!((of.mean.accuracy, of.mean.r2, of.sd.r2), (Some(0.8), None, None));
        let of = FoldScores::of(vec![score(1.0, None, Some(0.5)), score(1.0, None, None)]);
        assert_eq!((of.mean.r2, of.sd.loss), (None, 0.0), "a fold without r² leaves no mean");
    }
}
