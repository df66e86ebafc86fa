//! The first number of a training that is not finite: the operation that made it, found in plain numbers.

use crate::error::Error;
use crate::loss::{LossFunction, Targets};
use crate::network::{LayerFunction, Network};
use crate::objective::Objective;
use dualtape_core::{Buf, Real};
use std::fmt;

/// The first number of a training that is not finite, and the operation that made it.
///
/// Epochs and batches count from 1, as in [`TrainingEvent`](crate::TrainingEvent), everything else from 0. The text
/// counts all from 1: `epoch 3, batch 2: the product of layer 1 is inf in row 5, output 7 (…)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// The epoch.
    pub epoch: usize,
    /// The batch in the epoch; none for the score at the end of the epoch.
    pub batch: Option<usize>,
    /// The operation.
    pub operation: DivergedOperation,
    /// Its result, infinite or NaN.
    pub result: f64,
}

/// An operation of a training step, with its place and the values of its operands.
///
/// A row is one of the batch, or of the part that is scored. A parameter is one of its layer: first the weights,
/// row-major, then the biases, then gains and shifts of a normalisation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DivergedOperation {
    /// The product of a layer, Σ w a + b. (No activation makes an infinity or NaN of a finite number.)
    Product {
        /// The layer.
        layer: usize,
        /// The row.
        row: usize,
        /// The output of the layer.
        output: usize,
        /// The weight w of the term w a that is NaN or the largest.
        weight: f64,
        /// The input a of that term.
        input: f64,
        /// The bias b.
        bias: f64,
    },
    /// The normalisation of a layer, or the sum of its residual connection.
    Signal {
        /// The layer.
        layer: usize,
        /// The row.
        row: usize,
        /// The output of the layer.
        output: usize,
    },
    /// An output of a network whose layers are not known: one with an own layer.
    Output {
        /// The row.
        row: usize,
        /// The output.
        output: usize,
    },
    /// The loss of one row.
    Loss {
        /// The row.
        row: usize,
        /// The network's output of the largest magnitude.
        output: f64,
        /// The target of that output; for classes 1 if it is that of the row, else 0.
        target: f64,
    },
    /// The sum of the losses of all rows, each of them finite.
    LossSum,
    /// A derivative of the loss, which is finite itself, by a parameter.
    Gradient {
        /// The layer: the last one with such a derivative, since backpropagation begins there.
        layer: usize,
        /// The first row whose own gradient is not finite; none if only the sum of all is not.
        row: Option<usize>,
        /// The first parameter of the layer with such a derivative.
        parameter: usize,
        /// The value of the parameter.
        value: f64,
    },
    /// The step of the optimizer, from a finite gradient to a parameter that is not finite.
    Step {
        /// The layer.
        layer: usize,
        /// The parameter.
        parameter: usize,
        /// The derivative by it, after clipping and weight decay.
        derivative: f64,
        /// The learning rate.
        learning_rate: f64,
    },
}

impl DivergedOperation {
    /// Returns the first operation in the loss at these parameters whose result is not finite, and that result.
    ///
    /// The loss is computed in plain numbers, layer by layer if the network is a standard one.
    pub(super) fn in_loss<R, N, L>(objective: &Objective<R, N, L>, parameters: &Buf<R>) -> (Self, f64)
    where
        R: Real,
        N: LayerFunction,
        L: LossFunction,
    {
        let (network, examples) = (objective.network(), objective.examples());
        let Some(network) = network.as_network() else {
            let outputs = network.eval(parameters, examples.inputs());
            let Some(index) = first_non_finite(&outputs) else {
                return Self::in_loss_of_row(objective, &outputs);
            };
            let [_, width] = network.widths();
            return (Self::Output { row: index / width, output: index % width }, outputs[index].to_f64());
        };
        let mut signal = examples.inputs().clone();
        for layer in 0..network.shape().depth() {
            let product = network.product(layer, parameters, &signal);
            if let Some(index) = first_non_finite(&product) {
                return (
                    Self::in_product(network, layer, parameters, &signal, index),
                    product[index].to_f64(),
                );
            }
            signal = network.after_product(layer, parameters, &signal, product, objective.masks());
            if let Some(index) = first_non_finite(&signal) {
                let width = network.shape().layer(layer).outputs;
                let (row, output) = (index / width, index % width);
                return (Self::Signal { layer, row, output }, signal[index].to_f64());
            }
        }
        Self::in_loss_of_row(objective, &signal)
    }

    /// Returns the product of a layer with the term that explains the result at `index`.
    fn in_product<R: Real>(
        network: &Network,
        layer: usize,
        parameters: &[R],
        signal: &[R],
        index: usize,
    ) -> Self {
        let layout = network.shape().layer(layer);
        let (row, output) = (index / layout.outputs, index % layout.outputs);
        let weights = parameters[layout.weights].chunks(layout.inputs).nth(output).expect("a row per output");
        let inputs = signal.chunks(layout.inputs).nth(row).expect("as many rows as results");
        // By `total_cmp`, in which NaN is the largest magnitude.
        let size = |(weight, input): (f64, f64)| (weight * input).abs();
        let (weight, input) = (weights.iter().zip(inputs))
            .map(|(weight, input)| (weight.to_f64(), input.to_f64()))
            .max_by(|a, b| size(*a).total_cmp(&size(*b)))
            .expect("a layer has inputs");
        let bias = parameters[layout.biases][output].to_f64();
        Self::Product { layer, row, output, weight, input, bias }
    }

    /// Returns the first row whose loss is not finite; their sum if there is none.
    fn in_loss_of_row<R, N, L>(objective: &Objective<R, N, L>, outputs: &Buf<R>) -> (Self, f64)
    where
        R: Real,
        N: LayerFunction,
        L: LossFunction,
    {
        let (loss, examples) = (objective.loss(), objective.examples());
        let width = outputs.len() / examples.rows();
        for (row, own) in outputs.chunks(width).enumerate() {
            let example = examples.slice(row..row + 1);
            let result = example.loss(loss, &Buf::from_slice(own)).to_f64();
            if !result.is_finite() {
                let size = |unit: usize| own[unit].to_f64().abs();
                let unit = (0..width).max_by(|&a, &b| size(a).total_cmp(&size(b))).expect("outputs");
                let target = match example.targets() {
                    // An own loss may have several outputs per target.
                    Targets::Values(values) => values[unit * values.len() / width].to_f64(),
                    Targets::Classes(classes) => f64::from(u8::from(classes[0] as usize == unit)),
                };
                return (Self::Loss { row, output: own[unit].to_f64(), target }, result);
            }
        }
        (Self::LossSum, examples.loss(loss, outputs).to_f64())
    }

    /// Returns the derivative that is not finite in the last such layer.
    ///
    /// `gradient_of` returns the gradient on other examples.
    ///
    /// # Errors
    /// Returns an error if `gradient_of` does.
    pub(super) fn in_gradient<R, N, L>(
        objective: &Objective<R, N, L>,
        parameters: &[R],
        gradient: &[R],
        mut gradient_of: impl FnMut(&Objective<R, N, L>) -> Result<Buf<R>, Error>,
    ) -> Result<(Self, f64), Error>
    where
        R: Real,
        N: LayerFunction,
        L: LossFunction,
    {
        let non_finite = (0..gradient.len()).filter(|&index| !gradient[index].is_finite());
        // Of the last layer the first.
        let (index, (layer, parameter)) = non_finite
            .map(|index| (index, place(objective.network(), index)))
            .reduce(|first, next| if next.1.0 > first.1.0 { next } else { first })
            .expect("a derivative is not finite");
        let mut row = None;
        for candidate in 0..objective.examples().rows() {
            if first_non_finite(&gradient_of(&objective.slice(candidate..candidate + 1))?).is_some() {
                row = Some(candidate);
                break;
            }
        }
        let (value, result) = (parameters[index].to_f64(), gradient[index].to_f64());
        Ok((Self::Gradient { layer, row, parameter, value }, result))
    }

    /// Returns the step after which the parameter at `index` of all is not finite.
    pub(super) fn in_step<N: LayerFunction>(
        network: &N,
        index: usize,
        derivative: f64,
        learning_rate: f64,
    ) -> Self {
        let (layer, parameter) = place(network, index);
        Self::Step { layer, parameter, derivative, learning_rate }
    }
}

/// Returns the index of the first number that is not finite.
pub(super) fn first_non_finite<R: Real>(numbers: &[R]) -> Option<usize> {
    numbers.iter().position(|x| !x.is_finite())
}

/// Returns the layer of the parameter at `index` of all, and its index there; a network with an own layer counts as one.
fn place<N: LayerFunction>(network: &N, index: usize) -> (usize, usize) {
    network.as_network().map_or((0, index), |network| network.place(index))
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, result, .. } = self;
        match self.batch {
            Some(batch) => write!(f, "epoch {epoch}, batch {batch}: ")?,
            None => write!(f, "epoch {epoch}, in the score after it: ")?,
        }
        // Four digits, and a power of ten where zeros would be many.
        let number = |x: f64| {
            let x: f64 = format!("{x:.3e}").parse().unwrap_or(x);
            if x == 0.0 || (1e-3..1e6).contains(&x.abs()) { x.to_string() } else { format!("{x:e}") }
        };
        match self.operation {
            DivergedOperation::Product { layer, row, output, weight, input, bias } => {
                let (layer, row, output) = (layer + 1, row + 1, output + 1);
                write!(f, "the product of layer {layer} is {result} in row {row}, output {output} ")?;
                write!(
                    f,
                    "(largest term: weight {} × input {}; bias {})",
                    number(weight),
                    number(input),
                    number(bias)
                )
            }
            DivergedOperation::Signal { layer, row, output } => {
                let (layer, row, output) = (layer + 1, row + 1, output + 1);
                write!(
                    f,
                    "what follows the product of layer {layer} is {result} in row {row}, output {output}"
                )
            }
            DivergedOperation::Output { row, output } => {
                write!(f, "output {} of the network is {result} in row {}", output + 1, row + 1)
            }
            DivergedOperation::Loss { row, output, target } => {
                write!(f, "the loss is {result} in row {} ", row + 1)?;
                write!(f, "(output {}, target {})", number(output), number(target))
            }
            DivergedOperation::LossSum => write!(f, "the loss is {result}, though finite in each row"),
            DivergedOperation::Gradient { layer, row, parameter, value } => {
                write!(
                    f,
                    "the derivative by parameter {} of layer {} is {result}",
                    parameter + 1,
                    layer + 1
                )?;
                row.map_or(Ok(()), |row| write!(f, " in row {}", row + 1))?;
                write!(f, " (parameter {})", number(value))
            }
            DivergedOperation::Step { layer, parameter, derivative, learning_rate } => {
                write!(
                    f,
                    "the step of the optimizer makes parameter {} of layer {} ",
                    parameter + 1,
                    layer + 1
                )?;
                write!(
                    f,
                    "{result} (derivative {}, learning rate {})",
                    number(derivative),
                    number(learning_rate)
                )
            }
        }
    }
}
