//! A network at an example, by the numbers of each layer that contribute most.

use dualtape_mlp::Network;

use crate::graph::diagram::{Diagram, DiagramBox, Edge, NodeRole};
use crate::units;

/// The numbers of a layer that are drawn.
const SHOWN: usize = 6;

/// The operands of a number that are drawn: those with the largest terms.
const TERMS: usize = 3;

/// A number of a layer, of the inputs or of the outputs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LayerNumber {
    /// The name.
    pub(crate) title: String,
    /// A remark below the name.
    pub(crate) note: Option<String>,
    /// The value as the next layer takes it.
    pub(crate) activation: f64,
    /// The value as it is shown.
    pub(crate) value: String,
    /// The derivative of the loss by it, as it is shown.
    pub(crate) adjoint: Option<String>,
    /// The size by which numbers are chosen.
    pub(crate) contribution: f64,
}

/// Returns the diagram: of each layer the numbers with the largest contributions, and the loss.
///
/// The layers are the inputs, then those of the network. On each edge stands the term `w a` of the sum that a number is
/// made of.
///
/// # Panics
/// If there are fewer parameters than the network takes, or other layers than it has.
pub(crate) fn by_contribution(
    network: &Network,
    parameters: &[f64],
    layers: &[Vec<LayerNumber>],
    (loss, figure): (&LayerNumber, fn(f64) -> String),
) -> Diagram {
    let shape = network.shape();
    assert_eq!(layers.len(), shape.depth() + 1, "the inputs and each layer");
    let mut diagram = Diagram::default();
    let mut before: Vec<(usize, usize)> = Vec::new();
    for (index, numbers) in layers.iter().enumerate() {
        let shown = largest(numbers, SHOWN, |number| number.contribution);
        let mut places = Vec::with_capacity(shown.len());
        for unit in shown {
            let to = diagram.boxes.len();
            let role = if index == 0 { NodeRole::Input } else { NodeRole::Operation };
            diagram.boxes.push(drawn(&numbers[unit], role));
            places.push((unit, to));
            let Some(layer) = index.checked_sub(1).and_then(|layer| shape.layers().nth(layer)) else {
                continue;
            };
            let weights = &parameters[layer.weights][unit * layer.inputs..(unit + 1) * layer.inputs];
            let term = |&(operand, from): &(usize, usize)| {
                (from, weights[operand] * layers[index - 1][operand].activation)
            };
            let terms: Vec<(usize, f64)> = before.iter().map(term).collect();
            let edge = |place: usize| Edge { from: terms[place].0, to, label: figure(terms[place].1) };
            diagram.edges.extend(largest(&terms, TERMS, |term| term.1).into_iter().map(edge));
        }
        before = places;
    }
    let to = diagram.boxes.len();
    diagram.boxes.push(drawn(loss, NodeRole::Output));
    diagram.edges.extend(before.iter().map(|&(_, from)| Edge { from, to, label: String::new() }));
    diagram.title = format!("The network {shape}");
    diagram.subtitle = format!(
        "Of each layer the {SHOWN} numbers that contribute most; {} are drawn of {}. On each edge a term w a of the sum \
         that a number is made of, the {TERMS} largest of those drawn.",
        diagram.boxes.len() - 1,
        units::count(shape.widths().iter().sum::<usize>())
    );
    diagram
}

fn drawn(number: &LayerNumber, role: NodeRole) -> DiagramBox {
    let LayerNumber { title, note, value, adjoint, .. } = number.clone();
    DiagramBox { role, title, formula: note, value, adjoint }
}

/// Returns the indices of the items with the largest absolute numbers, in their order.
fn largest<T>(items: &[T], most: usize, number: impl Fn(&T) -> f64) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..items.len()).collect();
    indices.sort_by(|&a, &b| number(&items[b]).abs().total_cmp(&number(&items[a]).abs()));
    indices.truncate(most);
    indices.sort_unstable();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;
    use dualtape_mlp::Activation;

    fn number(title: &str, activation: f64, contribution: f64) -> LayerNumber {
        let value = activation.to_string();
        LayerNumber { title: title.to_owned(), note: None, activation, value, adjoint: None, contribution }
    }

    #[test]
    fn the_largest_contributions_are_drawn_with_their_largest_terms() {
        let network = Network::new("8-2-1".parse().expect("a shape"), Activation::Tanh);
        let inputs: Vec<LayerNumber> = (0..8_u32)
            .map(|i| number(&format!("x{i}"), f64::from(i), if i % 4 == 1 { 0.0 } else { -f64::from(i) }))
            .collect();
        let hidden = vec![number("h1", 0.5, 1.0), number("h2", -0.5, 2.0)];
        let layers = [inputs, hidden, vec![number("f", 1.0, 1.0)]];
        let mut parameters = vec![1.0; network.shape().parameters()];
        parameters[7] = -10.0;
        let loss = number("loss", 0.25, 0.0);
        let diagram = by_contribution(&network, &parameters, &layers, (&loss, |x| x.to_string()));
        let titles: Vec<&str> = diagram.boxes.iter().map(|node| node.title.as_str()).collect();
        assert_eq!(titles, ["x0", "x2", "x3", "x4", "x6", "x7", "h1", "h2", "f", "loss"]);
        let edges: Vec<(&str, &str, &str)> = diagram
            .edges
            .iter()
            .map(|edge| (titles[edge.from], titles[edge.to], edge.label.as_str()))
            .collect();
        assert_eq!(edges[..3], [("x4", "h1", "4"), ("x6", "h1", "6"), ("x7", "h1", "-70")]);
        assert_eq!(edges[6..], [("h1", "f", "0.5"), ("h2", "f", "-0.5"), ("f", "loss", "")]);
    }
}
