//! The one error type of the library crates below `mlp`.

use std::fmt::{self, Display, Formatter};

/// The errors of engines and checks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A slice has the wrong number of elements.
    Length {
        /// The argument, for instance `gradient`.
        what: &'static str,
        /// Elements needed.
        expected: usize,
        /// Elements passed.
        found: usize,
    },
    /// A gradient, Hessian or derivative was asked of a function with several outputs.
    NotScalarValued {
        /// The operation that was asked for.
        operation: &'static str,
        /// Outputs that the function has.
        outputs: usize,
    },
    /// A recording exceeds a limit of the tape.
    TapeLimit {
        /// The unit of the limit: `nodes` or `bytes`.
        unit: &'static str,
        /// The least amount that the recording needs.
        needed: usize,
        /// The amount that is allowed.
        limit: usize,
    },
    /// No engine fits the memory limit.
    MemoryLimit {
        /// The engine that needs the least.
        engine: &'static str,
        /// The bytes that it needs.
        needed: usize,
        /// The bytes that are allowed.
        limit: usize,
    },
    /// Two computations that must agree do not.
    Disagreement {
        /// The quantity compared, down to the rule or the index.
        what: String,
        /// The reference.
        expected: f64,
        /// The value under test.
        found: f64,
        /// `|found - expected| / (scale + |expected|)`.
        relative: f64,
    },
}

// By hand: a derive macro would take a third as long to build as all libraries below `mlp`.
impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Error::Length { what, expected, found } => {
                write!(f, "{what} has {found} elements, expected {expected}")
            }
            Error::NotScalarValued { operation, outputs } => write!(
                f,
                "{operation} needs a function with one output, this one has {outputs}; use the Jacobian"
            ),
            Error::TapeLimit { unit, needed, limit } => {
                write!(f, "the tape needs {needed} {unit}, its limit is {limit}")
            }
            Error::MemoryLimit { engine, needed, limit } => {
                write!(f, "no engine fits into {limit} bytes; {engine} needs the least, {needed}")
            }
            Error::Disagreement { what, expected, found, relative } => {
                write!(
                    f,
                    "{what}: expected {expected:e}, found {found:e} (relative difference {relative:.1e})"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Checks that `found == expected`, the length of `what`.
    ///
    /// # Errors
    /// [`Error::Length`]: the lengths differ.
    pub fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
        if found == expected { Ok(()) } else { Err(Error::Length { what, expected, found }) }
    }
}
