//! A chain of square layers: its gradient is a product of layer Jacobians, and the order of the factors decides
//! what it costs.
//!
//! For `f = g ∘ fₖ ∘ … ∘ f₁` over n inputs, `∇f = J₁ᵀ (J₂ᵀ ( … (Jₖᵀ ∇g)))`. Taken from the right, as reverse mode
//! does, every step is a matrix times a vector: n². Taken from the left, as forward mode does, which knows the
//! inner functions first, every step is a matrix times a matrix: n³.

use dualtape_core::rules::Tanh;
use dualtape_core::{Array, BlockFunction, Buf, Real};

use crate::code_style::CodeStyle;
use crate::contender::NumDualReal;
use crate::error::InvalidOption;
use crate::memory::MemoryEstimate;
use crate::options::WorkloadOptions;
use crate::problem::{Problem, two_points, uniform};
use crate::workload::{Nouns, Workload, WorkloadName, sizes};

/// Factors of the product: enough that the layers outweigh what comes before and after them.
const LAYERS: usize = 4;

/// Reason for taking the product from the right.
const REASON: &str = "the gradient is a product of layer Jacobians, which reverse mode takes from the right, a matrix times \
                      a vector at a time (n^2), and forward mode from the left, a matrix times a matrix (n^3)";

/// The workload.
pub(crate) struct Chain;

impl Workload for Chain {
    const NAME: WorkloadName = WorkloadName::Chain;
    const NOUNS: Nouns = Nouns {
        inputs: "inputs",
        letter: 'n',
        function: "chain",
        functions: "chains",
        derivative: "gradient",
        shape: Some("layers"),
        reason: Some(REASON),
    };
    const SIZES: &str = "16..1024";

    fn problems<R: NumDualReal>(
        options: &WorkloadOptions,
        _: CodeStyle,
    ) -> Result<Vec<Problem<R>>, InvalidOption> {
        let sizes = sizes::<Self>(options, 1)?;
        let mut memory = MemoryEstimate::default();
        for &width in &sizes {
            memory.add_matrices(LAYERS, width);
        }
        memory.check("--sizes", &format!("{LAYERS} layers of {} inputs", sizes[sizes.len() - 1]))?;
        Ok(sizes.iter().map(|&width| problem(width, options.seed)).collect())
    }
}

fn problem<R: NumDualReal>(width: usize, seed: u64) -> Problem<R> {
    // Of this size signals neither die out nor saturate (X. Glorot and Y. Bengio 2010).
    let bound = (3.0 / width as f64).sqrt();
    let layers = (0..LAYERS as u64)
        .map(|layer| uniform(width * width, &(-bound..bound), seed.wrapping_add(2 + layer)))
        .collect();
    let chain = Layers { layers, biases: Buf::from_slice(&vec![R::ZERO; width]) };
    Problem { layers: vec![width; LAYERS + 1], ..Problem::new(chain, two_points(width, &(-1.0..1.0), seed)) }
}

/// `x ↦ Σ y` for `y = tanh(… tanh(x W₁) … Wₖ)`.
struct Layers<R: Real> {
    layers: Vec<Buf<R>>,
    biases: Buf<R>,
}

impl<R: Real> BlockFunction<R> for Layers<R> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        let biases = A::constant(&self.biases);
        let last = self.layers.iter().fold(x.clone(), |signal, weights| {
            A::affine(&signal, &A::constant(weights), &biases).into_map(Tanh)
        });
        last.sum()
    }
}

#[cfg(test)]
mod tests {
    use dualtape_core::{Engine, value};
    use dualtape_forward::Forward;
    use dualtape_reverse::Reverse;

    use super::*;

    /// ½ 1 and then twice that: tanh(2 tanh(½ x)).
    fn two_layers() -> Layers<f64> {
        let diagonal = |d: f64| Buf::from_slice(&[d, 0.0, 0.0, d]);
        Layers { layers: vec![diagonal(0.5), diagonal(2.0)], biases: Buf::from_slice(&[0.0; 2]) }
    }

    #[test]
    fn the_gradient_is_the_product_of_the_layers() {
        let x = [0.3_f64, -0.7];
        let inner = x.map(|x| (0.5 * x).tanh());
        let outer = inner.map(|y| (2.0 * y).tanh());
        let expected: Vec<f64> =
            inner.iter().zip(outer).map(|(y, z)| (1.0 - z * z) * 2.0 * (1.0 - y * y) * 0.5).collect();
        let chain = two_layers();
        assert!((value(&chain, &x).expect("a value") - outer.iter().sum::<f64>()).abs() < 1e-15);
        let forward = Forward::new().gradient(&chain, &x).expect("a gradient");
        let reverse = Reverse::new().gradient(&chain, &x).expect("a gradient");
        for ((expected, forward), reverse) in expected.iter().zip(forward).zip(reverse) {
            assert!((forward - expected).abs() < 1e-15 && (reverse - expected).abs() < 1e-15);
        }
    }
}
