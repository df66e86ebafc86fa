//! Quality measures that do not depend on the loss: accuracy, r², confusion matrix.

use crate::error::Error;
use crate::loss::{Loss, Targets};
use crate::network::Network;
use crate::objective::Objective;
use crate::task::Task;
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};

/// The loss and the quality of a network on some examples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The loss.
    pub loss: f64,
    /// The share of correctly classified examples; classification only.
    pub accuracy: Option<f64>,
    /// The coefficient of determination; regression only, and only if the targets differ.
    pub r2: Option<f64>,
}

impl Score {
    /// Returns the score of a network with these parameters on the examples of `objective`.
    ///
    /// # Errors
    /// Returns [`Error::Length`] if the number of parameters is not the network's.
    ///
    /// # Cost
    /// One forward pass.
    pub fn of<R: Real>(objective: &Objective<R>, parameters: &Buf<R>) -> Result<Self, Error> {
        let (network, loss, examples) = (objective.network(), objective.loss(), objective.examples());
        network.check_parameters(parameters.len())?;
        let outputs = network.outputs(parameters, examples.inputs());
        let value = examples.loss(loss, &outputs).to_f64();
        if let (Task::Regression, Targets::Values(truth)) = (examples.task(), examples.targets()) {
            return Ok(Self { loss: value, accuracy: None, r2: r_squared(&outputs, truth) });
        }
        let found = predicted_classes(network, loss, &outputs);
        Ok(Self { loss: value, accuracy: Some(accuracy(&found, &examples.classes(loss))), r2: None })
    }
}

/// Returns the class that each example's outputs indicate; see [`Loss::predicted_class`].
pub fn predicted_classes<R: Real>(network: &Network, loss: Loss, outputs: &[R]) -> Vec<u32> {
    outputs.chunks(network.shape().outputs()).map(|row| loss.predicted_class(row)).collect()
}

/// Returns the share of correct classes.
///
/// # Panics
/// Panics if the lengths differ.
#[must_use]
pub fn accuracy(found: &[u32], truth: &[u32]) -> f64 {
    assert_eq!(found.len(), truth.len(), "one class per example");
    let hits = found.iter().zip(truth).filter(|(found, truth)| found == truth).count();
    hits as f64 / truth.len() as f64
}

/// Returns the coefficient of determination, r² = 1 − Σ (f − y)² / Σ (y − ȳ)²; none if all y are equal.
///
/// # Panics
/// Panics if the lengths differ.
pub fn r_squared<R: Real>(found: &[R], truth: &[R]) -> Option<f64> {
    assert_eq!(found.len(), truth.len(), "one value per target");
    let truth = || truth.iter().map(|y| y.to_f64());
    let mean = truth().sum::<f64>() / found.len() as f64;
    let spread: f64 = truth().map(|y| (y - mean) * (y - mean)).sum();
    let error: f64 = found.iter().zip(truth()).map(|(f, y)| (f.to_f64() - y) * (f.to_f64() - y)).sum();
    (spread > 0.0).then(|| 1.0 - error / spread)
}

/// The number of examples for each pair of true and predicted class.
///
/// # Example
/// ```
/// use dualtape_mlp::ConfusionMatrix;
///
/// let matrix = ConfusionMatrix::new(2, /* found */ &[0, 1, 1], /* truth */ &[0, 0, 1]);
/// assert_eq!(matrix.count(0, 1), 1); // one example of class 0 was classified as 1
/// assert_eq!(matrix.row(0), [1, 1]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: usize,
    counts: Vec<usize>,
}

impl ConfusionMatrix {
    /// Counts the pairs of predicted and true class.
    ///
    /// # Panics
    /// Panics if the lengths differ, or a class is not below `classes`.
    #[must_use]
    pub fn new(classes: usize, found: &[u32], truth: &[u32]) -> Self {
        assert_eq!(found.len(), truth.len(), "one class per example");
        let mut counts = vec![0; classes * classes];
        for (&found, &truth) in found.iter().zip(truth) {
            assert!((found as usize) < classes, "class {found} of {classes}");
            counts[truth as usize * classes + found as usize] += 1;
        }
        Self { classes, counts }
    }

    /// Returns the number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Returns the number of examples of class `truth` that were classified as `found`.
    ///
    /// # Panics
    /// Panics if a class is not below [`ConfusionMatrix::classes`].
    #[must_use]
    pub fn count(&self, truth: usize, found: usize) -> usize {
        self.row(truth)[found]
    }

    /// Returns the number of examples of class `truth` that were classified as each class.
    ///
    /// # Panics
    /// Panics if the class is not below [`ConfusionMatrix::classes`].
    #[must_use]
    pub fn row(&self, truth: usize) -> &[usize] {
        &self.counts[truth * self.classes..(truth + 1) * self.classes]
    }
}

#[cfg(test)]
mod tests {
    use super::{accuracy, r_squared};

    #[test]
    fn accuracy_and_r_squared_follow_their_definitions() {
        assert_eq!(accuracy(&[0, 1, 2, 2], &[0, 1, 1, 2]), 0.75);
        assert_eq!(r_squared(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Some(1.0));
        assert_eq!(r_squared(&[2.0, 2.0, 2.0], &[1.0, 2.0, 3.0]), Some(0.0), "no better than the mean");
        assert_eq!(r_squared(&[1.0, 2.0], &[5.0, 5.0]), None, "nothing to explain");
    }
}
