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
    Data {
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
    /// A table that cannot be read, or a question about it.
    #[error(transparent)]
    Table(#[from] dualtape_columns::Error),
    /// An error of the engine that differentiates.
    #[error(transparent)]
    Engine(#[from] dualtape_core::Error),
}
