//! The XOR network 2-2-1 with sigmoids everywhere and half the squared error, at x = (1, 0), y = 1.

use crate::by_hand::sigmoid;
use crate::common::{assert_gradient, buf};
use dualtape_core::BlockFunction;
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Optimizer, Sgd, Targets, Task};

const X: [f64; 2] = [1.0, 0.0];
const Y: f64 = 1.0;

/// The course's `W[i][j]` leads from input i to hidden unit j; the layout has a row per unit, hence Wᵀ.
const PARAMETERS: [f64; 9] = [
    -0.07, 0.22, // into hidden unit 1: W₁₁, W₂₁
    0.94, 0.46, // into hidden unit 2: W₁₂, W₂₂
    -0.46, 0.10, // b
    -0.22, 0.58, // u
    0.78, // c
];
const W11: usize = 0;
const U1: usize = 6;

fn objective() -> Objective<f64> {
    let network = Network::new("2-2-1".parse().unwrap(), Activation::Sigmoid)
        .with_output_activation(Activation::Sigmoid);
    let examples = Examples::new(Task::Regression, 1, buf(&X), Targets::Values(buf(&[Y]))).unwrap();
    Objective::new(network, Loss::HalfSumOfSquares, examples).unwrap()
}

/// Returns output, loss and gradient by the course's formulas.
fn by_hand(p: &[f64]) -> (f64, f64, [f64; 9]) {
    let hidden = [0, 1].map(|j| sigmoid(p[2 * j] * X[0] + p[2 * j + 1] * X[1] + p[4 + j]));
    let f = sigmoid(p[6] * hidden[0] + p[7] * hidden[1] + p[8]);
    let delta = (f - Y) * f * (1.0 - f);
    let deltas = [0, 1].map(|j| delta * p[6 + j] * hidden[j] * (1.0 - hidden[j]));
    let gradient = [
        deltas[0] * X[0],
        deltas[0] * X[1],
        deltas[1] * X[0],
        deltas[1] * X[1],
        deltas[0],
        deltas[1],
        delta * hidden[0],
        delta * hidden[1],
        delta,
    ];
    (f, 0.5 * (f - Y) * (f - Y), gradient)
}

#[test]
fn the_gradient_is_the_courses() {
    let (f, loss, gradient) = by_hand(&PARAMETERS);
    assert_eq!(format!("{f:.4}"), "0.7553");
    assert_eq!(format!("{loss:.4}"), "0.0299");
    assert_eq!(format!("{:.4}", gradient[U1]), "-0.0168");
    assert_eq!(format!("{:.4}", gradient[W11]), "0.0023");
    assert_gradient("XOR", &objective(), &PARAMETERS, loss, &gradient);
}

/// The course prints 1.1122 here; its own weights give 1.1270, and the rest of its figures follow them.
#[test]
fn the_output_before_its_sigmoid_follows_the_weights() {
    let network = Network::new("2-2-1".parse().unwrap(), Activation::Sigmoid);
    let f_in = network.outputs(&buf(&PARAMETERS), &buf(&X))[0];
    assert_eq!(format!("{f_in:.4}"), "1.1270");
}

#[test]
fn a_step_of_rate_one_half_lowers_the_loss_as_in_the_course() {
    let (_, _, gradient) = by_hand(&PARAMETERS);
    let mut parameters = PARAMETERS;
    Sgd.step(&mut parameters, &gradient, 0.5);
    assert_eq!(format!("{:.4}", parameters[U1]), "-0.2116");
    assert_eq!(format!("{:.4}", parameters[W11]), "-0.0712");
    let (f, loss, gradient) = by_hand(&parameters);
    assert_eq!(format!("{f:.4}"), "0.7624");
    assert_eq!(format!("{loss:.4}"), "0.0282");
    assert_gradient("XOR after a step", &objective(), &parameters, loss, &gradient);
    assert_eq!(format!("{:.4}", objective().eval(&buf(&parameters))), "0.0282");
}
