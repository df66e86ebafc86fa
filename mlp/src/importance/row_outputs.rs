//! The outputs of a trained network by row, as a function of its inputs.

use crate::activation::Activation;
use crate::error::Error;
use crate::loss::Loss;
use crate::model::Model;
use crate::network::Network;
use crate::task::Task;
use dualtape_core::{Array, BlockVectorFunction, Buf, Engine, rules};

/// One output of a trained network per row, as a function of the standardised inputs of all rows (rows × inputs).
///
/// For a regression it is the value of a target in its units; for a classification the probability of a class, at the
/// temperature of the model, or the output of the class if the network gives no probabilities.
///
/// The outputs of a row depend on the inputs of that row only.
#[derive(Clone, Debug)]
pub struct RowOutputs {
    network: Network,
    parameters: Buf<f64>,
    output: RowOutput,
}

/// The output that is explained.
#[derive(Clone, Debug)]
enum RowOutput {
    /// The only one times a scale, plus an offset.
    Value { scale: f64, offset: f64 },
    /// One of several times a scale, plus an offset; `scales` is rows × outputs with one number that is not 0 per row.
    ChosenValue { scales: Buf<f64>, offsets: Buf<f64> },
    /// The sigmoid of the only one times a factor per row: ± 1 / T.
    Sigmoid { factors: Buf<f64> },
    /// The softmax of all at an inverse temperature; `chosen` is one-hot, rows × outputs.
    Softmax { inverse_temperature: f64, chosen: Buf<f64> },
    /// One of several; `chosen` is one-hot, rows × outputs.
    Chosen { chosen: Buf<f64> },
}

/// The way to the gradients of all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowGradients {
    /// A Jacobian-vector product per input, for all rows at once.
    Forward,
    /// One vector-Jacobian product.
    Reverse,
}

impl RowGradients {
    /// The most inputs for which forward mode is taken: with few, it saves the tape.
    const MOST_FORWARD: usize = 4;

    /// Returns the mode that suits a network with this number of inputs.
    #[must_use]
    pub fn suited_to(inputs: usize) -> Self {
        if inputs <= Self::MOST_FORWARD { Self::Forward } else { Self::Reverse }
    }
}

impl RowOutputs {
    /// Returns an output for each row: that of the class, or for a regression of the target, of this index.
    ///
    /// # Panics
    /// Panics if one has no output.
    #[must_use]
    pub fn new(model: &Model, indices: &[u32]) -> Self {
        let run = model.run();
        let outputs = run.network.shape().outputs();
        let inverse_temperature = 1.0 / run.temperature.unwrap_or(1.0);
        let chosen = || {
            let mut chosen = vec![0.0; indices.len() * outputs];
            for (row, &index) in chosen.chunks_mut(outputs).zip(indices) {
                row[index as usize] = 1.0;
            }
            Buf::from_slice(&chosen)
        };
        let output = match (run.data.task, run.loss) {
            (Task::Regression, _) => {
                let scaler = run.scaling.target.as_ref();
                let of = |index: usize| {
                    scaler.map_or((1.0, 0.0), |scaler| (scaler.scale[index], scaler.mean[index]))
                };
                if outputs == 1 {
                    let (scale, offset) = of(0);
                    RowOutput::Value { scale, offset }
                } else {
                    let mut scales = chosen();
                    let mut offsets = vec![0.0; indices.len()];
                    let rows = scales.make_mut().chunks_mut(outputs).zip(&mut offsets);
                    for ((row, offset), &index) in rows.zip(indices) {
                        (row[index as usize], *offset) = of(index as usize);
                    }
                    RowOutput::ChosenValue { scales, offsets: Buf::from_slice(&offsets) }
                }
            }
            (_, Loss::SoftmaxCrossEntropy) => RowOutput::Softmax { inverse_temperature, chosen: chosen() },
            (_, Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities) => {
                let sign = |class| if class == 1 { inverse_temperature } else { -inverse_temperature };
                let factors: Vec<f64> = indices.iter().map(|&class| sign(class)).collect();
                RowOutput::Sigmoid { factors: Buf::from_slice(&factors) }
            }
            _ if outputs == 1 => RowOutput::Value { scale: 1.0, offset: 0.0 },
            _ => RowOutput::Chosen { chosen: chosen() },
        };
        let network = match output {
            // The sigmoid at the end of the network is the one above.
            RowOutput::Sigmoid { .. } => run.network.clone().with_output_activation(Activation::Identity),
            _ => run.network.clone(),
        };
        Self { network, parameters: model.parameters().clone(), output }
    }

    /// Returns the number of inputs per row.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.network.shape().inputs()
    }

    /// Returns the gradient of each row's output by its inputs, rows × inputs, at the standardised inputs `x`.
    ///
    /// # Errors
    /// Returns an error if the engine fails.
    ///
    /// # Cost
    /// One sweep in reverse mode, a pass per input in forward mode.
    pub fn gradients(
        &self,
        engine: &mut impl Engine<f64>,
        mode: RowGradients,
        x: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let inputs = self.inputs();
        let rows = x.len() / inputs;
        let mut values = vec![0.0; rows];
        let mut gradients = vec![0.0; x.len()];
        match mode {
            RowGradients::Reverse => {
                engine.vjp_into(self, x, &vec![1.0; rows], &mut values, &mut gradients)?;
            }
            RowGradients::Forward => {
                let mut slopes = vec![0.0; rows];
                for input in 0..inputs {
                    let mut tangent = vec![0.0; x.len()];
                    tangent.iter_mut().skip(input).step_by(inputs).for_each(|entry| *entry = 1.0);
                    engine.jvp_into(self, x, &tangent, &mut values, &mut slopes)?;
                    let column = gradients.iter_mut().skip(input).step_by(inputs);
                    column.zip(&slopes).for_each(|(gradient, &slope)| *gradient = slope);
                }
            }
        }
        Ok(gradients)
    }
}

impl BlockVectorFunction<f64> for RowOutputs {
    fn outputs(&self, inputs: usize) -> usize {
        inputs / self.inputs()
    }

    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A {
        let f = self.network.outputs(&A::constant(&self.parameters), x);
        let width = self.network.shape().outputs();
        let one_of = |f: A, chosen| f.zip(rules::Mul, &A::constant(chosen)).row_sums(width);
        match &self.output {
            RowOutput::Value { scale, offset } => {
                let count = f.len();
                f.zip(rules::Mul, &A::constant(&Buf::filled(count, *scale)))
                    .zip(rules::Add, &A::constant(&Buf::filled(count, *offset)))
            }
            RowOutput::ChosenValue { scales, offsets } => {
                one_of(f, scales).zip(rules::Add, &A::constant(offsets))
            }
            RowOutput::Sigmoid { factors } => f.zip(rules::Mul, &A::constant(factors)).map(rules::Sigmoid),
            RowOutput::Softmax { inverse_temperature, chosen } => {
                let factors = Buf::filled(f.len(), *inverse_temperature);
                one_of(f.zip(rules::Mul, &A::constant(&factors)).softmax(width), chosen)
            }
            RowOutput::Chosen { chosen } => one_of(f, chosen),
        }
    }
}
