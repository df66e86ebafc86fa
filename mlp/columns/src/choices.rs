//! The choices of a user about the columns of a table.

use crate::role::{Missing, RoleChoice};

/// The choices of a user; what is not chosen is guessed.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The target columns; the last column if none. Several are of values.
    pub targets: Vec<String>,
    /// The kind of target.
    pub kind: TargetKind,
    /// The columns to leave out.
    pub ignore: Vec<String>,
    /// The only columns to use beside the target; all if none.
    pub features: Option<Vec<String>>,
    /// The roles of columns.
    pub roles: Vec<(String, RoleChoice)>,
    /// The column with the weights of the rows.
    pub weights: Option<String>,
    /// The column with the groups of rows.
    pub groups: Option<String>,
    /// The treatment of missing cells.
    pub missing: Missing,
}

/// The kind of target as a user gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// Classes if it is text or a few whole numbers, else values.
    #[default]
    Auto,
    /// Classes.
    Classes,
    /// Values.
    Values,
}
