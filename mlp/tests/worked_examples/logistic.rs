//! One unit, sigmoid or rectifier, under cross-entropy.

use crate::by_hand::sigmoid;
use crate::common::{assert_close, assert_gradient, buf, gradient};
use dualtape_core::{Function, Scalar};
use dualtape_forward::Forward;
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
use dualtape_reverse::Reverse;

/// Returns the loss of one unit with one input on one example; the parameters are ω and β.
fn unit(activation: Activation, loss: Loss, x: f64, y: f64) -> Objective<f64> {
    let network = Network::new("1-1".parse().unwrap(), activation).with_output_activation(activation);
    let examples = Examples::new(Task::Classification, 1, buf(&[x]), Targets::Values(buf(&[y]))).unwrap();
    Objective::new(network, loss, examples).unwrap()
}

/// −ln σ(wx) at x = 3, w = 3 with y = 1; dL/dw = −x σ(−wx). The course's table drops that minus.
#[test]
fn logistic_loss() {
    let (x, w): (f64, f64) = (3.0, 3.0);
    let loss = (-w * x).exp().ln_1p();
    let slope = -sigmoid(-w * x);
    assert_eq!(format!("{loss:.9}"), "0.000123402");
    assert_eq!(format!("{:.9}", slope * x), "-0.000370184");

    let from_logits = unit(Activation::Identity, Loss::BinaryCrossEntropy, x, 1.0);
    assert_gradient("logistic loss", &from_logits, &[w, 0.0], loss, &[slope * x, slope]);

    // 1 - σ(9) has four digits less than σ(9): hence the loss from logits.
    let from_probability = unit(Activation::Sigmoid, Loss::BinaryCrossEntropyProbabilities, x, 1.0);
    let (value, found) = gradient(&mut Reverse::<f64>::new(), &from_probability, &[w, 0.0]);
    assert_close("logistic loss of a probability", &[value], &[loss], 1e-11);
    assert_close("its gradient", &found, &[slope * x, slope], 1e-11);
}

/// The function f₀ = β + ωx, h = relu(f₀), L = −y ln h − (1 − y) ln(1 − h), in scalar code.
struct ReluCrossEntropy {
    x: f64,
    y: f64,
}

impl Function for ReluCrossEntropy {
    fn eval<S: Scalar<Real = f64>>(&self, parameters: &[S]) -> S {
        let (omega, beta) = (parameters[0], parameters[1]);
        let h = (beta + omega * self.x).relu();
        // A term of weight zero is omitted: 0 · ln 0 is NaN.
        let mut loss = S::zero();
        if self.y != 0.0 {
            loss -= h.ln() * self.y;
        }
        if self.y != 1.0 {
            loss -= (-h).ln_1p() * (1.0 - self.y);
        }
        loss
    }
}

/// ∂L/∂f₀ = 1[f₀ > 0] · (h − y) / (h (1 − h)); ∂L/∂ω is that times x, ∂L/∂β that itself.
#[test]
fn relu_with_cross_entropy() {
    for (x, y, omega, beta) in [(2.0, 1.0, 0.3, 0.1), (-1.5, 0.0, 0.2, 0.5), (0.5, 0.25, 0.4, 0.2)] {
        let h: f64 = beta + omega * x;
        assert!(h > 0.0 && h < 1.0, "the example's h is a probability");
        let loss = -y * h.ln() - (1.0 - y) * (-h).ln_1p();
        let delta = (h - y) / (h * (1.0 - h));
        let gradient = [delta * x, delta];
        let name = format!("ReLU and cross-entropy at x = {x}");
        assert_gradient(&name, &ReluCrossEntropy { x, y }, &[omega, beta], loss, &gradient);
        let network = unit(Activation::Relu, Loss::BinaryCrossEntropyProbabilities, x, y);
        assert_gradient(&name, &network, &[omega, beta], loss, &gradient);
    }
}

#[test]
fn relu_with_cross_entropy_has_gradient_zero_below_the_kink() {
    let f = ReluCrossEntropy { x: 1.0, y: 0.0 };
    let expected = (0.0, vec![0.0, 0.0]);
    assert_eq!(gradient(&mut Forward::<f64>::new(), &f, &[-0.7, 0.2]), expected);
    assert_eq!(gradient(&mut Reverse::<f64>::new(), &f, &[-0.7, 0.2]), expected);
}
