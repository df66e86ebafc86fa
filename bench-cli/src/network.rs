//! The network that a command builds from its flags.

use dualtape_mlp::{Activation, Loss, Network, Shape};

/// A network whose outputs the loss can judge: linear ones, but probabilities where the loss takes these.
pub(crate) fn network(shape: Shape, activation: Activation, loss: Loss) -> Network {
    let network = Network::new(shape, activation);
    match loss {
        Loss::BinaryCrossEntropyProbabilities => network.with_output_activation(Activation::Sigmoid),
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_loss_over_probabilities_wants_a_sigmoid_at_the_end() {
        for &loss in Loss::ALL {
            let shape: Shape = "2-3-1".parse().expect("a shape");
            let last = network(shape, Activation::Tanh, loss).output_activation();
            assert_eq!(last == Activation::Sigmoid, loss == Loss::BinaryCrossEntropyProbabilities);
        }
    }
}
