//! A trained network, loaded from a run folder for predictions.

mod check;
mod ensemble;
mod evaluation;
mod in_memory;
mod predict_csv;
mod trained;

pub use evaluation::Evaluation;
pub use predict_csv::{PredictedRow, Prediction, PredictionColumns};
pub use trained::{Model, Predictions};
