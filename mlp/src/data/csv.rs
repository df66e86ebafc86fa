//! CSV files with a header; every error names line and column.

mod lines;
mod reader;
mod table;

pub(crate) use reader::CsvReader;
pub(super) use reader::finite;
pub(super) use table::{Table, TargetCell};
