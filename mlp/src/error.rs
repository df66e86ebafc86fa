//! What can go wrong, each named with what was found and what was expected.

use std::path::PathBuf;

/// Every error of this crate; each displays as one sentence that a user can act on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that is not in a list of names.
    #[error("unknown {what} `{found}`, expected one of {known}")]
    UnknownName {
        /// What the name stands for: "activation", "loss", …
        what: &'static str,
        /// The text that was given.
        found: String,
        /// The names that exist, joined by commas.
        known: String,
    },
    /// A text that is no list of layer widths.
    #[error("shape `{found}`: {reason}, expected layer widths such as 4-16-3")]
    Shape {
        /// The text that was given.
        found: String,
        /// Which part of it does not fit.
        reason: String,
    },
    /// A run of numbers of the wrong length.
    #[error("{what}: found {found} numbers, expected {expected}")]
    Length {
        /// What the numbers are.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A loss that cannot judge these targets.
    #[error("the loss {loss} needs {expected}, found {found}")]
    Targets {
        /// The loss's name.
        loss: &'static str,
        /// What it can judge.
        expected: String,
        /// What the data hold.
        found: String,
    },
    /// A setting outside its range.
    #[error("{name}: found {found}, expected {expected}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// The value that was given.
        found: String,
        /// The values that make sense.
        expected: &'static str,
    },
    /// A cell that does not hold what its column should.
    #[error("{file}, line {line}, column {column} ({name}): found {found}, expected {expected}")]
    Cell {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// The column's name in the header.
        name: String,
        /// What the cell holds.
        found: String,
        /// What it should hold.
        expected: String,
    },
    /// A row that is longer or shorter than the header.
    #[error("{file}, line {line}: found {found} cells, expected {expected} as in the header")]
    RaggedRow {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// How many cells the row has.
        found: usize,
        /// How many columns the header names.
        expected: usize,
    },
    /// A first line that names no columns.
    #[error("{file}, line 1: found {found}, expected a header with one distinct name per column")]
    Header {
        /// The file.
        file: String,
        /// What stands there instead.
        found: String,
    },
    /// A column that the header does not name.
    #[error("{file}: found no column `{found}`, expected one of {columns}")]
    UnknownColumn {
        /// The file.
        file: String,
        /// The name that was asked for.
        found: String,
        /// The names in the header, joined by commas.
        columns: String,
    },
    /// A header without a column that a trained network needs.
    #[error(
        "{file}: found no column `{name}` among {columns}, expected every column that the network was trained on"
    )]
    MissingColumn {
        /// The file.
        file: String,
        /// The column's name.
        name: String,
        /// The names in the header, joined by commas.
        columns: String,
    },
    /// A header with a column whose name another column is to get.
    #[error("{file}: found the column `{name}`, expected none of that name, for predictions get it")]
    TakenColumn {
        /// The file.
        file: String,
        /// The column's name.
        name: String,
    },
    /// Probabilities of a network that has none.
    #[error(
        "the loss {loss} gives no probabilities, expected a network that was trained with a cross-entropy"
    )]
    NoProbabilities {
        /// The loss's name.
        loss: &'static str,
    },
    /// A file without anything to learn from, or of another kind.
    #[error("{file}: found {found}, expected {expected}")]
    Table {
        /// The file.
        file: String,
        /// What the file holds.
        found: String,
        /// What training needs.
        expected: String,
    },
    /// A file that the system would not read or write.
    #[error("could not {action} {}: {source}", path.display())]
    Io {
        /// "read", "write", "create".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file of a run folder that does not hold what it should.
    #[error("{}: {reason}", path.display())]
    RunFile {
        /// The file.
        path: PathBuf,
        /// What was found and what was expected.
        reason: String,
    },
    /// A checkpoint of another training.
    #[error("the checkpoint has {found}, expected {expected}")]
    Checkpoint {
        /// What the checkpoint holds.
        found: String,
        /// What the training that is to go on would need.
        expected: String,
    },
    /// A derivative that the engine could not deliver.
    #[error(transparent)]
    Engine(#[from] dualtape_core::Error),
}
