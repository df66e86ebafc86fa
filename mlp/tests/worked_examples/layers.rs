//! Whole networks: the δ recursions of Prince and Bishop, and each kind of layer on its own.

use crate::by_hand::{Backward, backpropagate, sigmoid, softmax, units};
use crate::common::{assert_gradient, buf, numbers};
use dualtape_core::{Array, BlockFunction, Labels};
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};

/// The loss as a function of the inputs, at fixed parameters: its gradient is da = Wᵀδ.
struct LossOfInputs {
    parameters: Vec<f64>,
    objective: Objective<f64>,
}

impl BlockFunction for LossOfInputs {
    fn eval<A: Array<Real = f64>>(&self, inputs: &A) -> A::Scalar {
        let parameters = A::constant(&buf(&self.parameters));
        let outputs = self.objective.network().outputs(&parameters, inputs);
        self.objective.loss().eval(&outputs, self.objective.examples().targets())
    }
}

const ROWS: usize = 3;

/// Compares both engines with the hand-derived backward pass, by the parameters and by the inputs.
fn check(name: &str, shape: &str, [hidden, output]: [Activation; 2], loss: Loss) {
    let network = Network::new(shape.parse().unwrap(), hidden).with_output_activation(output);
    let shape = network.shape().clone();
    let outputs = shape.outputs();
    let parameters = numbers(shape.parameters(), 11);
    let inputs = numbers(ROWS * shape.inputs(), 12);
    let values: Vec<f64> = match loss {
        Loss::BinaryCrossEntropy => (0..ROWS * outputs).map(|i| f64::from(u8::from(i % 2 == 0))).collect(),
        _ => numbers(ROWS * outputs, 13),
    };
    let label = |row: usize| (2 * row + 1) % outputs;

    let count = (ROWS * outputs) as f64;
    let loss_by_hand = |f: &[f64], row: usize| {
        let y = &values[row * outputs..(row + 1) * outputs];
        let each = |loss: fn(f64, f64) -> f64, slope: fn(f64, f64) -> f64, weight: f64| {
            let sum: f64 = f.iter().zip(y).map(|(&f, &y)| loss(f, y)).sum();
            (weight * sum, f.iter().zip(y).map(|(&f, &y)| weight * slope(f, y)).collect::<Vec<f64>>())
        };
        match loss {
            Loss::HalfSumOfSquares => each(|f, y| 0.5 * (f - y) * (f - y), |f, y| f - y, 1.0),
            Loss::SquaredError => each(|f, y| (f - y) * (f - y), |f, y| 2.0 * (f - y), 1.0 / count),
            Loss::BinaryCrossEntropy => each(
                |f, y| -y * sigmoid(f).ln() - (1.0 - y) * sigmoid(-f).ln(),
                |f, y| sigmoid(f) - y,
                1.0 / count,
            ),
            Loss::SoftmaxCrossEntropy => {
                let p = softmax(f);
                let one_hot = |k: usize| f64::from(u8::from(k == label(row)));
                let slope = p.iter().enumerate().map(|(k, p)| (p - one_hot(k)) / ROWS as f64).collect();
                (-p[label(row)].ln() / ROWS as f64, slope)
            }
            other => panic!("no derivation by hand for {other}"),
        }
    };
    let Backward { loss: value, parameters: by_parameters, inputs: by_inputs } =
        backpropagate(&shape, units(&network), &parameters, &inputs, loss_by_hand);

    let targets = match loss {
        Loss::SoftmaxCrossEntropy => {
            let labels = (0..ROWS).map(|row| u32::try_from(label(row)).unwrap()).collect();
            Targets::Classes(Labels::new(labels))
        }
        _ => Targets::Values(buf(&values)),
    };
    let examples = Examples::new(Task::Regression, ROWS, buf(&inputs), targets).unwrap();
    let objective = Objective::new(network, loss, examples).unwrap();
    assert_gradient(&format!("{name}, by parameters"), &objective, &parameters, value, &by_parameters);
    let at_inputs = LossOfInputs { parameters, objective };
    assert_gradient(&format!("{name}, by inputs"), &at_inputs, &inputs, value, &by_inputs);
}

use Activation::{Identity, Relu, Sigmoid, Tanh};

/// Prince, chapter 7: δ ← 1[f > 0] ⊙ Ωᵀδ through K hidden layers.
#[test]
fn relu_networks_of_any_depth() {
    for shape in ["3-4-2", "3-5-4-2", "2-6-5-4-3", "4-3-3-3-3-3-3-2"] {
        check(&format!("Prince {shape}"), shape, [Relu, Identity], Loss::HalfSumOfSquares);
        check(&format!("Prince {shape}"), shape, [Relu, Identity], Loss::SquaredError);
    }
}

/// Bishop, section 5.3: δⱼ = g′(aⱼ) Σ wₖⱼ δₖ with g = tanh and half the sum of squares.
#[test]
fn tanh_networks_of_any_depth() {
    for shape in ["1-3-1", "3-4-2", "3-5-4-4-2"] {
        check(&format!("Bishop {shape}"), shape, [Tanh, Identity], Loss::HalfSumOfSquares);
    }
}

/// dW = δaᵀ, db = δ, da = Wᵀδ for each kind of layer on its own.
#[test]
fn layer_by_layer() {
    for output in [Identity, Sigmoid, Relu, Tanh] {
        check(&format!("one {output} layer"), "3-4", [Identity, output], Loss::HalfSumOfSquares);
    }
    check("softmax and cross-entropy", "3-4", [Identity, Identity], Loss::SoftmaxCrossEntropy);
    check("binary cross-entropy", "3-2", [Identity, Identity], Loss::BinaryCrossEntropy);
}

#[test]
fn classifiers_with_hidden_layers() {
    for hidden in [Relu, Tanh, Sigmoid] {
        check(&format!("softmax over {hidden}"), "4-6-5-3", [hidden, Identity], Loss::SoftmaxCrossEntropy);
        check(&format!("logits over {hidden}"), "4-6-5-1", [hidden, Identity], Loss::BinaryCrossEntropy);
    }
}
