//! Evaluation of a trained network on data.

use super::trained::Model;
use crate::calibration::CalibrationLoss;
use crate::data::{Dataset, class_indices};
use crate::error::Error;
use crate::examples::Examples;
use crate::loss::Targets;
use crate::metrics::{ClassScores, ConfusionMatrix, Metric, Metrics, Score, predicted_classes};
use crate::probabilities::log_probabilities;
use crate::task::Task;
use dualtape_core::{Buf, Real};

/// The quality of a trained network on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The loss of the training (for a regression in standardised units), and accuracy or r².
    pub score: Score,
    /// All metrics, in the units of the data.
    pub metrics: Metrics,
    /// The confusion matrix; none for a regression.
    pub confusion: Option<ConfusionMatrix>,
}

impl Evaluation {
    /// Returns a metric; none if the task or the data have none.
    pub fn metric(&self, metric: Metric) -> Option<f64> {
        let metrics = &self.metrics;
        match metric {
            Metric::Loss => Some(self.score.loss),
            Metric::Accuracy => metrics.accuracy,
            Metric::BalancedAccuracy => metrics.balanced_accuracy,
            Metric::Precision => metrics.precision,
            Metric::Recall => metrics.recall,
            Metric::F1 => metrics.f1,
            Metric::Auc => metrics.auc,
            Metric::LogLoss => metrics.log_loss,
            Metric::Rmse => metrics.rmse,
            Metric::Mae => metrics.mae,
            Metric::R2 => metrics.r2,
        }
    }

    /// Returns a metric of one target of a regression; none if the metric is none of a target, or if it is undefined.
    pub fn metric_of_target(&self, metric: Metric, target: usize) -> Option<f64> {
        let of = self.metrics.targets.get(target)?;
        match metric {
            Metric::Rmse => Some(of.rmse),
            Metric::Mae => Some(of.mae),
            Metric::R2 => of.r2,
            _ => None,
        }
    }

    /// Returns a metric of one class; none if the metric is none of a class, or if the class has none.
    pub fn metric_of_class(&self, metric: Metric, class: usize) -> Option<f64> {
        let of = self.metrics.classes.get(class)?;
        match metric {
            Metric::Precision => of.precision,
            Metric::Recall => of.recall,
            Metric::F1 => of.f1,
            _ => None,
        }
    }
}

/// The number of rows per forward pass, so that memory does not grow with the data.
const BLOCK: usize = 1024;

impl Model {
    /// Evaluates the network on a data set with its columns, as [`Dataset::open_as`] reads it.
    ///
    /// # Errors
    /// Returns an error if the data have other columns or classes.
    ///
    /// # Cost
    /// One forward pass, in blocks.
    pub fn evaluate(&self, data: &Dataset) -> Result<Evaluation, Error> {
        let columns = &self.run.data;
        if (data.features(), data.classes()) != (&columns.inputs()[..], &columns.classes[..]) {
            let found = format!("the columns {}", data.features().join(", "));
            let expected = "the columns and classes that the network was trained on";
            return Err(Error::Setting { name: "data", found, expected });
        }
        let (run, rows) = (&self.run, data.rows());
        let (mut loss, mut outputs) = (0.0, Vec::with_capacity(rows * run.network.shape().outputs()));
        for start in (0..rows).step_by(BLOCK) {
            let block: Vec<usize> = (start..rows.min(start + BLOCK)).collect();
            let examples = data.examples::<f64>(&block, &run.scaling, run.loss)?;
            let found = run.network.outputs(&self.parameters, examples.inputs());
            loss += run.loss.share(block.len(), rows) * examples.loss(&run.loss, &found);
            outputs.extend_from_slice(&found);
        }
        let (metrics, confusion) = self.judge(&Buf::from_slice(&outputs), data.targets());
        let score = Score { loss, accuracy: metrics.accuracy, r2: metrics.r2 };
        Ok(Evaluation { score, metrics, confusion })
    }

    /// Returns the metrics on examples that [`Dataset::examples`] made with the scaling of the run.
    ///
    /// # Errors
    /// Returns an error if the examples do not fit the network.
    ///
    /// # Cost
    /// One forward pass, in blocks.
    pub fn metrics<R: Real>(&self, examples: &Examples<R>) -> Result<Metrics, Error> {
        let targets: Vec<f64> = match (examples.targets(), &self.run.scaling.target) {
            (Targets::Values(values), Some(scaler)) => scaler.unscale(&numbers(values)).collect(),
            _ => examples.classes(&self.run.loss).into_iter().map(f64::from).collect(),
        };
        Ok(self.judge(&self.outputs_of(examples)?, &targets).0)
    }

    /// Returns the log loss on examples as a function of the temperature; none if the network gives no probabilities.
    ///
    /// # Errors
    /// Returns an error if the examples do not fit the network.
    pub fn calibration<R: Real>(&self, examples: &Examples<R>) -> Result<Option<CalibrationLoss>, Error> {
        if self.run.data.task == Task::Regression {
            return Ok(None);
        }
        let outputs = self.outputs_of(examples)?;
        Ok(CalibrationLoss::new(self.run.loss, &outputs, &examples.classes(&self.run.loss)))
    }

    /// Returns the outputs of the network on examples, rows × outputs.
    fn outputs_of<R: Real>(&self, examples: &Examples<R>) -> Result<Buf<f64>, Error> {
        let width = self.run.network.shape().inputs();
        if examples.features() != width {
            let found = examples.features();
            return Err(Error::Length { quantity: "inputs per example", found, expected: width });
        }
        let mut outputs = Vec::with_capacity(examples.rows() * self.run.network.shape().outputs());
        for block in examples.inputs().chunks(BLOCK * width) {
            let inputs = Buf::from_slice(&numbers(block));
            outputs.extend_from_slice(&self.run.network.outputs(&self.parameters, &inputs));
        }
        Ok(Buf::from_slice(&outputs))
    }

    /// Returns the metrics of outputs against targets in the units of the data, and the confusion matrix.
    fn judge(&self, outputs: &Buf<f64>, targets: &[f64]) -> (Metrics, Option<ConfusionMatrix>) {
        let run = &self.run;
        if let Task::Regression = run.data.task {
            let found: Vec<f64> = match &run.scaling.target {
                Some(scaler) => scaler.unscale(outputs).collect(),
                None => outputs.to_vec(),
            };
            return (Metrics::of_values(&found, targets, run.data.targets.len()), None);
        }
        let (classes, truth) = (run.data.classes.len(), class_indices(targets));
        let found = predicted_classes(&run.network, run.loss, outputs);
        let matrix = ConfusionMatrix::new(classes, &found, &truth);
        let metrics = match log_probabilities(run.loss, &self.tempered(outputs), classes) {
            Some(logs) => Metrics::of_classes(&matrix, &truth, ClassScores::LogProbabilities(&logs)),
            // One output is that of the second of two classes.
            None if run.network.shape().outputs() == 1 => {
                let both: Vec<f64> = outputs.iter().flat_map(|&f| [-f, f]).collect();
                Metrics::of_classes(&matrix, &truth, ClassScores::Outputs(&both))
            }
            None => Metrics::of_classes(&matrix, &truth, ClassScores::Outputs(outputs)),
        };
        (metrics, Some(matrix))
    }
}

/// Returns numbers in double precision.
fn numbers<R: Real>(numbers: &[R]) -> Vec<f64> {
    numbers.iter().map(|number| number.to_f64()).collect()
}
