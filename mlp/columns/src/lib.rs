#![doc = include_str!("../README.md")]

mod cell;
mod choices;
mod dialect;
mod error;
mod file;
mod plan;
mod profile;
mod reader;
mod recipe;
mod role;
mod rows;
mod table;

pub use choices::{Choices, TargetKind};
pub use dialect::{DecimalMark, Dialect, DialectChoices, EncodingName, Separator};
pub use error::Error;
pub use file::Compression;
pub use plan::{ColumnSummary, Plan, Target};
pub use reader::{Reader, Row};
pub use recipe::{CellCounts, Column, Cycle, Encoder, Encoding, input_names, input_ranges};
pub use role::{Missing, Role, RoleChoice};
pub use rows::{Rows, TargetReader};
pub use table::{Table, stream};
