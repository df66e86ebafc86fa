//! Backpropagation written by hand for a multilayer perceptron: the reference for the cost of an engine.
//!
//! Every buffer is allocated once, each derivative is written out, and one run-time dispatch encloses the whole. Matrix
//! products and activations are core's, so the ratio of the two times is the cost of the engine alone.

mod loops;

use dualtape_core::vectorise;
use dualtape_core::{Accumulate, Labels, MatMul, Real, Unary, rules};
use dualtape_mlp::{Activation, Adam, Layer, Loss, Objective, Targets};

/// The loss and its gradient, with all buffers.
pub(crate) struct HandWritten<T: Real> {
    layers: Vec<Layer>,
    activation: Activation,
    rows: usize,
    inputs: Vec<T>,
    criterion: Criterion<T>,
    parameters: Vec<T>,
    gradient: Vec<T>,
    /// Each layer's outputs, after the activation.
    outputs: Vec<Vec<T>>,
    /// The adjoint of the outputs of the current layer, and a buffer for that of the layer before.
    delta: Vec<T>,
    next_delta: Vec<T>,
    adam: Adam<T>,
}

/// A loss with its targets.
enum Criterion<T: Real> {
    SoftmaxCrossEntropy(Labels),
    BinaryCrossEntropy(Vec<T>),
    SquaredError(Vec<T>),
}

impl<T: Real> HandWritten<T> {
    /// Allocates all buffers for the gradient of `objective` at `parameters`.
    pub(crate) fn new(objective: &Objective<T>, parameters: &[T]) -> Self {
        let (network, examples) = (objective.network(), objective.examples());
        let layers: Vec<Layer> = network.shape().layers().collect();
        let rows = examples.rows();
        let widest = layers.iter().map(|layer| layer.outputs).max().expect("a network has layers");
        let criterion = match (objective.loss(), examples.targets()) {
            (Loss::SoftmaxCrossEntropy, Targets::Classes(labels)) => {
                Criterion::SoftmaxCrossEntropy(labels.clone())
            }
            (Loss::BinaryCrossEntropy, Targets::Values(y)) => Criterion::BinaryCrossEntropy(y.to_vec()),
            (Loss::SquaredError, Targets::Values(y)) => Criterion::SquaredError(y.to_vec()),
            (loss, _) => panic!("the loss {loss} is not written by hand"),
        };
        Self {
            activation: network.activation(),
            rows,
            inputs: examples.inputs().to_vec(),
            criterion,
            parameters: parameters.to_vec(),
            gradient: vec![T::ZERO; parameters.len()],
            outputs: layers.iter().map(|layer| vec![T::ZERO; rows * layer.outputs]).collect(),
            delta: vec![T::ZERO; rows * widest],
            next_delta: vec![T::ZERO; rows * widest],
            adam: Adam::new(parameters.len()),
            layers,
        }
    }

    /// Returns the size of the buffers beside data and parameters: outputs, adjoints, the gradient.
    #[allow(dead_code, reason = "for the bench that counts memory")]
    pub(crate) fn buffer_bytes(&self) -> usize {
        let outputs: usize = self.outputs.iter().map(Vec::len).sum();
        (outputs + self.delta.len() + self.next_delta.len() + self.gradient.len()) * size_of::<T>()
    }

    /// Returns the current parameters.
    #[allow(dead_code, reason = "for the bench of whole epochs")]
    pub(crate) fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// Copies these rows of a classification as the next batch, at most as large as the first.
    ///
    /// Only the labels are allocated.
    #[allow(dead_code, reason = "for the bench of whole epochs")]
    pub(crate) fn load(&mut self, inputs: &[T], labels: &[u32], order: &[usize]) {
        self.rows = order.len();
        let width = self.layers[0].inputs;
        self.inputs.clear();
        for &row in order {
            self.inputs.extend_from_slice(&inputs[row * width..(row + 1) * width]);
        }
        for (layer, outputs) in self.layers.iter().zip(&mut self.outputs) {
            outputs.resize(self.rows * layer.outputs, T::ZERO);
        }
        let labels = order.iter().map(|&row| labels[row]).collect();
        self.criterion = Criterion::SoftmaxCrossEntropy(Labels::new(labels));
    }

    /// Returns the last gradient.
    pub(crate) fn gradient(&self) -> &[T] {
        &self.gradient
    }

    /// Computes the gradient and returns the loss.
    pub(crate) fn loss_and_gradient(&mut self) -> T {
        match self.activation {
            Activation::Tanh => vectorise(
                #[inline(always)]
                || self.propagate(rules::Tanh),
            ),
            Activation::Relu => vectorise(
                #[inline(always)]
                || self.propagate(rules::Relu),
            ),
            other => panic!("the activation {other} is not written by hand"),
        }
    }

    /// Takes a step of gradient descent and returns the loss before it.
    pub(crate) fn descend(&mut self, learning_rate: T) -> T {
        let loss = self.loss_and_gradient();
        loops::descend(&mut self.parameters, &self.gradient, learning_rate);
        loss
    }

    /// Takes a step of Adam and returns the loss before it.
    pub(crate) fn descend_by_adam(&mut self, learning_rate: T) -> T {
        let loss = self.loss_and_gradient();
        loops::descend_by_adam(&mut self.adam, &mut self.parameters, &self.gradient, learning_rate);
        loss
    }

    /// Runs both passes; the partial derivative of `rule` must need its output only.
    #[inline(always)]
    fn propagate<R: Unary>(&mut self, rule: R) -> T {
        self.forward(rule);
        let outputs = self.outputs.last().expect("a network has layers");
        let delta = &mut self.delta[..outputs.len()];
        let loss = match &self.criterion {
            Criterion::SoftmaxCrossEntropy(labels) => loops::softmax_cross_entropy(outputs, labels, delta),
            Criterion::BinaryCrossEntropy(y) => loops::binary_cross_entropy(outputs, y, delta),
            Criterion::SquaredError(y) => loops::squared_error(outputs, y, delta),
        };
        self.backward(rule);
        loss
    }

    /// Computes aₖ₊₁ = g(aₖ Wₖᵀ + bₖ), without g after the last layer.
    #[inline(always)]
    fn forward<R: Unary>(&mut self, rule: R) {
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, rest) = self.outputs.split_at_mut(index);
            let x = before.last().unwrap_or(&self.inputs);
            let z = &mut rest[0];
            loops::repeat(&self.parameters[layer.biases.clone()], z);
            let shape = MatMul::new(self.rows, layer.inputs, layer.outputs).right_transposed();
            T::gemm(shape, Accumulate::Add, x, &self.parameters[layer.weights.clone()], z);
            if index + 1 < self.layers.len() {
                loops::activate(rule, z);
            }
        }
    }

    /// Computes, from the adjoint δ of the outputs, ∂W = δᵀ a, ∂b = Σ δ, and δ ← (δ W) ⊙ g′ for the layer before.
    #[inline(always)]
    fn backward<R: Unary>(&mut self, rule: R) {
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (rows, inputs, outputs) = (self.rows, layer.inputs, layer.outputs);
            let x = index.checked_sub(1).map_or(&self.inputs, |before| &self.outputs[before]);
            let delta = &mut self.delta[..rows * outputs];
            let by_weights = MatMul::new(outputs, rows, inputs).left_transposed();
            T::gemm(by_weights, Accumulate::Replace, delta, x, &mut self.gradient[layer.weights.clone()]);
            if index > 0 {
                let next = &mut self.next_delta[..rows * inputs];
                let by_inputs = MatMul::new(rows, outputs, inputs);
                T::gemm(by_inputs, Accumulate::Replace, delta, &self.parameters[layer.weights.clone()], next);
                loops::pull_activation(rule, x, next);
            }
            loops::sum_rows(delta, &mut self.gradient[layer.biases.clone()]);
            std::mem::swap(&mut self.delta, &mut self.next_delta);
        }
    }
}
