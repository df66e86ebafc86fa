//! The one error type of the library crates below `mlp`.

/// What can be wrong with a call to an engine.
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
    /// A recording would pass a limit of the tape.
    #[error("the tape needs {needed} {unit}, its limit is {limit}")]
    TapeLimit {
        /// What ran out: `nodes` or `bytes`.
        unit: &'static str,
        /// How much the recording needs, at least.
        needed: usize,
        /// How much is allowed.
        limit: usize,
    },
    /// No engine would stay within the memory that is allowed.
    #[error("no engine fits into {limit} bytes; {engine} needs the least, {needed}")]
    MemoryLimit {
        /// The engine that needs the least.
        engine: &'static str,
        /// The bytes that it needs.
        needed: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Two computations that must agree do not.
    #[error("{what}: expected {expected:e}, found {found:e} (relative difference {relative:.1e})")]
    Disagreement {
        /// What was compared, down to the rule or the index.
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
    /// `Ok` if `found == expected`, an [`Error::Length`] about `what` otherwise.
    ///
    /// # Errors
    /// The lengths differ.
    pub fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
        if found == expected { Ok(()) } else { Err(Error::Length { what, expected, found }) }
    }
}
