//! Data: from a CSV file to examples that a network can take.

mod csv;
mod dataset;
mod examples;
mod forecast;
mod generated;
mod idx;
mod open;
mod scaling;
mod source;
mod split;
mod target;

pub(crate) use csv::Rows;
pub use dataset::{Dataset, Task, TaskChoice};
pub(crate) use dataset::{class_indices, outputs};
pub use generated::Generated;
pub use scaling::{ClassWeights, Scaler, Scaling};
pub use source::Source;
pub use split::{Split, folds, split};
