//! A network by neuron, with the weights on the edges.

#[cfg(test)]
mod tests;

use std::ops::Range;

use dualtape_core::{Array, Buf};
use dualtape_mlp::{Activation, Layer, Network};

use crate::graph::diagram::{Diagram, DiagramBox, DiagramStep, Edge, NodeRole, PassKind};
use crate::graph::network::layers::activation;

/// Terms of a sum that a sentence spells out.
const TERMS: usize = 4;

/// The numbers of a network.
#[derive(Clone, Copy)]
pub(crate) struct NetworkNumbers<'a> {
    /// Weights and biases, laid out as [`dualtape_mlp::Shape::layers`] says.
    pub(crate) parameters: &'a [f64],
    /// One example, if the neurons are to have values.
    pub(crate) inputs: Option<&'a [f64]>,
    /// The gradient of the example's loss by the parameters, if the neurons are to have adjoints.
    pub(crate) gradient: Option<&'a [f64]>,
    /// The format of numbers.
    pub(crate) figure: fn(f64) -> String,
}

/// Returns a box per neuron. The adjoint is δ, the derivative of the loss by the neuron's pre-activation z = Σ w a + b, which
/// is also that by its bias.
///
/// # Panics
/// If there are fewer parameters or inputs than the network takes.
pub(crate) fn by_neuron(network: &Network, numbers: NetworkNumbers<'_>) -> Diagram {
    let graph =
        NeuronGraph { network, numbers, neurons: numbers.inputs.map(|inputs| run(network, numbers, inputs)) };
    let adjoint = if numbers.gradient.is_some() { ", and δ = ∂loss/∂z" } else { "" };
    Diagram {
        title: format!("The network {}", network.shape()),
        subtitle: format!(
            "By neuron: z = Σ w a + b; in each box its bias, its value{adjoint}; on each edge the weight."
        ),
        boxes: graph.boxes(),
        edges: graph.edges(),
        images: Vec::new(),
        formula: None,
        steps: graph.steps(),
    }
}

/// The vectors of a layer for the example: pre-activations and activations.
struct Signals {
    z: Buf<f64>,
    a: Buf<f64>,
}

/// Returns the layers' signals; the inputs come first, as activations of nothing.
fn run(network: &Network, numbers: NetworkNumbers<'_>, inputs: &[f64]) -> Vec<Signals> {
    let parameters = Buf::from_slice(numbers.parameters);
    let first = Buf::from_slice(inputs);
    let mut signals = vec![Signals { z: first.clone(), a: first }];
    for (index, layer) in network.shape().layers().enumerate() {
        let z =
            Buf::affine(&signals[index].a, &parameters.slice(layer.weights), &parameters.slice(layer.biases));
        signals.push(Signals { a: activation(network, index).apply(z.clone()), z });
    }
    signals
}

struct NeuronGraph<'a> {
    network: &'a Network,
    numbers: NetworkNumbers<'a>,
    neurons: Option<Vec<Signals>>,
}

impl NeuronGraph<'_> {
    /// Returns the places of the boxes of each column: the inputs, then the layers.
    fn columns(&self) -> Vec<Range<usize>> {
        let mut end = 0;
        let column = |&width: &usize| {
            end += width;
            end - width..end
        };
        self.network.shape().widths().iter().map(column).collect()
    }

    fn figure(&self, x: f64) -> String {
        (self.numbers.figure)(x)
    }

    fn value(&self, column: usize, neuron: usize) -> String {
        self.neurons.as_ref().map_or(String::new(), |signals| self.figure(signals[column].a[neuron]))
    }

    /// δ of a neuron of this layer, which is the derivative by its bias.
    fn delta(&self, layer: &Layer, neuron: usize) -> Option<f64> {
        Some(self.numbers.gradient?[layer.biases.start + neuron])
    }

    fn boxes(&self) -> Vec<DiagramBox> {
        let shape = self.network.shape();
        let inputs = (0..shape.inputs()).map(|neuron| DiagramBox {
            role: NodeRole::Input,
            title: numbered("x", shape.inputs(), neuron),
            formula: None,
            value: self.value(0, neuron),
            adjoint: None,
        });
        let mut boxes: Vec<DiagramBox> = inputs.collect();
        for (index, layer) in shape.layers().enumerate() {
            let is_last = index + 1 == shape.depth();
            boxes.extend((0..layer.outputs).map(|neuron| DiagramBox {
                role: if is_last { NodeRole::Output } else { NodeRole::Operation },
                title: self.unit(index, neuron),
                formula: Some(self.formula(index, &layer, neuron)),
                value: self.value(index + 1, neuron),
                adjoint: self.delta(&layer, neuron).map(|delta| self.figure(delta)),
            }));
        }
        boxes
    }

    /// Returns the name of a neuron of this layer.
    fn unit(&self, index: usize, neuron: usize) -> String {
        let shape = self.network.shape();
        match index + 1 {
            last if last == shape.depth() => numbered("f", shape.outputs(), neuron),
            number => format!("h{number}_{}", neuron + 1),
        }
    }

    /// `tanh, b = 0.5`.
    fn formula(&self, index: usize, layer: &Layer, neuron: usize) -> String {
        let bias = self.figure(self.numbers.parameters[layer.biases.start + neuron]);
        match activation(self.network, index) {
            Activation::Identity => format!("b = {bias}"),
            activation => format!("{activation}, b = {bias}"),
        }
    }

    fn edges(&self) -> Vec<Edge> {
        let columns = self.columns();
        let mut edges = Vec::new();
        for (layer, pair) in self.network.shape().layers().zip(columns.windows(2)) {
            for (row, to) in pair[1].clone().enumerate() {
                let weights = &self.numbers.parameters[layer.weights.clone()][row * layer.inputs..];
                edges.extend(pair[0].clone().zip(weights).map(|(from, &weight)| Edge {
                    from,
                    to,
                    label: self.figure(weight),
                }));
            }
        }
        edges
    }

    /// Returns the steps forward through the layers if there is an example, and back if there is a gradient.
    fn steps(&self) -> Vec<DiagramStep> {
        let columns = self.columns();
        let layers: Vec<Layer> = self.network.shape().layers().collect();
        let mut steps = Vec::new();
        if let Some(signals) = &self.neurons {
            for (index, column) in columns[1..].iter().enumerate() {
                steps.extend(column.clone().enumerate().map(|(neuron, at)| {
                    let sentence = self.forward_sentence(index, &layers[index], neuron, signals);
                    let sentence = format!("{}: {sentence}", self.unit(index, neuron));
                    DiagramStep { pass: PassKind::Forward, at, sentence }
                }));
            }
        }
        for (index, column) in columns[1..].iter().enumerate().rev() {
            steps.extend(column.clone().enumerate().filter_map(|(neuron, at)| {
                let delta = self.delta(&layers[index], neuron)?;
                let sentence = self.reverse_sentence(index, layers.get(index + 1), neuron, delta);
                let sentence = format!("{}: {sentence}", self.unit(index, neuron));
                Some(DiagramStep { pass: PassKind::Reverse, at, sentence })
            }));
        }
        steps
    }

    /// `z = 0.2 × 1 + 0.9 × 0 - 0.1 = 0.1, tanh(z) = 0.09967`.
    fn forward_sentence(&self, index: usize, layer: &Layer, neuron: usize, signals: &[Signals]) -> String {
        let weights = &self.numbers.parameters[layer.weights.clone()][neuron * layer.inputs..];
        let (signal, result) = (&signals[index].a, &signals[index + 1]);
        let sum = self.sum(weights.iter().copied().zip(signal.iter().copied()));
        let bias = self.figure(self.numbers.parameters[layer.biases.start + neuron]);
        let z = format!("z = {sum} + {bias} = {}", self.figure(result.z[neuron]));
        match activation(self.network, index) {
            Activation::Identity => z,
            activation => format!("{z}, {activation}(z) = {}", self.figure(result.a[neuron])),
        }
    }

    /// Returns the origin of δ: the loss, or the neurons that are fed.
    fn reverse_sentence(&self, index: usize, next: Option<&Layer>, neuron: usize, delta: f64) -> String {
        let slope = match activation(self.network, index) {
            Activation::Identity => String::new(),
            activation => format!(", times the slope of {activation} at z"),
        };
        let from = match next {
            None => "the slope of the loss".to_owned(),
            Some(next) => {
                let weight =
                    |row: usize| self.numbers.parameters[next.weights.start + row * next.inputs + neuron];
                let shares = (0..next.outputs).filter_map(|row| Some((weight(row), self.delta(next, row)?)));
                let total: f64 = shares.clone().map(|(weight, delta)| weight * delta).sum();
                format!("Σ w δ of what it feeds: {} = {}", self.sum(shares), self.figure(total))
            }
        };
        format!("{from}{slope}: δ = {}", self.figure(delta))
    }

    /// `0.2 × 1 + 0.9 × 0`, cut where it gets long.
    fn sum(&self, terms: impl Iterator<Item = (f64, f64)>) -> String {
        let terms: Vec<(f64, f64)> = terms.collect();
        let shown =
            terms.iter().take(TERMS).map(|&(a, b)| format!("{} × {}", self.figure(a), self.figure(b)));
        let rest = (terms.len() > TERMS).then(|| "…".to_owned());
        shown.chain(rest).collect::<Vec<_>>().join(" + ")
    }
}

/// `x2`, or `x` where there is only one.
fn numbered(letter: &str, width: usize, neuron: usize) -> String {
    if width > 1 { format!("{letter}{}", neuron + 1) } else { letter.to_owned() }
}
