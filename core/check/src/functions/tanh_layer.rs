//! A layer of a network as a map of its inputs.

use crate::random::SplitMix;
use dualtape_core::rules::Tanh;
use dualtape_core::{Array, BlockVectorFunction, Buf, Real};

/// `x ↦ tanh(W x)` in block code, with the Jacobian `J_ij = (1 - y_i²) W_ij`, outputs × inputs.
///
/// Both sizes can be chosen freely, for a wide or a tall Jacobian.
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
    /// Returns the layer with these weights, outputs × inputs, row-major.
    ///
    /// # Panics
    /// If there are no outputs, or if the number of weights is not a multiple of theirs.
    pub fn new(weights: Buf<R>, outputs: usize) -> Self {
        assert!(
            outputs > 0 && weights.len().is_multiple_of(outputs),
            "{} weights for {outputs} outputs",
            weights.len()
        );
        TanhLayer { weights, biases: Buf::zeros(outputs) }
    }

    /// Returns a layer of pseudorandom weights, scaled so that the sums of inputs from [-1, 1) neither stay in the
    /// linear range of tanh nor saturate it.
    ///
    /// # Panics
    /// If there are no outputs.
    pub fn generated(inputs: usize, outputs: usize, seed: u64) -> Self {
        let bound = (3.0 / inputs.max(1) as f64).sqrt();
        Self::new(numbers(inputs * outputs, bound, seed), outputs)
    }

    /// Returns pseudorandom inputs from [-1, 1).
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
