//! The failure of a command: one sentence and one exit code.

use std::path::Path;
use std::{fmt, io};

use dualtape_contenders::InvalidOption;

/// The failure of a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A failed check, such as engines that disagree or a training that diverged. Exit code 1.
    Check(String),
    /// Bad usage, bad input, or I/O. Exit code 2.
    Input(String),
    /// Ctrl-C, after the results so far were saved. Exit code 130.
    Interrupted(String),
    /// A closed standard output, as under `| head`. Exit code 0, no message.
    ClosedPipe,
}

impl Failure {
    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Check(_) => 1,
            Self::Input(_) => 2,
            Self::Interrupted(_) => 130,
        }
    }

    /// The failure to read or write a file; `doing` is the verb.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::Input(format!("cannot {doing} {}: {}", path.display(), lower_first(&error.to_string())))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(sentence) | Self::Input(sentence) | Self::Interrupted(sentence) => {
                f.write_str(sentence)
            }
            Self::ClosedPipe => f.write_str("the output was closed"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Input(format!("cannot write the output: {}", lower_first(&error.to_string()))),
        }
    }
}

impl From<InvalidOption> for Failure {
    fn from(error: InvalidOption) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<dualtape_mlp::Error> for Failure {
    /// A failure of the input: the sentences of the library name the value found and the value expected.
    fn from(error: dualtape_mlp::Error) -> Self {
        match error {
            dualtape_mlp::Error::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => {
                Self::ClosedPipe
            }
            error => Self::Input(error.to_string()),
        }
    }
}

impl From<dualtape_core::Error> for Failure {
    /// A failed check: the functions of the commands fit the engines, so an error tells of a wrong result.
    fn from(error: dualtape_core::Error) -> Self {
        Self::Check(error.to_string())
    }
}

/// Returns the text with a small first letter, to continue a sentence.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
        assert_eq!(Failure::from(io::Error::from(io::ErrorKind::BrokenPipe)).exit_code(), 0);
        assert_eq!(Failure::from(io::Error::from(io::ErrorKind::StorageFull)).exit_code(), 2);
    }

    #[test]
    fn a_file_is_named() {
        let failure = Failure::file("read", Path::new("a.csv"), &io::Error::other("Broken"));
        assert_eq!(failure.to_string(), "cannot read a.csv: broken");
        assert_eq!(failure.exit_code(), 2);
    }
}
