//! A trained network, loaded from a run folder for predictions.

mod check;
mod evaluation;
mod in_memory;
mod predict_csv;
mod trained;

pub use evaluation::Evaluation;
pub use predict_csv::PredictionColumns;
pub use trained::{Model, Predictions};
