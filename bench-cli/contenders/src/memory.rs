//! Estimates of memory, made before anything is allocated: an allocation that fails ends the program without a
//! sentence.

use dualtape_mlp::Shape;

use crate::error::InvalidOption;

/// The most bytes that a run may take. More would be swapped on many machines, and its times would say nothing.
const LIMIT_BYTES: u128 = 8 << 30;

/// Copies of the parameters that live at once: two points, a gradient, the optimizer's moments, the best.
const COPIES: u128 = 6;

/// A count of the numbers that a run will hold in memory.
#[derive(Debug, Clone, Copy)]
pub struct MemoryEstimate {
    numbers: u128,
    /// Bytes of a number.
    width: usize,
}

impl Default for MemoryEstimate {
    /// Returns an empty estimate for numbers in double precision.
    fn default() -> Self {
        Self::of_numbers(size_of::<f64>())
    }
}

impl MemoryEstimate {
    /// Returns an empty estimate for numbers of `width` bytes.
    pub fn of_numbers(width: usize) -> Self {
        Self { numbers: 0, width }
    }

    /// Adds the parameters of a network, with their gradient and what an optimizer keeps.
    pub fn add_parameters(&mut self, shape: &Shape) {
        self.add_numbers(COPIES * shape.parameters() as u128);
    }

    /// Adds rows of data for a network.
    pub fn add_rows(&mut self, shape: &Shape, rows: usize) {
        self.add_numbers((shape.inputs() as u128 + shape.outputs() as u128) * rows as u128);
    }

    /// Adds the outputs of all layers for `rows` rows, with their derivatives.
    pub fn add_steps(&mut self, shape: &Shape, rows: usize) {
        let widths: u128 = shape.widths().iter().map(|&width| width as u128).sum();
        self.add_numbers(COPIES.saturating_mul(widths).saturating_mul(rows as u128));
    }

    /// Adds scalar code of `operations` operations on `inputs` inputs, recorded on a tape.
    pub fn add_scalar_code(&mut self, inputs: usize, operations: u128) {
        /// A node and its adjoint, in numbers.
        const NODE: u128 = 4;
        self.add_numbers((COPIES * inputs as u128).saturating_add(NODE.saturating_mul(operations)));
    }

    /// Adds `count` square matrices.
    pub fn add_matrices(&mut self, count: usize, width: usize) {
        self.add_numbers((count as u128).saturating_mul((width as u128).saturating_mul(width as u128)));
    }

    /// Adds a map of inputs to outputs: a weight for each pair, and the tangents of a pass.
    pub fn add_map(&mut self, inputs: usize, outputs: usize) {
        /// A number and the tangents of the widest pass.
        const WIDEST: u128 = 17;
        let (inputs, outputs) = (inputs as u128, outputs as u128);
        self.add_numbers(inputs.saturating_mul(outputs).saturating_add(WIDEST * (inputs + outputs)));
    }

    /// Returns the bytes in all.
    pub fn bytes(self) -> usize {
        usize::try_from(self.exact_bytes()).unwrap_or(usize::MAX)
    }

    fn exact_bytes(self) -> u128 {
        self.numbers.saturating_mul(self.width as u128)
    }

    /// Checks the estimate against the limit; `found` describes the value of the flag.
    ///
    /// # Errors
    /// The estimate is above 8 GiB.
    pub fn check(self, flag: &str, found: &str) -> Result<(), InvalidOption> {
        let bytes = self.exact_bytes();
        if bytes <= LIMIT_BYTES {
            return Ok(());
        }
        let gib = |bytes: u128| bytes.div_ceil(1 << 30);
        Err(InvalidOption::new(
            flag,
            format_args!("{found}, which would take about {} GiB of memory", gib(bytes)),
            format_args!("at most {} GiB", gib(LIMIT_BYTES)),
        ))
    }

    /// Adds numbers of any kind.
    pub fn add_numbers(&mut self, numbers: u128) {
        self.numbers = self.numbers.saturating_add(numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_network_fits_and_a_huge_one_is_refused() {
        let shape: Shape = "784-128-64-10".parse().expect("a shape");
        let with_rows = |rows: usize| {
            let mut memory = MemoryEstimate::default();
            memory.add_parameters(&shape);
            memory.add_rows(&shape, rows);
            memory.add_steps(&shape, rows);
            memory.check("--batch", "many rows")
        };
        assert!(with_rows(100_000).is_ok());
        let sentence = with_rows(10_000_000).expect_err("500 GiB").to_string();
        assert!(sentence.starts_with("--batch: found many rows, which would take about "), "{sentence}");
        assert!(sentence.ends_with(" GiB of memory, expected at most 8 GiB"), "{sentence}");
        assert!(with_rows(usize::MAX).is_err());
    }
}
