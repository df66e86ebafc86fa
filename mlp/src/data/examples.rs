//! Conversion of rows of a data set into examples for a network.

use super::dataset::{Dataset, class_index};
use super::scaling::Scaling;
use crate::error::Error;
use crate::examples::Examples;
use crate::loss::{Loss, Targets};
use dualtape_core::{Buf, Labels, Real};

impl Dataset {
    /// Converts rows into examples: scaled, in the precision R, weighted by class.
    ///
    /// The targets have the form that the loss takes: classes, a 0 or 1, one-hot rows, or standardised values.
    ///
    /// # Errors
    /// Returns an error if the loss does not suit the task, if `rows` is empty, or if a number is missing and the scaling
    /// has no medians.
    ///
    /// # Panics
    /// Panics if a row is not below [`Dataset::rows`], or if the scaling is of other columns or classes.
    pub fn examples<R: Real>(
        &self,
        rows: &[usize],
        scaling: &Scaling,
        loss: Loss,
    ) -> Result<Examples<R>, Error> {
        let width = self.features().len();
        let outputs = self.outputs(loss)?;
        let mut inputs = Vec::with_capacity(rows.len() * width);
        for &row in rows {
            let features = &self.inputs()[row * width..(row + 1) * width];
            scaling.inputs.check_missing(features)?;
            inputs.extend(scaling.inputs.scale(features).map(R::from_f64));
        }
        let targets: Vec<f64> = rows.iter().flat_map(|&row| self.targets_of(row)).copied().collect();
        let weights = self.example_weights(rows, scaling).map(|weights| buf(weights.into_iter()));
        let classes = || targets.iter().map(|&target| class_index(target));
        let targets = match (loss, &scaling.target) {
            (Loss::SoftmaxCrossEntropy, _) => Targets::Classes(Labels::new(classes().collect())),
            (_, Some(target)) => Targets::Values(buf(target.scale(&targets))),
            (_, None) if outputs == 1 => Targets::Values(buf(targets.iter().copied())),
            (_, None) => {
                let one_hot = |class| (0..).map(move |index| if index == class { 1.0 } else { 0.0 });
                Targets::Values(buf(classes().flat_map(|class| one_hot(class).take(outputs))))
            }
        };
        let examples = Examples::new(self.task(), rows.len(), Buf::from_slice(&inputs), targets)?;
        match weights {
            Some(weights) => examples.with_weights(weights),
            None => Ok(examples),
        }
    }
}

impl Dataset {
    /// Returns the weights of rows in the loss: those of the table, times those of the classes.
    fn example_weights(&self, rows: &[usize], scaling: &Scaling) -> Option<Vec<f64>> {
        let class_weight = |row: usize| {
            let weights = scaling.class_weights.as_ref();
            weights.map_or(1.0, |weights| weights[class_index(self.targets()[row]) as usize])
        };
        let Some(weights) = self.weights() else {
            return scaling
                .class_weights
                .as_ref()
                .map(|_| rows.iter().map(|&row| class_weight(row)).collect());
        };
        Some(rows.iter().map(|&row| weights[row] * class_weight(row)).collect())
    }
}

/// Collects numbers into a buffer of precision R.
fn buf<R: Real>(numbers: impl Iterator<Item = f64>) -> Buf<R> {
    Buf::from_slice(&numbers.map(R::from_f64).collect::<Vec<R>>())
}
