//! The one error type of the library crates below `mlp`.

/// The errors of engines and checks.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A slice has the wrong number of elements.
    #[error("{what} has {found} elements, expected {expected}")]
    Length {
        /// The argument, for instance `gradient`.
        what: &'static str,
        /// Elements needed.
        expected: usize,
        /// Elements passed.
        found: usize,
    },
    /// A gradient, Hessian or derivative was asked of a function with several outputs.
    #[error("{operation} needs a function with one output, this one has {outputs}; use the Jacobian")]
    NotScalarValued {
        /// The operation that was asked for.
        operation: &'static str,
        /// Outputs that the function has.
        outputs: usize,
    },
    /// A recording exceeds a limit of the tape.
    #[error("the tape needs {needed} {unit}, its limit is {limit}")]
    TapeLimit {
        /// The unit of the limit: `nodes` or `bytes`.
        unit: &'static str,
        /// The least amount that the recording needs.
        needed: usize,
        /// The amount that is allowed.
        limit: usize,
    },
    /// No engine fits the memory limit.
    #[error("no engine fits into {limit} bytes; {engine} needs the least, {needed}")]
    MemoryLimit {
        /// The engine that needs the least.
        engine: &'static str,
        /// The bytes that it needs.
        needed: usize,
        /// The bytes that are allowed.
        limit: usize,
    },
    /// Two computations that must agree do not.
    #[error("{what}: expected {expected:e}, found {found:e} (relative difference {relative:.1e})")]
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

impl Error {
    /// Checks that `found == expected`, the length of `what`.
    ///
    /// # Errors
    /// [`Error::Length`]: the lengths differ.
    pub fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
        if found == expected { Ok(()) } else { Err(Error::Length { what, expected, found }) }
    }
}
