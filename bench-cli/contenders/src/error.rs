//! Settings of a workload that cannot be met.

use std::fmt;

/// A setting with a value that its workload cannot use: a sentence that names the flag, the value found and the value
/// expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOption(String);

impl InvalidOption {
    pub(crate) fn new(flag: &str, found: impl fmt::Display, expected: impl fmt::Display) -> Self {
        Self(format!("{flag}: found {found}, expected {expected}"))
    }

    /// The same for an error that says itself what it found and expected.
    pub(crate) fn because(flag: &str, error: impl fmt::Display) -> Self {
        Self(format!("{flag}: {error}"))
    }
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidOption {}
