//! Activation functions, each a rule of core's table.

use crate::text::names;
use dualtape_core::{Array, rules};

/// The elementwise function after a layer.
///
/// Formula, derivative and policy at kinks are those of the rule of the same name in [`dualtape_core::rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// x ↦ x: a linear layer.
    Identity,
    /// x ↦ tanh x.
    Tanh,
    /// x ↦ max(x, 0).
    Relu,
    /// x ↦ x where x > 0, else x / 100.
    LeakyRelu,
    /// x ↦ 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// x ↦ ln(1 + eˣ).
    Softplus,
    /// x ↦ x Φ(x).
    Gelu,
}

names!(Activation ("activation"):
    Tanh = "tanh",
    Relu = "relu",
    LeakyRelu = "leaky-relu",
    Sigmoid = "sigmoid",
    Softplus = "softplus",
    Gelu = "gelu",
    Identity = "identity",
);

/// The slope of the leaky rectifier below zero, as in Maas, Hannun and Ng (2013).
pub(crate) const LEAK: f64 = 0.01;

impl Activation {
    /// Applies the function to each element of `x`, in place if the buffer is not shared.
    #[must_use]
    pub fn apply<A: Array>(self, x: A) -> A {
        match self {
            Self::Identity => x,
            Self::Tanh => x.into_map(rules::Tanh),
            Self::Relu => x.into_map(rules::Relu),
            Self::LeakyRelu => x.into_map(rules::LeakyRelu(LEAK)),
            Self::Sigmoid => x.into_map(rules::Sigmoid),
            Self::Softplus => x.into_map(rules::Softplus),
            Self::Gelu => x.into_map(rules::Gelu),
        }
    }

    /// Returns whether the function is near zero below zero and near the identity above it.
    ///
    /// Such a function halves the variance of the signal; He's initialisation compensates for that.
    #[must_use]
    pub fn is_rectifier(self) -> bool {
        match self {
            Self::Relu | Self::LeakyRelu | Self::Softplus | Self::Gelu => true,
            Self::Identity | Self::Tanh | Self::Sigmoid => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Activation;
    use dualtape_core::{Array, Buf};

    /// A training that diverges looks for the operation to blame, and passes over activations.
    #[test]
    fn no_activation_makes_a_finite_number_infinite_or_nan() {
        let points = [f64::MAX, 1e100, 800.0, 1.0, f64::MIN_POSITIVE, 0.0];
        let points = Buf::from_slice(&points.map(|x| [x, -x]).concat());
        let single = [f32::MAX, 1e30, 100.0, 1.0, f32::MIN_POSITIVE, 0.0];
        let single = Buf::from_slice(&single.map(|x| [x, -x]).concat());
        for &activation in Activation::ALL {
            assert!(activation.apply(points.clone()).all_finite(), "{activation}");
            assert!(activation.apply(single.clone()).all_finite(), "{activation} in f32");
        }
    }

    #[test]
    fn names_parse_and_display() {
        for &activation in Activation::ALL {
            assert_eq!(activation.to_string().parse::<Activation>().unwrap(), activation);
        }
        let message = "rleu".parse::<Activation>().unwrap_err().to_string();
        let expected = "unknown activation `rleu`, expected one of \
                        tanh, relu, leaky-relu, sigmoid, softplus, gelu, identity";
        assert_eq!(message, expected);
    }
}
