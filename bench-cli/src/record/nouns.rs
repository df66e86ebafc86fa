//! Phrases made of a workload's nouns.

use dualtape_contenders::Nouns;

use crate::units;

/// The phrases of [`Nouns`].
pub(crate) trait Phrases {
    /// Returns so many inputs: `337 parameters`.
    fn count(&self, inputs: usize) -> String;

    /// Returns the size of a function: its inputs, and its outputs where there are several.
    fn size(&self, inputs: usize, outputs: usize) -> String;

    /// Returns the inputs with their letter, as an axis names them.
    fn axis(&self) -> String;

    /// Returns the letter to a power.
    fn power(&self, exponent: f64) -> String;
}

impl Phrases for Nouns {
    fn count(&self, inputs: usize) -> String {
        format!("{} {}", units::count(inputs), self.inputs)
    }

    fn size(&self, inputs: usize, outputs: usize) -> String {
        let inputs = self.count(inputs);
        if outputs == 1 { inputs } else { format!("{inputs} and {} outputs", units::count(outputs)) }
    }

    fn axis(&self) -> String {
        format!("{} {}", self.inputs, self.letter)
    }

    fn power(&self, exponent: f64) -> String {
        format!("{}^{}", self.letter, units::exponent(exponent))
    }
}
