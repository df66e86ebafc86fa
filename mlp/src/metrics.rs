//! Quality measures of predictions.

mod confusion;
mod metric;
mod probability;
mod ranking;
mod regression;
mod score;
mod summary;

pub use confusion::{ClassMetrics, ConfusionMatrix, accuracy};
pub use metric::{Bound, Metric};
pub use probability::{ReliabilityBin, expected_calibration_error, log_loss, reliability};
pub use ranking::{auc, macro_auc};
pub use regression::{mae, mean_r_squared, r_squared, rmse};
pub use score::{Score, predicted_classes};
pub use summary::{ClassScores, Metrics, TargetMetrics};
