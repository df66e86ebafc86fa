//! Data: from a CSV file to examples that a network can take.

mod csv;
mod dataset;
mod scaling;
mod split;

pub use dataset::{Dataset, Task, TaskChoice};
pub use scaling::{Scaler, Scaling};
pub use split::{Split, split};
