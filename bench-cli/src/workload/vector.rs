//! Maps of n inputs to m outputs and their whole Jacobian: where forward mode wins.
//!
//! Forward mode takes the columns of the Jacobian, one per input, a chunk of them per pass; reverse mode the rows,
//! one per output and sweep. Every size is taken for n and for m.

use std::ops::Range;

use dualtape_core::rules::Tanh;
use dualtape_core::{Array, BlockVectorFunction, Buf, Real};

use super::problem::{Problem, two_points, uniform};
use super::{Words, Workload, sizes};
use crate::bench::BenchArgs;
use crate::code_style::CodeStyle;
use crate::contender::Rival;
use crate::failure::Failure;
use crate::memory::Memory;

/// The workload.
pub(super) struct Vector;

impl Workload for Vector {
    const WORDS: Words = Words {
        inputs: "inputs",
        letter: 'n',
        function: "map",
        functions: "maps",
        derivative: "Jacobian",
        shape: Some("map"),
        reason: None,
    };
    const SIZES: &str = "1,4,16,64,256";

    fn problems<R: Rival>(args: &BenchArgs, _: CodeStyle, seed: u64) -> Result<Vec<Problem<R>>, Failure> {
        let sizes = sizes(args, 1)?;
        let largest = sizes[sizes.len() - 1];
        let mut memory = Memory::default();
        for &outputs in &sizes {
            // The weights and everyone's Jacobian, which are no larger than those of the largest map.
            memory.add_matrices(3 * sizes.len(), outputs.max(largest));
        }
        memory.check("--sizes", &format!("maps of {largest} inputs to {largest} outputs"))?;
        // For so many outputs smallest first, as predictions go.
        let shapes = sizes.iter().flat_map(|&outputs| sizes.iter().map(move |&inputs| (inputs, outputs)));
        Ok(shapes.map(|(inputs, outputs)| problem(inputs, outputs, seed)).collect())
    }
}

fn problem<R: Rival>(inputs: usize, outputs: usize, seed: u64) -> Problem<R> {
    Problem::with_outputs(Layer::new(inputs, outputs, seed), two_points(inputs, &INTERVAL, seed))
}

/// Where inputs lie.
const INTERVAL: Range<f64> = -1.0..1.0;

/// `x ↦ tanh(W x)`: as many smooth sums over all inputs as there are outputs.
pub(crate) struct Layer<R: Real> {
    weights: Buf<R>,
    biases: Buf<R>,
}

impl<R: Real> Layer<R> {
    /// Weights without a pattern.
    fn new(inputs: usize, outputs: usize, seed: u64) -> Self {
        // Of this size sums of weighted inputs stay where tanh bends but is not flat.
        let bound = (3.0 / inputs as f64).sqrt();
        let weights = uniform(outputs * inputs, &(-bound..bound), seed.wrapping_add(2));
        Self { weights, biases: Buf::from_slice(&vec![R::ZERO; outputs]) }
    }

    /// A map and a point to differentiate it at.
    pub(crate) fn with_point(inputs: usize, outputs: usize, seed: u64) -> (Self, Buf<R>) {
        (Self::new(inputs, outputs, seed), uniform(inputs, &INTERVAL, seed))
    }
}

impl<R: Real> BlockVectorFunction<R> for Layer<R> {
    fn outputs(&self, _inputs: usize) -> usize {
        self.biases.len()
    }

    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        A::affine(x, &A::constant(&self.weights), &A::constant(&self.biases)).into_map(Tanh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dualtape_core::Engine;
    use dualtape_forward::Forward;
    use dualtape_reverse::Reverse;

    #[test]
    fn the_jacobian_is_the_weights_times_the_slopes() {
        let weights = [0.5_f64, -1.0, 2.0, 0.25, 0.0, 1.5];
        let layer = Layer { weights: Buf::from_slice(&weights), biases: Buf::from_slice(&[0.0; 3]) };
        let x = [0.3_f64, -0.7];
        let expected: Vec<f64> = weights
            .chunks(2)
            .flat_map(|row| {
                let y = (row[0] * x[0] + row[1] * x[1]).tanh();
                row.iter().map(move |w| w * (1.0 - y * y))
            })
            .collect();
        let forward = Forward::new().jacobian(&layer, &x).expect("a Jacobian");
        let reverse = Reverse::new().jacobian(&layer, &x).expect("a Jacobian");
        for ((expected, forward), reverse) in expected.iter().zip(forward).zip(reverse) {
            assert!((forward - expected).abs() < 1e-15 && (reverse - expected).abs() < 1e-15);
        }
    }
}
