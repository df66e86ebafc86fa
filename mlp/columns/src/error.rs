//! The errors of this crate: each names the place, the content found and the content expected.

use std::path::PathBuf;

/// Every error of this crate; each displays as one sentence that a user can act on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
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
    /// A header without a column that a recipe needs.
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
    /// A file, a column or a choice that has two readings or none; `flag` decides.
    #[error("{file}: found {found}, expected {expected}: {flag}")]
    Question {
        /// The file.
        file: String,
        /// The content found.
        found: String,
        /// The content required.
        expected: String,
        /// The flags that decide, as they are written on the command line, the likelier first.
        flag: String,
    },
    /// A file without rows, or of another format.
    #[error("{file}: found {found}, expected {expected}")]
    Table {
        /// The file.
        file: String,
        /// The content of the file.
        found: String,
        /// The content required.
        expected: String,
    },
    /// Bytes that are no text in UTF-8, after a beginning that is.
    #[error(
        "{file}: found bytes that are not UTF-8 in line {line}, column {column}, expected text in one encoding: --encoding latin1"
    )]
    NotUtf8 {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// A text that is no encoding, role or separator.
    #[error("unknown {kind} `{found}`, expected {expected}")]
    Choice {
        /// The kind of choice.
        kind: &'static str,
        /// The given text.
        found: String,
        /// The valid texts.
        expected: String,
    },
    /// A file that the system would not read.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}
