//! Single cells: missing marks, numbers, booleans, dates.

pub(crate) mod boolean;
pub(crate) mod date;
mod missing;
pub(crate) mod number;

pub(crate) use missing::{is_missing, is_missing_number};
