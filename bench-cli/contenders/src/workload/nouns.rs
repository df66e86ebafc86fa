//! The nouns of a workload, of which everything that prints makes its sentences.

/// The nouns of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nouns {
    /// The variables of the derivative, in plural.
    pub inputs: &'static str,
    /// Their letter in formulas.
    pub letter: char,
    /// One of the functions.
    pub function: &'static str,
    /// Several of the functions.
    pub functions: &'static str,
    /// The derivative that an engine computes.
    pub derivative: &'static str,
    /// The heading of the functions' form in tables, unless the number of inputs says it all.
    pub shape: Option<&'static str>,
    /// The reason why modes grow as they do, as a statement behind the measured exponents.
    pub reason: Option<&'static str>,
}
