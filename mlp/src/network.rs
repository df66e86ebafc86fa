//! The multilayer perceptron: its forward pass, generic over the number.

use crate::activation::Activation;
use crate::error::Error;
use crate::init::Initialisation;
use crate::loss::Loss;
use crate::shape::Shape;
use dualtape_core::{Array, Buf, Real, rules};
use serde::{Deserialize, Serialize};

mod function;
mod normalisation;

pub use function::LayerFunction;
#[cfg(feature = "onnx")]
pub(crate) use normalisation::EPSILON;
pub use normalisation::{Normalisation, NormalisationLayout};

/// A fully connected network: affine layers with an activation after each hidden layer.
///
/// The last layer is linear unless [`Network::with_output_activation`] sets another activation. Hidden layers may have a
/// [`Normalisation`] and residual connections. The parameters are not part of the network: they are the variables of the
/// differentiated functions, in the layout of [`Shape::layers`], followed by those of
/// [`Network::normalisation_layout`]. Cloning is cheap.
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
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    residual: bool,
    #[serde(default, skip_serializing_if = "Normalisation::is_none")]
    normalisation: Normalisation,
}

impl Network {
    /// Returns a network with a linear last layer.
    pub fn new(shape: Shape, activation: Activation) -> Self {
        Self {
            shape,
            activation,
            output_activation: Activation::Identity,
            residual: false,
            normalisation: Normalisation::None,
        }
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

    /// Returns the same network with residual connections (He et al. 2016): a hidden layer as wide as the hidden layer
    /// before it adds the signal of that one to its own.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Buf;
    /// use dualtape_mlp::{Activation, Network};
    ///
    /// let network = Network::new("1-1-1-1".parse()?, Activation::Relu).with_residual_connections();
    /// let parameters = Buf::from_slice(&[2.0, 0.0, /* residual */ -1.0, 9.0, /* outputs */ 1.0, 0.0]);
    /// // relu(2 · 3) = 6, then 6 + relu(9 − 6).
    /// assert_eq!(network.outputs(&parameters, &Buf::from_slice(&[3.0]))[..], [9.0]);
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    #[must_use]
    pub fn with_residual_connections(self) -> Self {
        Self { residual: true, ..self }
    }

    /// Returns the same network with this normalisation of its hidden layers.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Buf;
    /// use dualtape_mlp::{Activation, Network, Normalisation};
    ///
    /// let network = Network::new("1-2-1".parse()?, Activation::Identity).with_normalisation(Normalisation::Layer);
    /// assert_eq!(network.parameters(), (2 + 2) + (2 + 1) + (2 + 2));
    /// let parameters = network.initial_parameters(7);
    /// let output = |x: f64| network.outputs(&parameters, &Buf::from_slice(&[x]))[0];
    /// assert!((output(10.0) - output(1000.0)).abs() < 1e-4, "the scale of the signal is gone");
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    #[must_use]
    pub fn with_normalisation(self, normalisation: Normalisation) -> Self {
        Self { normalisation, ..self }
    }

    /// Returns the same network of another shape.
    pub(crate) fn with_shape(&self, shape: Shape) -> Self {
        Self { shape, ..self.clone() }
    }

    /// Returns whether a layer, from 0 at the inputs, adds the signal of the layer before it to its own.
    pub fn is_residual(&self, index: usize) -> bool {
        let widths = self.shape.widths();
        self.residual && index > 0 && index + 1 < self.shape.depth() && widths[index] == widths[index + 1]
    }

    /// Returns whether the network has residual connections.
    pub fn has_residual_connections(&self) -> bool {
        self.residual
    }

    /// Returns the normalisation of the hidden layers.
    pub fn normalisation(&self) -> Normalisation {
        self.normalisation
    }

    /// Returns the layout of the normalisation of a layer, from 0 at the inputs; none if the layer has none.
    ///
    /// Gains and shifts follow all weights and biases.
    ///
    /// # Panics
    /// Panics if `index` is not below [`Shape::depth`].
    pub fn normalisation_layout(&self, index: usize) -> Option<NormalisationLayout> {
        let hidden = self.shape.hidden();
        if self.normalisation == Normalisation::None || index == hidden.len() {
            return None;
        }
        let start = self.shape.parameters() + 2 * hidden[..index].iter().sum::<usize>();
        let middle = start + hidden[index];
        Some(NormalisationLayout { gains: start..middle, shifts: middle..middle + hidden[index] })
    }

    /// Returns the number of parameters: those of the shape, and a gain and a shift for each normalised unit.
    pub fn parameters(&self) -> usize {
        match self.normalisation {
            Normalisation::None => self.shape.parameters(),
            Normalisation::Layer => self.shape.parameters() + 2 * self.shape.hidden().iter().sum::<usize>(),
        }
    }

    /// Returns the layer of a parameter, and the index of the parameter there: weights, biases, gains, shifts.
    pub(crate) fn place(&self, parameter: usize) -> (usize, usize) {
        let layers = || self.shape.layers().enumerate();
        if let Some((index, layer)) = layers().find(|(_, layer)| parameter < layer.biases.end) {
            return (index, parameter - layer.weights.start);
        }
        let (index, layer, layout) = layers()
            .filter_map(|(index, layer)| Some((index, layer, self.normalisation_layout(index)?)))
            .find(|(_, _, layout)| parameter < layout.shifts.end)
            .expect("a parameter of the network");
        (index, layer.weights.len() + layer.biases.len() + parameter - layout.gains.start)
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
        let affine: Buf<R> = Initialisation::suited_to(self.activation).parameters(&self.shape, seed);
        if self.normalisation == Normalisation::None {
            return affine;
        }
        let units = self.shape.hidden().iter();
        let gains_and_shifts = units.flat_map(|&width| [vec![R::ONE; width], vec![R::ZERO; width]].concat());
        Buf::from_slice(&affine.iter().copied().chain(gains_and_shifts).collect::<Vec<R>>())
    }

    /// Returns the network's outputs for every example: aₖ₊₁ = g(aₖ Wₖᵀ + bₖ), with the normalisation before g, and + aₖ
    /// if the layer is residual.
    ///
    /// `inputs` is examples × [`Shape::inputs`], the result examples × [`Shape::outputs`], row-major.
    ///
    /// # Panics
    /// Panics if `parameters` is shorter than [`Network::parameters`], or `inputs` is no whole number of examples.
    ///
    /// # Cost
    /// Two floating-point operations per weight and example.
    pub fn outputs<A: Array>(&self, parameters: &A, inputs: &A) -> A {
        self.masked_outputs(parameters, inputs, &[])
    }

    /// Returns [`Network::outputs`] with a factor for each activation of the first layers, examples × width each.
    pub(crate) fn masked_outputs<A: Array>(&self, parameters: &A, inputs: &A, masks: &[Buf<A::Real>]) -> A {
        let first = self.apply_layer(0, parameters, inputs, masks);
        (1..self.shape.depth())
            .fold(first, |signal, index| self.apply_layer(index, parameters, &signal, masks))
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
            let signal = self.apply_layer(index, parameters, signals.last().unwrap_or(inputs), &[]);
            signals.push(signal);
        }
        signals
    }

    /// Applies one layer and its activation: examples × inputs → examples × outputs.
    fn apply_layer<A: Array>(&self, index: usize, parameters: &A, signal: &A, masks: &[Buf<A::Real>]) -> A {
        self.after_product(index, parameters, signal, self.product(index, parameters, signal), masks)
    }

    /// Applies all of a layer that follows its product: normalisation, activation, mask, residual connection.
    pub(crate) fn after_product<A: Array>(
        &self,
        index: usize,
        parameters: &A,
        signal: &A,
        product: A,
        masks: &[Buf<A::Real>],
    ) -> A {
        let normalised = match self.normalisation_layout(index) {
            Some(layout) => layout.apply(parameters, &product),
            None => product,
        };
        let mut output = self.activation_after(index).apply(normalised);
        if let Some(mask) = masks.get(index) {
            output = output.zip(rules::Mul, &A::constant(mask));
        }
        if self.is_residual(index) { output.zip(rules::Add, signal) } else { output }
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
