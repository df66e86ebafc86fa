//! Networks as diagrams: by layer, by contribution, or by neuron. By operation they are drawn like any other function.

mod contributions;
mod layers;
mod neurons;

use clap::ValueEnum;
use dualtape_mlp::Network;

use crate::graph::diagram::MAX_BOXES;
pub(crate) use crate::graph::network::contributions::{LayerNumber, by_contribution};
pub(crate) use crate::graph::network::layers::{LayerForm, after_sum, by_layer};
pub(crate) use crate::graph::network::neurons::{NetworkNumbers, by_neuron};

/// The level of detail of a drawn network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Detail {
    /// Of each layer the numbers that contribute most; the default for a trained model.
    Contributions,
    /// As one of the next three, the closest look that fits.
    Layer,
    /// A box per layer.
    Blocks,
    /// A box for each vector that is computed.
    Simplified,
    /// A box for each vector that is computed and for its parameters.
    Full,
    /// A box per neuron, with the weights on the edges.
    Neuron,
    /// A box per operation.
    Op,
}

impl Detail {
    /// Returns the textbook form of a picture by layer that was asked for by name.
    pub(crate) fn form(self) -> Option<LayerForm> {
        match self {
            Self::Blocks => Some(LayerForm::Blocks),
            Self::Simplified => Some(LayerForm::Simplified),
            Self::Full => Some(LayerForm::Full),
            Self::Contributions | Self::Layer | Self::Neuron | Self::Op => None,
        }
    }

    /// Returns the closest look that stays within [`MAX_BOXES`], for a network that takes so many boxes by operation.
    pub(crate) fn that_fits(network: &Network, operations: usize) -> Self {
        let neurons: usize = network.shape().widths().iter().sum();
        match (operations, neurons) {
            (..=MAX_BOXES, _) => Self::Op,
            (_, ..=MAX_BOXES) if has_neurons(network) => Self::Neuron,
            _ => Self::Layer,
        }
    }
}

/// Returns whether a picture by neuron says all of a network: whether each neuron is an activation of a sum of products.
pub(crate) fn has_neurons(network: &Network) -> bool {
    let is_plain = |index| network.normalisation_layout(index).is_none() && !network.is_residual(index);
    (0..network.shape().depth()).all(is_plain)
}

#[cfg(test)]
mod tests {
    use dualtape_mlp::Activation;

    use super::*;

    #[test]
    fn the_closest_look_that_fits_is_taken() {
        let network = |shape: &str| Network::new(shape.parse().expect("a shape"), Activation::Tanh);
        assert_eq!(Detail::that_fits(&network("2-2-1"), 60), Detail::Op);
        assert_eq!(Detail::that_fits(&network("2-2-1"), 61), Detail::Neuron);
        assert_eq!(Detail::that_fits(&network("20-20-20"), 61), Detail::Neuron);
        assert_eq!(Detail::that_fits(&network("20-21-20"), 61), Detail::Layer);
    }
}
