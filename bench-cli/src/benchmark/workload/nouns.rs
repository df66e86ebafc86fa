//! How the sizes of a workload are spoken of.

use crate::units;

/// The words of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// What is differentiated by, in plural.
    pub(crate) inputs: &'static str,
    /// Its letter in formulas.
    pub(crate) letter: char,
    /// One of the functions.
    pub(crate) function: &'static str,
    /// Several of the functions.
    pub(crate) functions: &'static str,
    /// What an engine computes.
    pub(crate) derivative: &'static str,
    /// What a table calls the form of a function, unless the number of inputs says it all.
    pub(crate) shape: Option<&'static str>,
    /// Why modes grow as they do, as a statement behind the measured exponents.
    pub(crate) reason: Option<&'static str>,
}

impl Words {
    /// So many inputs.
    pub(crate) fn count(&self, inputs: usize) -> String {
        format!("{} {}", units::count(inputs), self.inputs)
    }

    /// The size of a function: its inputs, and its outputs where there are several.
    pub(crate) fn size(&self, inputs: usize, outputs: usize) -> String {
        let inputs = self.count(inputs);
        if outputs == 1 { inputs } else { format!("{inputs} and {} outputs", units::count(outputs)) }
    }

    /// The inputs with their letter, as an axis names them.
    pub(crate) fn axis(&self) -> String {
        format!("{} {}", self.inputs, self.letter)
    }

    /// The letter to a power.
    pub(crate) fn power(&self, exponent: f64) -> String {
        format!("{}^{}", self.letter, units::exponent(exponent))
    }
}
