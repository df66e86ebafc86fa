//! Backpropagation as the textbooks derive it, in plain loops over plain numbers.

use dualtape_mlp::{Network, Shape};

pub(crate) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

pub(crate) fn softmax(z: &[f64]) -> Vec<f64> {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = z.iter().map(|z| (z - largest).exp()).sum();
    z.iter().map(|z| (z - largest).exp() / total).collect()
}

/// An activation and its derivative, both as functions of the pre-activation.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    pub(crate) value: fn(f64) -> f64,
    pub(crate) slope: fn(f64) -> f64,
}

pub(crate) const LINEAR: Unit = Unit { value: |a| a, slope: |_| 1.0 };
pub(crate) const RELU: Unit = Unit { value: |a| a.max(0.0), slope: |a| if a > 0.0 { 1.0 } else { 0.0 } };
pub(crate) const TANH: Unit = Unit { value: f64::tanh, slope: |a| 1.0 - a.tanh() * a.tanh() };
pub(crate) const SIGMOID: Unit = Unit { value: sigmoid, slope: |a| sigmoid(a) * (1.0 - sigmoid(a)) };

/// The result of a backward pass: ∂L/∂θ in the layout of the parameters, and ∂L/∂x.
pub(crate) struct Backward {
    pub(crate) loss: f64,
    pub(crate) parameters: Vec<f64>,
    pub(crate) inputs: Vec<f64>,
}

/// One layer's pre-activations `a` and outputs `h`.
struct LayerValues {
    a: Vec<f64>,
    h: Vec<f64>,
}

/// Runs the network forwards and backwards on each example: from δ = ∂L/∂f, layer by layer ∂L/∂β = δ, ∂L/∂Ω = δ hᵀ,
/// and δ ← g′(a) ⊙ Ωᵀ δ.
///
/// `loss` returns an example's loss and ∂L/∂f from its outputs f and its index.
pub(crate) fn backpropagate(
    shape: &Shape,
    [hidden, output]: [Unit; 2],
    parameters: &[f64],
    inputs: &[f64],
    loss: impl Fn(&[f64], usize) -> (f64, Vec<f64>),
) -> Backward {
    let layers: Vec<_> = shape.layers().collect();
    let mut total = Backward { loss: 0.0, parameters: vec![0.0; parameters.len()], inputs: Vec::new() };
    for (row, x) in inputs.chunks(shape.inputs()).enumerate() {
        let mut signals = vec![LayerValues { a: Vec::new(), h: x.to_vec() }];
        for (index, layer) in layers.iter().enumerate() {
            let h = &signals[index].h;
            let weights = parameters[layer.weights.clone()].chunks(layer.inputs);
            let biases = &parameters[layer.biases.clone()];
            let a: Vec<f64> = weights
                .zip(biases)
                .map(|(w, b)| w.iter().zip(h).map(|(w, h)| w * h).sum::<f64>() + b)
                .collect();
            let unit = if index + 1 == layers.len() { output } else { hidden };
            signals.push(LayerValues { h: a.iter().map(|&a| (unit.value)(a)).collect(), a });
        }

        let (row_loss, mut upstream) = loss(&signals[layers.len()].h, row);
        total.loss += row_loss;
        for (index, layer) in layers.iter().enumerate().rev() {
            let unit = if index + 1 == layers.len() { output } else { hidden };
            let a = &signals[index + 1].a;
            let delta: Vec<f64> = upstream.iter().zip(a).map(|(up, &a)| up * (unit.slope)(a)).collect();
            let h = &signals[index].h;
            upstream = vec![0.0; layer.inputs];
            for (j, delta) in delta.iter().enumerate() {
                total.parameters[layer.biases.start + j] += delta;
                for i in 0..layer.inputs {
                    let weight = layer.weights.start + j * layer.inputs + i;
                    total.parameters[weight] += delta * h[i];
                    upstream[i] += parameters[weight] * delta;
                }
            }
        }
        total.inputs.extend(upstream);
    }
    total
}

/// Returns the hidden and the output unit of a network.
pub(crate) fn units(network: &Network) -> [Unit; 2] {
    use dualtape_mlp::Activation::{Identity, Relu, Sigmoid, Tanh};
    [network.activation(), network.output_activation()].map(|activation| match activation {
        Identity => LINEAR,
        Relu => RELU,
        Tanh => TANH,
        Sigmoid => SIGMOID,
        other => panic!("no derivation by hand for {other}"),
    })
}
