//! Layers and activations as operators in double precision.
//!
//! onnxruntime has no `LeakyRelu`, `Softplus` or `Erf` for double numbers. The first two are composed of others here;
//! `Erf` is computed in single precision.

use super::graph::{ElementType, Graph, Value};
use crate::activation::{Activation, LEAK};
use crate::network::{EPSILON, Network, NormalisationLayout};
use crate::shape::Layer;
use std::f64::consts::FRAC_1_SQRT_2;

/// Adds one layer of a network, from the signal before it.
pub(super) fn add_layer(
    graph: &mut Graph,
    network: &Network,
    parameters: &[f64],
    index: usize,
    signal: &Value,
) -> Value {
    let Layer { inputs, outputs, weights, biases } = network.shape().layer(index);
    let weights = graph.numbers(&format!("layer{index}.weight"), &[outputs, inputs], &parameters[weights]);
    let biases = graph.numbers(&format!("layer{index}.bias"), &[outputs], &parameters[biases]);
    let affine = graph.op_with("Gemm", &[signal, &weights, &biases], &[("transB", 1)]);
    let normalised = match network.normalisation_layout(index) {
        Some(NormalisationLayout { gains, shifts }) => {
            let gains = graph.numbers(&format!("layer{index}.gain"), &[outputs], &parameters[gains]);
            let shifts = graph.numbers(&format!("layer{index}.shift"), &[outputs], &parameters[shifts]);
            add_normalisation(graph, &affine, &gains, &shifts)
        }
        None => affine,
    };
    let output = add_activation(graph, network.activation_after(index), normalised);
    if network.is_residual(index) { graph.op("Add", &[&output, signal]) } else { output }
}

/// Adds γ (z − mean) / √(variance + ε) + β. `LayerNormalization` would compute mean and variance in single precision.
fn add_normalisation(graph: &mut Graph, z: &Value, gains: &Value, shifts: &Value) -> Value {
    let mean = add_row_mean(graph, z);
    let centred = graph.op("Sub", &[z, &mean]);
    let square = graph.op("Mul", &[&centred, &centred]);
    let variance = add_row_mean(graph, &square);
    let sum = graph.op_number("Add", &variance, EPSILON);
    let deviation = graph.op("Sqrt", &[&sum]);
    let normal = graph.op("Div", &[&centred, &deviation]);
    let scaled = graph.op("Mul", &[&normal, gains]);
    graph.op("Add", &[&scaled, shifts])
}

/// Adds the mean of each row, rows × 1.
fn add_row_mean(graph: &mut Graph, x: &Value) -> Value {
    let axis = graph.whole_numbers("axis", &[1]);
    graph.op("ReduceMean", &[x, &axis])
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
