//! The one error type of the library crates below `mlp`.

use std::error::Error as StdError;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

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
    /// Numbers of another recording took part: one that has ended, an outer or an inner one, or one of another thread.
    ForeignNumbers {
        /// The number of operations that had such an operand.
        operations: usize,
    },
    /// A recording of its thread was used, or ended, while another one inside it was open.
    RecordingOrder,
    /// Numbers that depend on inputs were read as plain ones, so that no derivative leads through them.
    Detached {
        /// The number of such readings.
        readings: usize,
    },
    /// The function itself failed, with an error of its own.
    Function(FunctionError),
    /// A value or a derivative is NaN, where that was asked for as an error; see [`NanAsError`](crate::NanAsError).
    NotANumber {
        /// The quantity: `value`, `gradient`, `jv`, …
        what: &'static str,
        /// The index of the first NaN.
        index: usize,
    },
}

/// The error of a function that was differentiated, as it left the function.
///
/// ```
/// use dualtape_core::{Error, Scalar, function, value};
///
/// #[derive(Debug)]
/// struct OutOfRange(f64);
/// impl std::fmt::Display for OutOfRange {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "{} is out of range", self.0)
///     }
/// }
/// impl std::error::Error for OutOfRange {}
///
/// let f = function!(|x: &[S]| -> Result<S, OutOfRange> {
///     if x[0] < 0.0 { Err(OutOfRange(x[0].value())) } else { Ok(x[0].sqrt()) }
/// });
/// assert_eq!(value(&f, &[4.0]), Ok(2.0));
/// match value(&f, &[-1.0]) {
///     Err(Error::Function(error)) => assert_eq!(error.downcast_ref::<OutOfRange>().unwrap().0, -1.0),
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FunctionError(Arc<dyn StdError + Send + Sync>);

impl FunctionError {
    /// Returns the error as its own type, if it is one.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}

/// Two are equal if they are one error.
impl PartialEq for FunctionError {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Display for FunctionError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
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
            Error::ForeignNumbers { operations } => write!(
                f,
                "numbers of another recording (ended, outer, inner or of another thread) in {operations} operations"
            ),
            Error::RecordingOrder => f.write_str(
                "recordings of a thread end in the order last in, first out; this one is not the last",
            ),
            Error::Detached { readings } => write!(
                f,
                "numbers that depend on inputs were read as plain ones {readings} times, without derivatives"
            ),
            Error::Function(error) => Display::fmt(error, f),
            Error::NotANumber { what, index } => write!(f, "{what} {index} is NaN"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Function(error) => Some(&*error.0),
            _ => None,
        }
    }
}

impl Error {
    /// Returns the error of a function as one that an engine hands on; one of this type stays as it is.
    pub fn function(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        match error.into().downcast::<Error>() {
            Ok(error) => *error,
            Err(error) => Error::Function(FunctionError(error.into())),
        }
    }

    /// Checks that `found == expected`, the length of `what`.
    ///
    /// # Errors
    /// [`Error::Length`]: the lengths differ.
    pub fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
        if found == expected { Ok(()) } else { Err(Error::Length { what, expected, found }) }
    }
}
