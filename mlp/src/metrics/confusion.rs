//! Metrics of predicted classes: the confusion matrix, and what follows from its counts.

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

    /// Returns the number of all examples.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Returns the metrics of each class.
    #[must_use]
    pub fn class_metrics(&self) -> Vec<ClassMetrics> {
        let of = |class| {
            let hits = self.count(class, class);
            let rows = self.row(class).iter().sum();
            let predicted = (0..self.classes).map(|truth| self.count(truth, class)).sum();
            ClassMetrics {
                precision: ratio(hits, predicted),
                recall: ratio(hits, rows),
                f1: ratio(2 * hits, rows + predicted),
                rows,
            }
        };
        (0..self.classes).map(of).collect()
    }
}

/// The metrics of one class, from its true positives tp, false positives fp and false negatives fn.
///
/// A ratio of 0 to 0 is none, as scikit-learn's with `zero_division=np.nan`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassMetrics {
    /// Precision tp / (tp + fp), the share of true predictions; none if the class is never predicted.
    pub precision: Option<f64>,
    /// Recall tp / (tp + fn), the share of examples that are found; none without an example of the class.
    pub recall: Option<f64>,
    /// F1 = 2 tp / (2 tp + fp + fn), the harmonic mean of both; none without an example and a prediction of the class.
    pub f1: Option<f64>,
    /// The number of examples of the class.
    pub rows: usize,
}

/// Returns part / all; none for nothing of nothing.
fn ratio(part: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::{ClassMetrics, ConfusionMatrix, accuracy};

    #[test]
    fn accuracy_is_the_share_of_hits() {
        assert_eq!(accuracy(&[0, 1, 2, 2], &[0, 1, 1, 2]), 0.75);
    }

    #[test]
    fn a_ratio_of_nothing_to_nothing_is_none() {
        let metrics = |precision, recall, f1, rows| ClassMetrics { precision, recall, f1, rows };
        // Class 1 is never predicted, class 2 has no example, class 3 neither.
        let matrix = ConfusionMatrix::new(4, &[0, 0, 2, 0], &[0, 1, 0, 0]);
        let expected = [
            metrics(Some(2.0 / 3.0), Some(2.0 / 3.0), Some(2.0 / 3.0), 3),
            metrics(None, Some(0.0), Some(0.0), 1),
            metrics(Some(0.0), None, Some(0.0), 0),
            metrics(None, None, None, 0),
        ];
        assert_eq!(matrix.class_metrics(), expected);
    }
}
