//! Recording, sweep and formulas, on functions with derivatives by hand.

use dualtape_check::all_close;
use dualtape_core::Engine;
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::commands::explain::trace::Trace;
use crate::commands::explain::trace::paths::Paths;
use crate::functions::assignment::Assignment;
use crate::functions::bound_expression::BoundExpression;
use crate::functions::named_function::{NamedFunction, Restriction};

fn bound(text: &str, at: &[(&str, f64)]) -> BoundExpression {
    let at: Vec<Assignment> = at.iter().map(|&(name, value)| Assignment::new(name, value)).collect();
    BoundExpression::parse(text, &at).unwrap_or_else(|failure| panic!("{failure}"))
}

fn trace(text: &str, at: &[(&str, f64)]) -> Trace {
    let function = bound(text, at);
    let seeds: Vec<usize> = (0..function.variables().len()).collect();
    Trace::of(&function, &seeds)
}

/// A neuron with known derivatives.
fn neuron() -> Trace {
    let at = [("x1", 2.0), ("w1", -3.0), ("x2", 0.0), ("w2", 1.0), ("b", 6.881_373_587_019_543)];
    trace("tanh(x1*w1 + x2*w2 + b)", &at)
}

#[test]
fn the_neuron_is_that_of_the_board() {
    let trace = neuron();
    let labels: Vec<String> = (0..trace.nodes.len()).map(|place| trace.formula(place)).collect();
    let expected = ["x1", "w1", "x2", "w2", "b", "x1 × w1", "x2 × w2", "#6 + #7", "#8 + b", "tanh(#9)"];
    assert_eq!(labels, expected);
    let adjoints: Vec<f64> = trace.nodes.iter().map(|node| node.adjoint).collect();
    let by_hand = [-1.5, 1.0, 0.5, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0];
    all_close(|| "adjoints".into(), &by_hand, &adjoints, 1e-14).unwrap();
    all_close(|| "tangents".into(), &by_hand[..5], &trace.nodes[9].tangents, 1e-14).unwrap();
    assert_eq!(trace.paths(), Paths::Exactly(5));
    assert_eq!(
        (trace.partial(5, 0), trace.partial(5, 1), trace.partial(9, 0)),
        ("w1".into(), "x1".into(), "1 - #10²".into())
    );
}

#[test]
fn every_mode_has_the_same_derivatives_on_every_rule() {
    let at = [("x", 0.3), ("y", 0.7)];
    for text in [
        "sin(x)*y + exp(x*y)/ln(y)",
        "h = softmax([x, y, 1]); dot(h, [1, x, 3]) + norm(h)",
        "polynomial([1, x, y], y) + log_sum_exp([x, y, x*y])",
        "max(x, y)^2 - min(x, y)^x + hypot(x, y)^1.5",
        "logistic_loss(x, 1) + leaky_relu(-x, 0.1)*atan2(x, y)",
        "if(x < y, clamp(x*y, 0, 1) + e^x, ln(-x)) + max(x, y, x*y)*|y|",
        "h = [x, y]; sum(if(y >= 1, h, 2*h)) + x**3 + y⁻²",
    ] {
        let function = bound(text, &at);
        let trace = Trace::of(&function, &[0, 1]);
        let function = Restriction::new(&function, &[0, 1]);
        let x = function.point();
        let adjoints: Vec<f64> = trace.nodes[..2].iter().map(|node| node.adjoint).collect();
        let by_forward = Forward::new().gradient(&function, &x).unwrap();
        let by_reverse = Reverse::new().gradient(&function, &x).unwrap();
        for found in [&adjoints, &trace.nodes[trace.output].tangents, &by_reverse] {
            all_close(|| text.to_owned(), &by_forward, found, 1e-13).unwrap();
        }
    }
}

#[test]
fn constants_stand_where_they_are_used_and_record_nothing_alone() {
    let trace = trace("x*2 + 3*4", &[("x", 5.0)]);
    let formulas: Vec<String> = (0..trace.nodes.len()).map(|place| trace.formula(place)).collect();
    assert_eq!(formulas, ["x", "2", "x × 2", "12", "#3 + 12"]);
    assert_eq!(trace.paths(), Paths::Exactly(1), "no path starts at a constant");
}

#[test]
fn a_definition_names_its_node() {
    let trace = trace("h = x*x; g = h; g*h", &[("x", 3.0)]);
    assert_eq!((trace.label(1), trace.label(2)), ("h".to_owned(), "#3".to_owned()));
    assert_eq!(trace.paths(), Paths::Exactly(4));
    assert_eq!(trace.nodes[0].adjoint, 108.0);
}

#[test]
fn derivatives_are_written_in_the_names_of_the_graph() {
    let cases = [
        ("x^2", "2 x^(2-1)"),
        ("x^2.5", "2.5 x^(2.5-1)"),
        ("sqrt(x)", "1/(2 #2)"),
        ("sigmoid(x)", "#2 (1 - #2)"),
        ("exp_m1(x)", "e^(x)"),
        ("leaky_relu(x, 0.1)", "1 if x > 0 else 0.1"),
        ("polynomial([x, 2], 3)", "3^(0)"),
        ("log_sum_exp([x, 1])", "e^(x - #3)"),
        ("dot([x, 2], [4, 5])", "4"),
        ("e^x", "#2"),
        ("x²", "2 x^(2-1)"),
        ("|x|", "sign x"),
    ];
    for (text, derivative) in cases {
        let trace = trace(text, &[("x", 1.5)]);
        assert_eq!(trace.partial(trace.output, 0), derivative, "{text}");
    }
}
