//! The errors of this crate: each names the value found and the value expected.

use std::path::PathBuf;

/// Every error of this crate; each displays as one sentence that a user can act on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that is not in a list of names.
    #[error("unknown {kind} `{found}`, expected one of {known}")]
    UnknownName {
        /// The kind of name: "activation", "loss", …
        kind: &'static str,
        /// The given text.
        found: String,
        /// The names that exist, joined by commas.
        known: String,
    },
    /// A text that is no list of layer widths.
    #[error("shape `{found}`: {reason}, expected layer widths such as 4-16-3")]
    Shape {
        /// The given text.
        found: String,
        /// The part of it that does not fit.
        reason: String,
    },
    /// A list of numbers of the wrong length.
    #[error("{quantity}: found {found} numbers, expected {expected}")]
    Length {
        /// The name of the quantity.
        quantity: &'static str,
        /// The number of numbers given.
        found: usize,
        /// The number of numbers required.
        expected: usize,
    },
    /// A loss that is not defined for these targets.
    #[error("the loss {loss} needs {expected}, found {found}")]
    Targets {
        /// The loss's name.
        loss: &'static str,
        /// The targets that the loss is defined for.
        expected: String,
        /// The targets in the data.
        found: String,
    },
    /// A setting outside its range.
    #[error("{name}: found {found}, expected {expected}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// The given value.
        found: String,
        /// The valid values.
        expected: &'static str,
    },
    /// A cell whose content does not suit its column.
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
        /// The content of the cell.
        found: String,
        /// The content required.
        expected: String,
    },
    /// A row that is longer or shorter than the header.
    #[error("{file}, line {line}: found {found} cells, expected {expected} as in the header")]
    RaggedRow {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The number of cells in the row.
        found: usize,
        /// The number of columns in the header.
        expected: usize,
    },
    /// A first line that names no columns.
    #[error("{file}, line 1: found {found}, expected a header with one distinct name per column")]
    Header {
        /// The file.
        file: String,
        /// The content of the first line.
        found: String,
    },
    /// A column that the header does not name.
    #[error("{file}: found no column `{found}`, expected one of {columns}")]
    UnknownColumn {
        /// The file.
        file: String,
        /// The requested name.
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
    /// A column in the input whose name is reserved for a column of predictions.
    #[error("{file}: found the column `{name}`, expected none of that name, for predictions get it")]
    TakenColumn {
        /// The file.
        file: String,
        /// The column's name.
        name: String,
    },
    /// A request for probabilities of a network whose outputs are none.
    #[error(
        "the loss {loss} gives no probabilities, expected a network that was trained with a cross-entropy"
    )]
    NoProbabilities {
        /// The loss's name.
        loss: &'static str,
    },
    /// A file without training data, or of another format.
    #[error("{file}: found {found}, expected {expected}")]
    Table {
        /// The file.
        file: String,
        /// The content of the file.
        found: String,
        /// The content required.
        expected: String,
    },
    /// A file that the system would not read or write.
    #[error("could not {action} {}: {source}", path.display())]
    Io {
        /// "read", "write", "create" or "lock".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A run folder that another process writes to.
    #[error("{}: found a training that is still running, expected a folder that no other process writes to", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// A damaged or foreign file in a run folder.
    #[error("{}: {reason}", path.display())]
    RunFile {
        /// The file.
        path: PathBuf,
        /// The content found and the content expected.
        reason: String,
    },
    /// A checkpoint of another training.
    #[error("the checkpoint has {found}, expected {expected}")]
    Checkpoint {
        /// The property of the checkpoint.
        found: String,
        /// The property of the training that is to be resumed.
        expected: String,
    },
    /// An error of the engine that differentiates.
    #[error(transparent)]
    Engine(#[from] dualtape_core::Error),
}
