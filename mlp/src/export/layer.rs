//! Layers and activations as operators in double precision.
//!
//! onnxruntime has no `LeakyRelu`, `Softplus` or `Erf` for double numbers. The first two are composed of others here;
//! `Erf` is computed in single precision.

use super::graph::{ElementType, Graph, Value};
use crate::activation::{Activation, LEAK};
use std::f64::consts::FRAC_1_SQRT_2;

/// Adds one layer: act(x Wᵀ + b), for weights outputs × inputs.
pub(super) fn add_layer(
    graph: &mut Graph,
    index: usize,
    signal: &Value,
    (weights, biases): (&[f64], &[f64]),
    activation: Activation,
) -> Value {
    let outputs = biases.len();
    let weights =
        graph.numbers(&format!("layer{index}.weight"), &[outputs, weights.len() / outputs], weights);
    let biases = graph.numbers(&format!("layer{index}.bias"), &[outputs], biases);
    let affine = graph.op_with("Gemm", &[signal, &weights, &biases], &[("transB", 1)]);
    add_activation(graph, activation, affine)
}

fn add_activation(graph: &mut Graph, activation: Activation, x: Value) -> Value {
    match activation {
        Activation::Identity => x,
        Activation::Tanh => graph.op("Tanh", &[&x]),
        Activation::Relu => graph.op("Relu", &[&x]),
        Activation::Sigmoid => graph.op("Sigmoid", &[&x]),
        Activation::LeakyRelu => {
            let leak = graph.op_number("Mul", &x, LEAK);
            graph.op("Max", &[&x, &leak])
        }
        // max(x, 0) + ln(1 + e^−|x|): no exponential overflows.
        Activation::Softplus => {
            let size = graph.op("Abs", &[&x]);
            let size = graph.op("Neg", &[&size]);
            let exponential = graph.op("Exp", &[&size]);
            let sum = graph.op_number("Add", &exponential, 1.0);
            let logarithm = graph.op("Log", &[&sum]);
            let rectified = graph.op("Relu", &[&x]);
            graph.op("Add", &[&rectified, &logarithm])
        }
        // x (1 + erf(x / √2)) / 2
        Activation::Gelu => {
            let scaled = graph.op_number("Mul", &x, FRAC_1_SQRT_2);
            let single = graph.cast(&scaled, ElementType::Float);
            let erf = graph.op("Erf", &[&single]);
            let erf = graph.cast(&erf, ElementType::Double);
            let twice = graph.op_number("Add", &erf, 1.0);
            let share = graph.op_number("Mul", &twice, 0.5);
            graph.op("Mul", &[&x, &share])
        }
    }
}
