//! Networks without a hidden layer: linear, logistic and softmax regression.

use crate::by_hand::{sigmoid, softmax};
use crate::common::{assert_gradient, buf, numbers};
use dualtape_core::Labels;
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};

fn objective(shape: &str, loss: Loss, rows: usize, inputs: &[f64], targets: Targets<f64>) -> Objective<f64> {
    let network = Network::new(shape.parse().unwrap(), Activation::Identity);
    let examples = Examples::new(Task::Classification, rows, buf(inputs), targets).unwrap();
    Objective::new(network, loss, examples).unwrap()
}

/// ∂/∂w = 2/n Σ (w x + b − y) x and ∂/∂b = 2/n Σ (w x + b − y).
#[test]
fn linear_regression() {
    let x = [0.5, 1.0, 2.0, 3.5];
    let y = [1.2, 1.9, 4.1, 6.8];
    let (w, b) = (1.5, 0.25);
    let mean =
        |term: fn(f64, f64) -> f64| x.iter().zip(y).map(|(&x, y)| term(w * x + b - y, x)).sum::<f64>() / 4.0;
    let f = objective("1-1", Loss::SquaredError, 4, &x, Targets::Values(buf(&y)));
    let gradient = [mean(|r, x| 2.0 * r * x), mean(|r, _| 2.0 * r)];
    assert_gradient("linear regression", &f, &[w, b], mean(|r, _| r * r), &gradient);
}

/// ∂/∂β₀ = 1/n Σ (σ(β₀ + β₁ x) − y) and ∂/∂β₁ = 1/n Σ (σ(β₀ + β₁ x) − y) x.
#[test]
fn binary_logistic_regression() {
    let x = [-2.0, -0.5, 0.3, 1.0, 2.5];
    let y = [0.0, 1.0, 0.0, 1.0, 1.0];
    let (beta0, beta1) = (-0.3, 0.8);
    let mean = |term: fn(f64, f64, f64) -> f64| {
        x.iter().zip(y).map(|(&x, y)| term(beta0 + beta1 * x, x, y)).sum::<f64>() / 5.0
    };
    let loss = mean(|z, _, y| -y * sigmoid(z).ln() - (1.0 - y) * sigmoid(-z).ln());
    let gradient = [mean(|z, x, y| (sigmoid(z) - y) * x), mean(|z, _, y| sigmoid(z) - y)];
    let f = objective("1-1", Loss::BinaryCrossEntropy, 5, &x, Targets::Values(buf(&y)));
    assert_gradient("binary logistic regression", &f, &[beta1, beta0], loss, &gradient);
}

/// On the features φ = (x₁, x₂, x₁², x₂², x₁x₂): ∂/∂W = 1/n Σ (p − 1[y]) φᵀ and ∂/∂b = 1/n Σ (p − 1[y]).
#[test]
fn softmax_regression_on_quadratic_features() {
    const CLASSES: usize = 3;
    const FEATURES: usize = 5;
    let points = [(0.5, -1.0), (1.5, 0.3), (-0.7, 0.9), (2.0, -0.4)];
    let labels = [2_u32, 0, 1, 2];
    let features: Vec<[f64; FEATURES]> =
        points.iter().map(|&(x1, x2)| [x1, x2, x1 * x1, x2 * x2, x1 * x2]).collect();
    let parameters = numbers(CLASSES * (FEATURES + 1), 5);
    let (weights, biases) = parameters.split_at(CLASSES * FEATURES);

    let mut loss = 0.0;
    let mut gradient = vec![0.0; parameters.len()];
    for (phi, &label) in features.iter().zip(&labels) {
        let logit = |k: usize| {
            weights[k * FEATURES..][..FEATURES].iter().zip(phi).map(|(w, x)| w * x).sum::<f64>() + biases[k]
        };
        let p = softmax(&[logit(0), logit(1), logit(2)]);
        loss -= p[label as usize].ln() / 4.0;
        for (k, p) in p.iter().enumerate() {
            let delta = (p - f64::from(u8::from(k == label as usize))) / 4.0;
            for (i, x) in phi.iter().enumerate() {
                gradient[k * FEATURES + i] += delta * x;
            }
            gradient[CLASSES * FEATURES + k] += delta;
        }
    }

    let targets = Targets::Classes(Labels::new(labels.to_vec()));
    let f = objective("5-3", Loss::SoftmaxCrossEntropy, 4, features.as_flattened(), targets);
    assert_gradient("softmax regression", &f, &parameters, loss, &gradient);
}
