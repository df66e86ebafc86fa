//! The 2-2-1 network of sigmoids that is taught with XOR, at one row of its table.

use dualtape_core::{BlockFunction, Engine};
use dualtape_mlp::{Examples, Loss, Objective, Targets, Task};
use dualtape_reverse::Reverse;

use super::*;

const PARAMETERS: [f64; 9] = [-0.07, 0.22, 0.94, 0.46, -0.46, 0.10, -0.22, 0.58, 0.78];

fn xor() -> Network {
    Network::new("2-2-1".parse().expect("a shape"), Activation::Sigmoid)
        .with_output_activation(Activation::Sigmoid)
}

fn objective() -> Objective<f64> {
    let targets = Targets::Values(Buf::from_slice(&[1.0]));
    let example = Examples::new(Task::Regression, 1, Buf::from_slice(&[1.0, 0.0]), targets).expect("a row");
    Objective::new(xor(), Loss::HalfSumOfSquares, example).expect("it fits")
}

fn four_decimals(x: f64) -> String {
    format!("{x:.4}")
}

fn drawn() -> Diagram {
    let point = Buf::from_slice(&PARAMETERS);
    let gradient = Reverse::new().gradient(&objective(), &point).expect("a gradient");
    let numbers = NetworkNumbers {
        parameters: &PARAMETERS,
        inputs: Some(&[1.0, 0.0]),
        gradient: Some(&gradient),
        figure: four_decimals,
    };
    by_neuron(&xor(), numbers)
}

#[test]
fn values_are_those_of_the_network() {
    let diagram = drawn();
    let values: Vec<&str> = diagram.boxes.iter().map(|node| &*node.value).collect();
    let y = xor().outputs(&Buf::from_slice(&PARAMETERS), &Buf::from_slice(&[1.0, 0.0]))[0];
    assert_eq!(values, ["1.0000", "0.0000", "0.3705", "0.7389", &four_decimals(y)]);
}

/// δ by differences of the loss, shifting the pre-activation by shifting the bias.
#[test]
fn adjoints_are_slopes_of_the_loss() {
    let diagram = drawn();
    let loss = |bias: usize, shift: f64| {
        let mut parameters = PARAMETERS;
        parameters[bias] += shift;
        objective().eval(&Buf::from_slice(&parameters))
    };
    for (place, bias) in [(2, 4), (3, 5), (4, 8)] {
        let slope = (loss(bias, 1e-5) - loss(bias, -1e-5)) / 2e-5;
        assert_eq!(diagram.boxes[place].adjoint, Some(four_decimals(slope)));
    }
    assert!(diagram.boxes[..2].iter().all(|node| node.adjoint.is_none()));
}

#[test]
fn edges_carry_their_weights() {
    let edges: Vec<(usize, usize, String)> =
        drawn().edges.into_iter().map(|edge| (edge.from, edge.to, edge.label)).collect();
    let expected = [(0, 2, -0.07), (1, 2, 0.22), (0, 3, 0.94), (1, 3, 0.46), (2, 4, -0.22), (3, 4, 0.58)];
    assert_eq!(edges, expected.map(|(from, to, weight)| (from, to, four_decimals(weight))));
}

#[test]
fn steps_go_forward_and_back() {
    let steps = drawn().steps;
    let order: Vec<(PassKind, usize)> = steps.iter().map(|step| (step.pass, step.at)).collect();
    let forward = [2, 3, 4].map(|at| (PassKind::Forward, at));
    let reverse = [4, 2, 3].map(|at| (PassKind::Reverse, at));
    assert_eq!(order, [forward, reverse].concat());
    assert_eq!(
        steps[0].sentence,
        "h1_1: z = -0.0700 × 1.0000 + 0.2200 × 0.0000 + -0.4600 = -0.5300, sigmoid(z) = 0.3705"
    );
    assert!(
        steps[4].sentence.starts_with("h1_1: Σ w δ of what it feeds: -0.2200 × "),
        "{}",
        steps[4].sentence
    );
}

#[test]
fn without_an_example_there_are_weights_only() {
    let numbers =
        NetworkNumbers { parameters: &PARAMETERS, inputs: None, gradient: None, figure: four_decimals };
    let diagram = by_neuron(&xor(), numbers);
    assert!(diagram.steps.is_empty());
    assert!(diagram.boxes.iter().all(|node| node.value.is_empty() && node.adjoint.is_none()));
    let titles: Vec<&str> = diagram.boxes.iter().map(|node| &*node.title).collect();
    assert_eq!(titles, ["x1", "x2", "h1_1", "h1_2", "f"]);
    assert_eq!(diagram.boxes[2].formula.as_deref(), Some("sigmoid, b = -0.4600"));
}
