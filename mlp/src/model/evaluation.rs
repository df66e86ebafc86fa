//! Evaluation of a trained network on a data set.

use super::trained::Model;
use crate::data::{Dataset, class_indices};
use crate::error::Error;
use crate::metrics::{ConfusionMatrix, Score, accuracy, r_squared};
use crate::task::Task;

/// The quality of a trained network on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The loss of the training (for a regression in standardised units), and accuracy or r².
    pub score: Score,
    /// The confusion matrix; none for a regression.
    pub confusion: Option<ConfusionMatrix>,
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
        let mut loss = 0.0;
        let mut found = Vec::with_capacity(rows);
        for start in (0..rows).step_by(BLOCK) {
            let block: Vec<usize> = (start..rows.min(start + BLOCK)).collect();
            let examples = data.examples::<f64>(&block, &run.scaling, run.loss)?;
            let outputs = run.network.outputs(&self.parameters, examples.inputs());
            loss += run.loss.share(block.len(), rows) * examples.loss(run.loss, &outputs);
            match columns.task {
                Task::Classification => found.extend(
                    outputs
                        .chunks(run.network.shape().outputs())
                        .map(|row| f64::from(run.loss.predicted_class(row))),
                ),
                Task::Regression => {
                    found.extend(run.scaling.target.iter().flat_map(|scaler| scaler.unscale(&outputs)));
                }
            }
        }
        Ok(match columns.task {
            Task::Regression => {
                let r2 = r_squared(&found, data.targets());
                Evaluation { score: Score { loss, accuracy: None, r2 }, confusion: None }
            }
            Task::Classification => {
                let [found, truth] = [&found[..], data.targets()].map(class_indices);
                let confusion = ConfusionMatrix::new(columns.classes.len(), &found, &truth);
                let accuracy = Some(accuracy(&found, &truth));
                Evaluation { score: Score { loss, accuracy, r2: None }, confusion: Some(confusion) }
            }
        })
    }
}
