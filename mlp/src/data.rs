//! Data: from a CSV or IDX file, or a formula, to examples for a network.

mod dataset;
mod examples;
mod forecast;
mod generated;
mod idx;
mod open;
mod scaling;
mod schema;
mod source;
mod split;
mod test_data;

pub use dataset::{Dataset, Omissions};
pub(crate) use dataset::{class_indices, outputs};
pub use generated::Generated;
pub use scaling::{ClassWeights, Scaler, Scaling};
pub use schema::{DataSchema, TargetColumn};
pub use source::{DataSource, OpenedData, Reading, TablePlan};
pub use split::{Split, folds, hold_out, split};
pub use test_data::TestData;
