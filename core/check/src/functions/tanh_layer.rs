//! A layer of a network as a map of its inputs.

use crate::random::SplitMix;
use dualtape_core::rules::Tanh;
use dualtape_core::{Array, BlockVectorFunction, Buf, Real};

/// `x ↦ tanh(W x)` in block code: as many smooth sums over all inputs as there are outputs.
///
/// Its Jacobian, outputs × inputs, is `J_ij = (1 - y_i²) W_ij`. Of all maps this is the one whose shape can be chosen
/// freely, so that a Jacobian can be made wide or high.
///
/// # Cost
/// A product of `outputs × inputs`, and as many hyperbolic tangents as outputs.
///
/// ```
/// use dualtape_check::TanhLayer;
/// use dualtape_core::values_into;
///
/// let layer = TanhLayer::new(Buf::from_slice(&[1.0, 2.0]), 1);
/// let mut y = [0.0];
/// values_into(&layer, &[0.5, 0.25], &mut y)?;
/// assert!((y[0] - 1_f64.tanh()).abs() < 1e-15);
/// # use dualtape_core::Buf;
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TanhLayer<R: Real = f64> {
    weights: Buf<R>,
    biases: Buf<R>,
}

impl<R: Real> TanhLayer<R> {
    /// The layer with these weights, outputs × inputs, row-major.
    ///
    /// # Panics
    /// If there are no outputs, or weights that are left over.
    pub fn new(weights: Buf<R>, outputs: usize) -> Self {
        assert!(
            outputs > 0 && weights.len().is_multiple_of(outputs),
            "{} weights for {outputs} outputs",
            weights.len()
        );
        TanhLayer { weights, biases: Buf::zeros(outputs) }
    }

    /// A layer whose weights have no pattern, the same everywhere for the same seed, and of a size at which the sums
    /// of inputs from [-1, 1) stay where tanh bends but is not flat.
    ///
    /// # Panics
    /// If there are no outputs.
    pub fn generated(inputs: usize, outputs: usize, seed: u64) -> Self {
        let bound = (3.0 / inputs.max(1) as f64).sqrt();
        Self::new(numbers(inputs * outputs, bound, seed), outputs)
    }

    /// Inputs from [-1, 1) without a pattern, the same everywhere for the same seed.
    pub fn point(inputs: usize, seed: u64) -> Buf<R> {
        numbers(inputs, 1.0, !seed)
    }
}

fn numbers<R: Real>(count: usize, bound: f64, seed: u64) -> Buf<R> {
    let mut random = SplitMix::new(seed);
    Buf::fill(count, |numbers| numbers.fill_with(|| R::from_f64(bound * random.number())))
}

impl<R: Real> BlockVectorFunction<R> for TanhLayer<R> {
    fn outputs(&self, _: usize) -> usize {
        self.biases.len()
    }

    fn eval<A: Array<Real = R>>(&self, x: &A) -> A {
        A::affine(x, &A::constant(&self.weights), &A::constant(&self.biases)).into_map(Tanh)
    }
}
