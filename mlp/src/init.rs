//! Initial parameters: weights that preserve the variance of the signal from layer to layer.

use crate::activation::Activation;
use crate::random::{Random, Stream};
use crate::shape::Shape;
use crate::text::names;
use dualtape_core::{Buf, Real};

/// The distribution of the initial weights of a layer of n inputs and m outputs; biases start at zero.
///
/// # Example
/// ```
/// use dualtape_core::Buf;
/// use dualtape_mlp::Initialisation;
///
/// let parameters: Buf<f64> = Initialisation::Glorot.parameters(&"3-2".parse()?, 7);
/// let limit = (6.0_f64 / (3.0 + 2.0)).sqrt();
/// assert!(parameters[..6].iter().all(|w| w.abs() <= limit));
/// assert_eq!(parameters[6..], [0.0, 0.0]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Initialisation {
    /// Uniform on ±√(6 / (n + m)) (Glorot and Bengio 2010).
    Glorot,
    /// Normal with standard deviation √(2 / n) (He et al. 2015).
    He,
}

names!(Initialisation ("initialisation"): Glorot = "glorot", He = "he");

impl Initialisation {
    /// Returns He for the rectifiers, Glorot for the rest.
    #[must_use]
    pub fn suited_to(activation: Activation) -> Self {
        if activation.is_rectifier() { Self::He } else { Self::Glorot }
    }

    /// Draws parameters for a network of this shape; the same seed gives the same bytes on every machine.
    #[must_use]
    pub fn parameters<R: Real>(self, shape: &Shape, seed: u64) -> Buf<R> {
        let mut random = Random::new(seed, Stream::Initialisation);
        let mut parameters = vec![R::ZERO; shape.parameters()];
        for layer in shape.layers() {
            let (n, m) = (layer.inputs as f64, layer.outputs as f64);
            for weight in &mut parameters[layer.weights] {
                *weight = R::from_f64(match self {
                    Self::Glorot => (6.0 / (n + m)).sqrt() * (2.0 * random.unit() - 1.0),
                    Self::He => (2.0 / n).sqrt() * random.normal(),
                });
            }
        }
        Buf::from_slice(&parameters)
    }
}
