//! The error type of programs.

use std::fmt::{self, Display, Formatter};
use std::panic::Location;

use crate::language::Language;

/// The errors of recording, deriving and running a program.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A plain value was read from a number that is recorded; what is made of it would be the same in every run.
    ValueRead {
        /// The place in the source that read it.
        place: &'static Location<'static>,
    },
    /// A comparison has another outcome than when the program was recorded: another program is needed there.
    Guard {
        /// The place in the source that compares.
        place: &'static Location<'static>,
        /// The sample, of those that were run together.
        sample: usize,
    },
    /// A rule cannot be written in a language without dependencies.
    NoSource {
        /// The rule's name.
        rule: &'static str,
        /// The language.
        language: Language,
    },
    /// The program or its arguments do not fit the operation.
    Core(dualtape_core::Error),
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Error::ValueRead { place } => {
                write!(
                    f,
                    "{place} reads the plain value of a number that is recorded; `detach` keeps it in the program"
                )
            }
            Error::Guard { place, sample } => {
                write!(
                    f,
                    "the comparison at {place} has another outcome for sample {sample} than when it was recorded"
                )
            }
            Error::NoSource { rule, language } => {
                write!(f, "the rule {rule} is no function of the standard library of {language:?}")
            }
            Error::Core(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Core(error) => Some(error),
            _ => None,
        }
    }
}

impl From<dualtape_core::Error> for Error {
    fn from(error: dualtape_core::Error) -> Self {
        Error::Core(error)
    }
}
