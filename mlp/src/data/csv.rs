//! CSV files with a header; every complaint names line and column.

mod lines;
mod rows;
mod table;

pub(crate) use rows::Rows;
pub(super) use rows::finite;
pub(super) use table::{Table, TargetCell};
