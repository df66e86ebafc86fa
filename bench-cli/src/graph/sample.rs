//! Diagrams for tests.

use crate::graph::diagram::{Diagram, DiagramBox, DiagramStep, Edge, NodeRole, PassKind};

fn node(
    role: NodeRole,
    title: &str,
    formula: Option<&str>,
    value: &str,
    adjoint: Option<&str>,
) -> DiagramBox {
    DiagramBox {
        role,
        title: title.to_owned(),
        formula: formula.map(str::to_owned),
        value: value.to_owned(),
        adjoint: adjoint.map(str::to_owned),
    }
}

/// `tanh(x1·w1 + x2·w2 + b)`, the neuron of micrograd's example.
pub(crate) fn neuron() -> Diagram {
    use NodeRole::{Input, Operation, Output, Parameter};
    let boxes = vec![
        node(Input, "x1", None, "2", Some("-1.5")),
        node(Parameter, "w1", None, "-3", Some("1")),
        node(Input, "x2", None, "0", Some("0.5")),
        node(Parameter, "w2", None, "1", Some("0")),
        node(Parameter, "b", None, "6.8814", Some("0.5")),
        node(Operation, "#6: ×", Some("x1 × w1"), "-6", Some("0.5")),
        node(Operation, "#7: ×", Some("x2 × w2"), "0", Some("0.5")),
        node(Operation, "#8: +", Some("#6 + #7"), "-6", Some("0.5")),
        node(Operation, "#9: +", Some("#8 + b"), "0.8814", Some("0.5")),
        node(Output, "#10: tanh", Some("tanh #9"), "0.7071", Some("1")),
    ];
    let edge = |(from, to, label): (usize, usize, &str)| Edge { from, to, label: label.to_owned() };
    let edges = [
        (0, 5, "-3"),
        (1, 5, "2"),
        (2, 6, "1"),
        (3, 6, "0"),
        (5, 7, "1"),
        (6, 7, "1"),
        (7, 8, "1"),
        (4, 8, "1"),
        (8, 9, "0.5"),
    ];
    let step = |(pass, at, sentence): (PassKind, usize, &str)| DiagramStep {
        pass,
        at,
        sentence: sentence.to_owned(),
    };
    let steps = [
        (PassKind::Forward, 5, "#6 = x1 × w1 = 2 × -3 = -6"),
        (PassKind::Forward, 6, "#7 = x2 × w2 = 0 × 1 = 0"),
        (PassKind::Forward, 7, "#8 = #6 + #7 = -6 + 0 = -6"),
        (PassKind::Forward, 8, "#9 = #8 + b = -6 + 6.8814 = 0.8814"),
        (PassKind::Forward, 9, "#10 = tanh #9 = tanh 0.8814 = 0.7071"),
        (PassKind::Reverse, 9, "adjoint of #10: the output by itself, 1"),
        (PassKind::Reverse, 8, "adjoint of #9: adjoint of #10 × (1 - 0.7071²) = 1 × 0.5 = 0.5"),
        (PassKind::Reverse, 7, "adjoint of #8: adjoint of #9 × 1 = 0.5"),
        (PassKind::Reverse, 4, "adjoint of b: adjoint of #9 × 1 = 0.5"),
        (PassKind::Reverse, 5, "adjoint of #6: adjoint of #8 × 1 = 0.5"),
        (PassKind::Reverse, 6, "adjoint of #7: adjoint of #8 × 1 = 0.5"),
        (PassKind::Reverse, 0, "adjoint of x1: adjoint of #6 × w1 = 0.5 × -3 = -1.5"),
        (PassKind::Reverse, 1, "adjoint of w1: adjoint of #6 × x1 = 0.5 × 2 = 1"),
        (PassKind::Reverse, 2, "adjoint of x2: adjoint of #7 × w2 = 0.5 × 1 = 0.5"),
        (PassKind::Reverse, 3, "adjoint of w2: adjoint of #7 × x2 = 0.5 × 0 = 0"),
    ];
    Diagram {
        title: "tanh(x1·w1 + x2·w2 + b)".to_owned(),
        subtitle: "In each box the value from the forward pass and the adjoint from the reverse pass; \
                   on each edge the local derivative."
            .to_owned(),
        boxes,
        edges: edges.map(edge).into(),
        images: Vec::new(),
        formula: None,
        steps: steps.map(step).into(),
    }
}

/// Text that tries to be something else than text.
pub(crate) fn hostile() -> Diagram {
    let text = "</title>\"<script>\\N&amp;\u{1}\n{|}]]>";
    let mut diagram = neuron();
    text.clone_into(&mut diagram.title);
    text.clone_into(&mut diagram.subtitle);
    text.clone_into(&mut diagram.boxes[0].title);
    diagram.boxes[0].formula = Some(text.to_owned());
    text.clone_into(&mut diagram.edges[0].label);
    text.clone_into(&mut diagram.steps[0].sentence);
    diagram
}
