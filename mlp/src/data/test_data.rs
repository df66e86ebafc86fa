//! The data of a test at the very end.

use serde::{Deserialize, Serialize};

/// The data that judge a trained network once, at the end, and decide nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TestData {
    /// A share of the rows, set aside by [`hold_out`](crate::hold_out).
    Share(f64),
    /// A source of its own, as named on the command line.
    Source(String),
}
