//! The graph of an explanation as a diagram.

use crate::commands::explain::contributions;
use crate::commands::explain::document::Document;
use crate::commands::explain::explanation::FunctionExplanation;
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::steps::steps;
use crate::commands::explain::trace::{Op, Trace};
use crate::error::Failure;
use crate::functions::expression::math;
use crate::functions::named_function::{NamedFunction, VariableKind};
use crate::functions::network_loss::NetworkLoss;
use crate::graph::network;
use crate::graph::network::{Detail, LayerForm, NetworkNumbers, by_layer};
use crate::graph::{Diagram, DiagramBox, DiagramFormula, Edge, MAX_BOXES, NodeRole};
use crate::units::count;

/// The legend of boxes and edges.
const SUBTITLE: &str = "In each box value and adjoint ∂f/∂node, on each edge the local derivative.";

/// The most boxes of a diagram with an explicit detail.
const MOST_BOXES: usize = 1000;

/// Returns the diagram of the first function, or of the network whose loss it is, in this detail.
///
/// # Errors
///
/// If there would be too many boxes, or if the detail is for networks and the function is none.
pub(crate) fn picture(document: &Document, detail: Option<Detail>) -> Result<Diagram, Failure> {
    let (section, network) = (&document.sections[0], document.network.as_ref());
    let explanation = &section.explanation;
    let operations = explanation.trace.nodes.len();
    let fits = || network.map_or(Detail::Op, |loss| Detail::that_fits(loss.network(), operations));
    let diagram = match (document.detail(detail).unwrap_or_else(fits), network) {
        (Detail::Contributions, Some(loss)) => {
            let words = (document.row.as_ref(), document.attribution.as_ref());
            let diagram = contributions::picture(explanation, loss, words);
            match &document.row {
                Some(row) => Diagram {
                    title: format!("{} at {}", diagram.title, row.place()),
                    subtitle: format!("{} {}", row.about, diagram.subtitle),
                    ..diagram
                },
                None => diagram,
            }
        }
        (Detail::Op, _) => {
            check_size(operations, detail)?;
            let diagram = explanation.diagram();
            match &document.heading {
                Some(heading) => titled(&heading.title, &section.heading, diagram),
                None => diagram,
            }
        }
        (Detail::Neuron, Some(loss)) if !network::has_neurons(loss.network()) => {
            let sentence = "--detail: found neuron, expected op or layer for normalised or residual layers";
            return Err(Failure::Input(sentence.to_owned()));
        }
        (Detail::Neuron, Some(loss)) => {
            check_size(loss.network().shape().widths().iter().sum(), detail)?;
            by_neuron(loss, &explanation.trace)
        }
        (detail, Some(loss)) => {
            if let Some(form) = detail.form() {
                return Ok(by_layer(loss.network(), form));
            }
            let forms = [LayerForm::Full, LayerForm::Simplified].map(|form| by_layer(loss.network(), form));
            let fits = forms.into_iter().find(|diagram| diagram.boxes.len() <= MAX_BOXES);
            fits.unwrap_or_else(|| by_layer(loss.network(), LayerForm::Blocks))
        }
        (_, None) => {
            let sentence = "--detail: found a way to draw networks, expected op for other functions";
            return Err(Failure::Input(sentence.to_owned()));
        }
    };
    Ok(diagram)
}

/// Returns the diagram of a network by neuron, with the numbers of this computation.
fn by_neuron(loss: &NetworkLoss, trace: &Trace) -> Diagram {
    let point = loss.point();
    let (inputs, parameters) = loss.split(&point);
    let adjoints: Vec<f64> = trace.nodes[..point.len()].iter().map(|node| node.adjoint).collect();
    let (_, gradient) = loss.split(&adjoints);
    let numbers =
        NetworkNumbers { parameters, inputs: Some(inputs), gradient: Some(gradient), figure: five_digits };
    network::by_neuron(loss.network(), numbers)
}

/// Returns the diagram under the title of the function; the expression moves to the subtitle.
fn titled(name: &str, heading: &str, diagram: Diagram) -> Diagram {
    let title = if heading.is_empty() { name.to_owned() } else { format!("{name}: {heading}") };
    let formula = diagram.formula.map(|formula| DiagramFormula { heading: Some(title.clone()), ..formula });
    Diagram { subtitle: format!("{}. {}", diagram.title, diagram.subtitle), title, formula, ..diagram }
}

/// Refuses diagrams that are too large to read or to lay out.
fn check_size(boxes: usize, detail: Option<Detail>) -> Result<(), Failure> {
    let (most, unless) = match detail {
        None => (MAX_BOXES, " unless --detail op asks for more"),
        Some(_) => (MOST_BOXES, ""),
    };
    if boxes <= most {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "--as: found {} boxes to draw, expected at most {most}{unless}",
        count(boxes)
    )))
}

impl FunctionExplanation {
    /// The diagram with a box per node, an edge per operand, and the steps of both passes.
    fn diagram(&self) -> Diagram {
        Diagram {
            title: format!("{} = {}", self.function, five_digits(self.value())),
            subtitle: SUBTITLE.to_owned(),
            boxes: (0..self.trace.nodes.len()).map(|place| self.drawn(place)).collect(),
            edges: self.edges(),
            images: Vec::new(),
            formula: self.formula(),
            steps: steps(self),
        }
    }

    /// The formula with its value; none if it cannot be set.
    fn formula(&self) -> Option<DiagramFormula> {
        let mut statements = self.mathematics.clone();
        let value = format!("<mo>=</mo><mn>{}</mn>", five_digits(self.value()));
        statements.last_mut()?.push(math(&value));
        Some(DiagramFormula { statements, heading: None, note: SUBTITLE.to_owned() })
    }

    fn drawn(&self, place: usize) -> DiagramBox {
        let node = &self.trace.nodes[place];
        let (title, formula) = match node.op {
            Op::Variable(variable) => (self.name(variable).to_owned(), None),
            Op::Constant => (String::new(), None),
            op => (format!("{}: {}", self.trace.label(place), op.symbol()), Some(self.trace.formula(place))),
        };
        let has_adjoint = self.mode.has_reverse() && node.op != Op::Constant;
        DiagramBox {
            role: self.role(place),
            title,
            formula,
            value: if matches!(node.op, Op::Variable(_)) {
                given(node.value)
            } else {
                five_digits(node.value)
            },
            adjoint: has_adjoint.then(|| five_digits(node.adjoint)),
        }
    }

    fn role(&self, place: usize) -> NodeRole {
        match self.trace.nodes[place].op {
            _ if place == self.trace.output => NodeRole::Output,
            Op::Variable(variable) => match self.variables[variable].kind {
                VariableKind::Input => NodeRole::Input,
                VariableKind::Parameter => NodeRole::Parameter,
            },
            Op::Constant => NodeRole::Constant,
            _ => NodeRole::Operation,
        }
    }

    /// The edges: one from each operand, even if it is used twice. The edge from a constant has no label.
    fn edges(&self) -> Vec<Edge> {
        let mut edges: Vec<Edge> = Vec::new();
        for (to, node) in self.trace.nodes.iter().enumerate() {
            let first = edges.len();
            for (&from, &partial) in node.inputs.iter().zip(&node.partials) {
                let is_constant = self.trace.nodes[from].op == Op::Constant;
                let label = if is_constant { String::new() } else { five_digits(partial) };
                match edges[first..].iter_mut().find(|edge| edge.from == from) {
                    Some(edge) => edge.label.extend([" + ", &label]),
                    None => edges.push(Edge { from, to, label }),
                }
            }
        }
        edges
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::explain::explanation::Mode;
    use crate::functions::assignment::Assignment;
    use crate::functions::bound_expression::BoundExpression;
    use crate::graph::PassKind;
    use crate::graph::PassKind::{Forward, Reverse};

    fn diagram(text: &str, at: &[(&str, f64)], mode: Mode) -> Diagram {
        let at: Vec<Assignment> = at.iter().map(|&(name, value)| Assignment::new(name, value)).collect();
        let function = BoundExpression::parse(text, &at).expect("an expression");
        let wrt = function.indices_of(&[]).expect("all");
        FunctionExplanation::of(&function, text, &wrt, Some(mode)).expect("engines that agree").diagram()
    }

    #[test]
    fn the_graph_of_a_neuron_has_roles_values_adjoints_and_slopes() {
        let diagram = diagram("h = x*w + b; 2*h*h", &[("x", 2.0), ("w", -3.0), ("b", 5.0)], Mode::Both);
        let boxes: Vec<(NodeRole, &str, &str, Option<&str>)> = diagram
            .boxes
            .iter()
            .map(|drawn| (drawn.role, drawn.title.as_str(), drawn.value.as_str(), drawn.adjoint.as_deref()))
            .collect();
        let expected = [
            (NodeRole::Input, "x", "2", Some("12")),
            (NodeRole::Parameter, "w", "-3", Some("-8")),
            (NodeRole::Parameter, "b", "5", Some("-4")),
            (NodeRole::Operation, "#4: ×", "-6", Some("-4")),
            (NodeRole::Operation, "h: +", "-1", Some("-4")),
            (NodeRole::Constant, "", "2", None),
            (NodeRole::Operation, "#7: ×", "-2", Some("-1")),
            (NodeRole::Output, "#8: ×", "2", Some("1")),
        ];
        assert_eq!(boxes, expected);
        let edges: Vec<(usize, usize, &str)> =
            diagram.edges.iter().map(|edge| (edge.from, edge.to, edge.label.as_str())).collect();
        let slopes = [
            (0, 3, "-3"),
            (1, 3, "2"),
            (3, 4, "1"),
            (2, 4, "1"),
            (5, 6, ""),
            (4, 6, "2"),
            (6, 7, "-1"),
            (4, 7, "-2"),
        ];
        assert_eq!(edges, slopes);
        assert_eq!(diagram.boxes[3].formula.as_deref(), Some("x × w"));
    }

    #[test]
    fn an_operand_that_is_used_twice_has_one_edge() {
        let diagram = diagram("x*x", &[("x", 3.0)], Mode::Both);
        assert_eq!(diagram.edges, [Edge { from: 0, to: 1, label: "3 + 3".to_owned() }]);
    }

    #[test]
    fn steps_go_forward_through_every_box_and_back_to_every_one_that_moves() {
        let steps = diagram("tanh(2*x)", &[("x", 0.0)], Mode::Both).steps;
        let order: Vec<(PassKind, usize)> = steps.iter().map(|step| (step.pass, step.at)).collect();
        let expected = [
            (Forward, 0),
            (Forward, 1),
            (Forward, 2),
            (Forward, 3),
            (Reverse, 3),
            (Reverse, 2),
            (Reverse, 0),
        ];
        assert_eq!(order, expected);
        assert!(diagram("x*x", &[("x", 1.0)], Mode::Forward).steps.iter().all(|step| step.pass == Forward));
    }
}
