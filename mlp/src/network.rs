//! The multilayer perceptron: its forward pass, generic over the number.

use crate::activation::Activation;
use crate::error::Error;
use crate::init::Initialisation;
use crate::loss::Loss;
use crate::shape::Shape;
use dualtape_core::{Array, Buf, Real};
use serde::{Deserialize, Serialize};

mod function;

pub use function::LayerFunction;

/// A fully connected network: affine layers with an activation after each hidden layer.
///
/// The last layer is linear unless [`Network::with_output_activation`] sets another activation. The parameters
/// are not part of the network: they are the variables of the differentiated functions, in the layout of
/// [`Shape::layers`]. Cloning is cheap.
///
/// # Example
/// ```
/// use dualtape_core::Buf;
/// use dualtape_mlp::{Activation, Network};
///
/// let network = Network::new("2-1".parse()?, Activation::Tanh);
/// let parameters = Buf::from_slice(&[3.0, 4.0, 0.5]); // two weights, one bias
/// let inputs = Buf::from_slice(&[1.0, 0.0, /* second example */ 0.0, 1.0]);
/// assert_eq!(network.outputs(&parameters, &inputs)[..], [3.5, 4.5]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    shape: Shape,
    activation: Activation,
    output_activation: Activation,
}

impl Network {
    /// Returns a network with a linear last layer.
    pub fn new(shape: Shape, activation: Activation) -> Self {
        Self { shape, activation, output_activation: Activation::Identity }
    }

    /// Returns a network whose outputs are in the domain of `loss`.
    ///
    /// The last layer is linear, except for [`Loss::BinaryCrossEntropyProbabilities`]: there a sigmoid makes
    /// probabilities of the outputs.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Activation, Loss, Network};
    ///
    /// let on_logits = Network::for_loss("2-3-1".parse()?, Activation::Tanh, Loss::BinaryCrossEntropy);
    /// assert_eq!(on_logits.output_activation(), Activation::Identity);
    /// let loss = Loss::BinaryCrossEntropyProbabilities;
    /// let on_probabilities = Network::for_loss("2-3-1".parse()?, Activation::Tanh, loss);
    /// assert_eq!(on_probabilities.output_activation(), Activation::Sigmoid);
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn for_loss(shape: Shape, activation: Activation, loss: Loss) -> Self {
        let network = Self::new(shape, activation);
        match loss {
            Loss::BinaryCrossEntropyProbabilities => network.with_output_activation(Activation::Sigmoid),
            _ => network,
        }
    }

    /// Returns the same network with this activation after the last layer.
    #[must_use]
    pub fn with_output_activation(self, output_activation: Activation) -> Self {
        Self { output_activation, ..self }
    }

    /// Returns the widths of the layers.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Returns the activation after each hidden layer.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// Returns the activation after the last layer.
    pub fn output_activation(&self) -> Activation {
        self.output_activation
    }

    /// Draws initial parameters by the initialisation that suits the activation.
    ///
    /// The same seed gives the same bytes on every machine.
    pub fn initial_parameters<R: Real>(&self, seed: u64) -> Buf<R> {
        Initialisation::suited_to(self.activation).parameters(&self.shape, seed)
    }

    /// Returns the network's outputs for every example: aₖ₊₁ = g(aₖ Wₖᵀ + bₖ).
    ///
    /// `inputs` is examples × [`Shape::inputs`], the result examples × [`Shape::outputs`], row-major.
    ///
    /// # Panics
    /// Panics if `parameters` is shorter than [`Shape::parameters`], or `inputs` is no whole number of examples.
    ///
    /// # Cost
    /// Two floating-point operations per weight and example.
    pub fn outputs<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        let first = self.apply_layer(0, parameters, inputs);
        (1..self.shape.depth()).fold(first, |signal, index| self.apply_layer(index, parameters, &signal))
    }

    /// Returns the outputs of every layer in order, activations applied; the last are [`Network::outputs`].
    ///
    /// Each is examples × the width of its layer, row-major.
    ///
    /// # Panics
    /// Panics as [`Network::outputs`] does.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Buf;
    /// use dualtape_mlp::{Activation, Network};
    ///
    /// let network = Network::new("1-1-1".parse()?, Activation::Relu);
    /// let parameters = Buf::from_slice(&[2.0, -1.0, /* second layer */ 3.0, 0.5]);
    /// let signals = network.signals(&parameters, &Buf::from_slice(&[4.0]));
    /// assert_eq!((signals[0][0], signals[1][0]), (7.0, 21.5));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn signals<A: Array>(&self, parameters: &A, inputs: &A) -> Vec<A> {
        let mut signals: Vec<A> = Vec::with_capacity(self.shape.depth());
        for index in 0..self.shape.depth() {
            let signal = self.apply_layer(index, parameters, signals.last().unwrap_or(inputs));
            signals.push(signal);
        }
        signals
    }

    /// Applies one layer and its activation: examples × inputs → examples × outputs.
    fn apply_layer<A: Array>(&self, index: usize, parameters: &A, signal: &A) -> A {
        self.activation_after(index).apply(self.product(index, parameters, signal))
    }

    /// Applies one layer without its activation: examples × inputs → examples × outputs.
    pub(crate) fn product<A: Array>(&self, index: usize, parameters: &A, signal: &A) -> A {
        let layer = self.shape.layer(index);
        A::affine(signal, &parameters.slice(layer.weights), &parameters.slice(layer.biases))
    }

    /// Returns the activation after a layer.
    pub(crate) fn activation_after(&self, index: usize) -> Activation {
        if index + 1 == self.shape.depth() { self.output_activation } else { self.activation }
    }

    /// Checks a number of parameters against the shape.
    ///
    /// # Errors
    /// Returns [`Error::Length`] if the numbers differ.
    pub fn check_parameters(&self, found: usize) -> Result<(), Error> {
        LayerFunction::check_parameters(self, found)
    }
}

#[cfg(test)]
mod tests {
    use super::Network;
    use crate::activation::Activation;
    use crate::loss::Loss;
    use dualtape_core::Buf;

    #[test]
    fn only_a_loss_over_probabilities_gets_a_sigmoid_at_the_end() {
        for &loss in Loss::ALL {
            let network = Network::for_loss("2-3-1".parse().unwrap(), Activation::Tanh, loss);
            let is_sigmoid = network.output_activation() == Activation::Sigmoid;
            assert_eq!(is_sigmoid, loss == Loss::BinaryCrossEntropyProbabilities, "{loss}");
            assert_eq!(network.activation(), Activation::Tanh, "{loss}");
        }
    }

    #[test]
    fn hidden_and_output_activations_differ() {
        let parameters =
            Buf::from_slice(&[1.0, -2.0, /* bias */ 0.5, 0.5, /* out */ 3.0, 4.0, 1.0]);
        let inputs = Buf::from_slice(&[1.0, 0.0]);
        let network = Network::new("1-2-1".parse().unwrap(), Activation::Relu);
        assert_eq!(network.outputs(&parameters, &inputs)[..], [5.5, 4.5]);
        let network = network.with_output_activation(Activation::Sigmoid);
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        assert!((network.outputs(&parameters, &inputs)[1] - sigmoid(4.5)).abs() < 1e-15);
    }
}
