//! A network by layer, as textbooks draw it: layer blocks, the simplified graph, or the full one.

use std::slice;

use dualtape_mlp::{Activation, Layer, Network};

use crate::graph::diagram::{Diagram, DiagramBox, Edge, NodeRole};
use crate::units::count;

/// The textbook forms of a network by layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LayerForm {
    /// One block.
    Blocks,
    /// The computed vectors: the pre-activation and the activation.
    Simplified,
    /// The parameters too.
    Full,
}

/// Returns the network in this form. On the edges stands the shape of each signal for one example.
pub(crate) fn by_layer(network: &Network, form: LayerForm) -> Diagram {
    let what = match form {
        LayerForm::Blocks => "a block per layer",
        LayerForm::Simplified => "a box for each vector that is computed",
        LayerForm::Full => "a box for each vector that is computed and for its parameters",
    };
    let mut drawn = LayerDiagram {
        diagram: Diagram {
            title: format!("The network {}", network.shape()),
            subtitle: format!(
                "By layer: {what}; on each edge the shape of what flows. {} in, {} out, {} parameters.",
                count(network.shape().inputs()),
                count(network.shape().outputs()),
                count(network.parameters())
            ),
            ..Diagram::default()
        },
        signal: LayerSignal::default(),
    };
    let at = drawn.add(NodeRole::Input, "x", None, &[]);
    drawn.signal = LayerSignal { at, name: "x".to_owned(), shape: count(network.shape().inputs()) };
    for (index, layer) in network.shape().layers().enumerate() {
        match form {
            LayerForm::Blocks => drawn.block(network, index, &layer),
            LayerForm::Simplified => drawn.vectors(network, index, &layer, &[], &[]),
            LayerForm::Full => {
                let affine = drawn.parameters(index + 1, &layer);
                let normalisation = drawn.normalisation(network, index);
                drawn.vectors(network, index, &layer, &affine, &normalisation);
            }
        }
    }
    let last = drawn.signal.at;
    drawn.diagram.boxes[last].role = NodeRole::Output;
    drawn.diagram
}

/// A diagram by layer, under construction.
struct LayerDiagram {
    diagram: Diagram,
    signal: LayerSignal,
}

/// Something that flows: where it was made, what it is called, and its shape.
#[derive(Debug, Clone, Default)]
struct LayerSignal {
    at: usize,
    name: String,
    shape: String,
}

impl LayerDiagram {
    /// Adds a box that is made of others, and returns its place.
    fn add(
        &mut self,
        role: NodeRole,
        title: &str,
        formula: Option<String>,
        operands: &[LayerSignal],
    ) -> usize {
        let to = self.diagram.boxes.len();
        let (title, value) = (title.to_owned(), String::new());
        self.diagram.boxes.push(DiagramBox { role, title, formula, value, adjoint: None });
        let edge = |operand: &LayerSignal| Edge { from: operand.at, to, label: operand.shape.clone() };
        self.diagram.edges.extend(operands.iter().map(edge));
        to
    }

    fn block(&mut self, network: &Network, index: usize, layer: &Layer) {
        let number = index + 1;
        let affine = format!("W{number} {} + b{number}", self.signal.name);
        let formula = after_product(network, index, affine, &self.signal.name);
        let operand = self.signal.clone();
        let at = self.add(NodeRole::Operation, &format!("layer {number}"), Some(formula), &[operand]);
        self.signal = LayerSignal { at, name: format!("a{number}"), shape: count(layer.outputs) };
    }

    /// Adds weights and biases, as boxes of their own.
    fn parameters(&mut self, number: usize, layer: &Layer) -> [LayerSignal; 2] {
        let weights = format!("{} × {}", count(layer.outputs), count(layer.inputs));
        [(format!("W{number}"), weights), (format!("b{number}"), count(layer.outputs))].map(
            |(name, shape)| {
                let at = self.add(NodeRole::Parameter, &name, None, &[]);
                LayerSignal { at, name, shape }
            },
        )
    }

    /// Adds gains and shifts of a normalised layer, as boxes of their own.
    fn normalisation(&mut self, network: &Network, index: usize) -> Vec<LayerSignal> {
        let Some(layout) = network.normalisation_layout(index) else { return Vec::new() };
        let parts = [("g", layout.gains), ("s", layout.shifts)].into_iter().map(|(part, range)| {
            let name = format!("{part}{}", index + 1);
            let at = self.add(NodeRole::Parameter, &name, None, &[]);
            LayerSignal { at, name, shape: count(range.len()) }
        });
        parts.collect()
    }

    /// Adds the pre-activation, and what follows it if anything does.
    fn vectors(
        &mut self,
        network: &Network,
        index: usize,
        layer: &Layer,
        affine: &[LayerSignal],
        normalisation: &[LayerSignal],
    ) {
        let number = index + 1;
        let before = self.signal.clone();
        let product = format!("W{number} {} + b{number}", before.name);
        let operands = [slice::from_ref(&before), affine].concat();
        self.vector(format!("z{number}"), product, layer, &operands);
        let z = self.signal.clone();
        let formula = after_product(network, index, z.name.clone(), &before.name);
        if formula != z.name {
            let residual = network.is_residual(index).then_some(before);
            let operands: Vec<LayerSignal> =
                [z].into_iter().chain(normalisation.iter().cloned()).chain(residual).collect();
            self.vector(format!("a{number}"), formula, layer, &operands);
        }
    }

    /// Adds a vector as wide as the layer.
    fn vector(&mut self, name: String, formula: String, layer: &Layer, operands: &[LayerSignal]) {
        let at = self.add(NodeRole::Operation, &name, Some(formula), operands);
        self.signal = LayerSignal { at, name, shape: count(layer.outputs) };
    }
}

/// Returns the formula of all of a layer, from 0, that follows its product: normalisation, activation, and the signal
/// `before` it of a residual connection.
fn after_product(network: &Network, index: usize, product: String, before: &str) -> String {
    let number = index + 1;
    let normalised = match network.normalisation_layout(index) {
        Some(_) => format!("g{number} normal({product}) + s{number}"),
        None => product,
    };
    let output = match activation(network, index) {
        Activation::Identity => normalised,
        activation => format!("{activation}({normalised})"),
    };
    if network.is_residual(index) { format!("{before} + {output}") } else { output }
}

/// Returns the words for what a hidden layer, from 0, does with its sums: `normalised, tanh, residual`.
pub(crate) fn after_sum(network: &Network, index: usize) -> String {
    let normalised = network.normalisation_layout(index).map(|_| "normalised".to_owned());
    let residual = network.is_residual(index).then(|| "residual".to_owned());
    let words = [normalised, Some(activation(network, index).to_string()), residual];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns the activation after this layer, from 0.
pub(crate) fn activation(network: &Network, layer: usize) -> Activation {
    let is_last = layer + 1 == network.shape().depth();
    if is_last { network.output_activation() } else { network.activation() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network() -> Network {
        Network::new("784-128-10".parse().expect("a shape"), Activation::Tanh)
    }

    /// `title = formula` of each box, and `from -shape-> to` of each edge.
    fn summary(form: LayerForm) -> (Vec<String>, Vec<String>) {
        let diagram = by_layer(&network(), form);
        let line = |node: &DiagramBox| match &node.formula {
            Some(formula) => format!("{} = {formula}", node.title),
            None => node.title.clone(),
        };
        let title = |place: usize| &diagram.boxes[place].title;
        let arrow = |edge: &Edge| format!("{} -{}-> {}", title(edge.from), edge.label, title(edge.to));
        (diagram.boxes.iter().map(line).collect(), diagram.edges.iter().map(arrow).collect())
    }

    #[test]
    fn blocks_are_one_box_per_layer() {
        let (boxes, edges) = summary(LayerForm::Blocks);
        assert_eq!(boxes, ["x", "layer 1 = tanh(W1 x + b1)", "layer 2 = W2 a1 + b2"]);
        assert_eq!(edges, ["x -784-> layer 1", "layer 1 -128-> layer 2"]);
    }

    #[test]
    fn the_simplified_graph_has_what_is_computed() {
        let (boxes, edges) = summary(LayerForm::Simplified);
        assert_eq!(boxes, ["x", "z1 = W1 x + b1", "a1 = tanh(z1)", "z2 = W2 a1 + b2"]);
        assert_eq!(edges, ["x -784-> z1", "z1 -128-> a1", "a1 -128-> z2"]);
    }

    #[test]
    fn the_full_graph_has_the_parameters_too() {
        let (boxes, edges) = summary(LayerForm::Full);
        let expected = ["x", "W1", "b1", "z1 = W1 x + b1", "a1 = tanh(z1)", "W2", "b2", "z2 = W2 a1 + b2"];
        assert_eq!(boxes, expected);
        assert_eq!(edges[..3], ["x -784-> z1", "W1 -128 × 784-> z1", "b1 -128-> z1"]);
        assert_eq!(edges[3..], ["z1 -128-> a1", "a1 -128-> z2", "W2 -10 × 128-> z2", "b2 -10-> z2"]);
    }

    #[test]
    fn the_last_layer_is_the_output() {
        for form in [LayerForm::Blocks, LayerForm::Simplified, LayerForm::Full] {
            let diagram = by_layer(&network(), form);
            let outputs = diagram.boxes.iter().filter(|node| node.role == NodeRole::Output);
            assert_eq!(outputs.count(), 1);
            assert_eq!(diagram.boxes.last().map(|node| node.role), Some(NodeRole::Output));
        }
    }
}
