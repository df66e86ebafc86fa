//! All metrics of a list of predictions.

use super::confusion::{ClassMetrics, ConfusionMatrix};
use super::probability::log_loss;
use super::ranking::macro_auc;
use super::regression::{column, mae, r_squared, rmse};

/// The metrics of predictions, in the units of the data; none where a metric does not suit the task or is undefined.
///
/// Mean precision, recall and F1 are over the classes that have them (scikit-learn's `average="macro"` with
/// `zero_division=np.nan`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics {
    /// See [`rmse`]; none of several targets, whose units differ.
    pub rmse: Option<f64>,
    /// See [`mae`]; none of several targets, whose units differ.
    pub mae: Option<f64>,
    /// See [`r_squared`]; of several targets the mean.
    pub r2: Option<f64>,
    /// The metrics of each target; empty for a classification.
    pub targets: Vec<TargetMetrics>,
    /// The share of correctly classified examples.
    pub accuracy: Option<f64>,
    /// The mean recall of the classes that have examples (scikit-learn's `balanced_accuracy_score`).
    pub balanced_accuracy: Option<f64>,
    /// The mean precision of the classes.
    pub precision: Option<f64>,
    /// The mean recall of the classes; another name of the balanced accuracy.
    pub recall: Option<f64>,
    /// The mean F1 of the classes.
    pub f1: Option<f64>,
    /// See [`macro_auc`].
    pub auc: Option<f64>,
    /// See [`log_loss`]; none if the network gives no probabilities.
    pub log_loss: Option<f64>,
    /// The metrics of each class; empty for a regression.
    pub classes: Vec<ClassMetrics>,
}

impl Metrics {
    /// Returns the metrics of predicted against true values, rows × `targets`, row-major.
    ///
    /// # Panics
    /// Panics if the lengths differ.
    #[must_use]
    pub fn of_values(found: &[f64], truth: &[f64], targets: usize) -> Self {
        let targets: Vec<TargetMetrics> = (0..targets)
            .map(|target| {
                let (found, truth) = (column(found, target, targets), column(truth, target, targets));
                TargetMetrics {
                    rmse: rmse(&found, &truth),
                    mae: mae(&found, &truth),
                    r2: r_squared(&found, &truth),
                }
            })
            .collect();
        let only = if let [only] = targets[..] { Some(only) } else { None };
        Self {
            rmse: only.map(|only| only.rmse),
            mae: only.map(|only| only.mae),
            r2: mean(targets.iter().map(|target| target.r2)),
            targets,
            ..Self::default()
        }
    }

    /// Returns the metrics of predicted against true classes.
    ///
    /// # Panics
    /// Panics if there is not a score per example and class.
    #[must_use]
    pub fn of_classes(matrix: &ConfusionMatrix, truth: &[u32], scores: ClassScores) -> Self {
        let classes = matrix.class_metrics();
        let recall = mean(classes.iter().map(|class| class.recall));
        let hits: usize = (0..matrix.classes()).map(|class| matrix.count(class, class)).sum();
        let (scores, log_loss) = match scores {
            ClassScores::LogProbabilities(scores) => (scores, Some(log_loss(scores, classes.len(), truth))),
            ClassScores::Outputs(scores) => (scores, None),
        };
        Self {
            accuracy: Some(hits as f64 / truth.len() as f64),
            balanced_accuracy: recall,
            precision: mean(classes.iter().map(|class| class.precision)),
            recall,
            f1: mean(classes.iter().map(|class| class.f1)),
            auc: macro_auc(scores, classes.len(), truth),
            log_loss: log_loss.filter(|loss| !loss.is_nan()),
            classes,
            ..Self::default()
        }
    }

    /// Returns the classes that have examples of which none is found.
    pub fn classes_never_found(&self) -> impl Iterator<Item = usize> {
        let never = |class: &ClassMetrics| class.rows > 0 && class.recall == Some(0.0);
        self.classes.iter().enumerate().filter(move |(_, class)| never(class)).map(|(index, _)| index)
    }

    /// Returns the class with most examples and its share of them; none for a regression.
    pub fn largest_class(&self) -> Option<(usize, f64)> {
        let all: usize = self.classes.iter().map(|class| class.rows).sum();
        let largest = self.classes.iter().enumerate().max_by_key(|(_, class)| class.rows)?;
        Some((largest.0, largest.1.rows as f64 / all as f64))
    }
}

/// The metrics of a target of a regression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetMetrics {
    /// See [`rmse`].
    pub rmse: f64,
    /// See [`mae`].
    pub mae: f64,
    /// See [`r_squared`].
    pub r2: Option<f64>,
}

/// Scores of classes, examples × classes, row-major: the higher the likelier.
#[derive(Clone, Copy, Debug)]
pub enum ClassScores<'a> {
    /// Logarithms of probabilities.
    LogProbabilities(&'a [f64]),
    /// Outputs that are no probabilities.
    Outputs(&'a [f64]),
}

/// Returns the mean of the numbers that there are; none if there are none.
fn mean(numbers: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let numbers: Vec<f64> = numbers.flatten().collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}
