//! Models as ONNX files.

use super::column::add_column;
use super::graph::{ElementType, Graph, Value};
use super::layer::add_layer;
use super::proto::{ModelProto, OperatorSetIdProto};
use crate::data::Scaler;
use crate::error::Error;
use crate::loss::Loss;
use crate::model::Model;
use crate::task::Task;
use prost::Message;

/// The version of the operators: the first in which `Equal` compares texts.
const OPSET: i64 = 19;
/// The version of the format that came with these operators.
const IR_VERSION: i64 = 9;
/// The size of a message, in bytes, that readers of protocol buffers accept.
const LARGEST: usize = i32::MAX as usize;

impl Model {
    /// Returns the model as the bytes of an ONNX file, from the cells of a table to predictions.
    ///
    /// The graph has an input per column, of its name, rows × 1: double numbers, NaN where one is missing; texts for
    /// categories, as `run.toml` writes them, empty where one is missing; 1 and 0 for true and false; the days since
    /// 1970-01-01 for dates. Its outputs are `prediction`, rows × 1 (the name of the class, or the value in the units
    /// of the data), and for a cross-entropy `probabilities`, rows × classes, at the temperature of the run. As in
    /// [`Model::predict`], a missing number counts as the median of the training part.
    ///
    /// It has standard operators of version 19 only. Numbers are double; in onnxruntime they differ from those of
    /// [`Model::predict`] by rounding errors, except for gelu: its error function is computed in single precision.
    ///
    /// # Errors
    /// Returns an error if the file would be larger than 2 GiB, which no reader of ONNX accepts.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Error, Model, RunFolder};
    ///
    /// fn export(folder: &str) -> Result<Vec<u8>, Error> {
    ///     Model::load(&RunFolder::open(folder))?.to_onnx()
    /// }
    /// ```
    pub fn to_onnx(&self) -> Result<Vec<u8>, Error> {
        let columns = &self.run().data.features;
        let mut graph = Graph::new(columns.iter().map(|column| column.name.as_str()));
        let parts: Vec<Value> = columns.iter().flat_map(|column| add_column(&mut graph, column)).collect();
        let numbers = graph.concat(&parts);
        let scaled = add_scaling(&mut graph, &numbers, &self.run().scaling.inputs);
        let outputs = self.add_network(&mut graph, scaled);
        self.add_prediction(&mut graph, &outputs);
        self.add_probabilities(&mut graph, outputs);
        let model = ModelProto {
            ir_version: IR_VERSION,
            opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
            producer_name: "dualtape".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: Some(graph.finish(&self.run().data.target())),
        };
        match model.encoded_len() {
            ..=LARGEST => Ok(model.encode_to_vec()),
            bytes => {
                let found = format!("a model of {bytes} bytes");
                Err(Error::Setting { name: "onnx", found, expected: "at most 2147483647 bytes" })
            }
        }
    }

    fn add_network(&self, graph: &mut Graph, scaled: Value) -> Value {
        let network = &self.run().network;
        (0..network.shape().depth())
            .fold(scaled, |signal, index| add_layer(graph, network, self.parameters(), index, &signal))
    }

    /// Adds the output `prediction`.
    fn add_prediction(&self, graph: &mut Graph, outputs: &Value) {
        let run = self.run();
        if run.data.task == Task::Regression {
            let scaler = run.scaling.target.as_ref().expect("a regression has a scaled target");
            let scale = graph.numbers("target.scale", &[scaler.scale.len()], &scaler.scale);
            let mean = graph.numbers("target.mean", &[scaler.scale.len()], &scaler.mean);
            let spread = graph.op("Mul", &[outputs, &scale]);
            let value = graph.op("Add", &[&spread, &mean]);
            graph.output("prediction", &value, ElementType::Double, run.data.targets.len());
            return;
        }
        let class = match run.network.shape().outputs() {
            1 => {
                let is_second = graph.op_number("Greater", outputs, run.loss.threshold());
                graph.cast(&is_second, ElementType::Int64)
            }
            _ => graph.op_with("ArgMax", &[outputs], &[("axis", 1)]),
        };
        let classes = graph.texts("classes", &run.data.classes);
        let name = graph.op("Gather", &[&classes, &class]);
        graph.output("prediction", &name, ElementType::String, 1);
    }

    /// Adds the output `probabilities`, if the loss is a cross-entropy.
    fn add_probabilities(&self, graph: &mut Graph, outputs: Value) {
        let run = self.run();
        let cooled = |graph: &mut Graph, logits: Value| match run.temperature {
            Some(temperature) => graph.op_number("Div", &logits, temperature),
            None => logits,
        };
        let probabilities = match run.loss {
            Loss::SoftmaxCrossEntropy => {
                let logits = cooled(graph, outputs);
                graph.op_with("Softmax", &[&logits], &[("axis", 1)])
            }
            Loss::BinaryCrossEntropy => {
                let logit = cooled(graph, outputs);
                let opposite = graph.op("Neg", &[&logit]);
                let both = graph.concat(&[opposite, logit]);
                graph.op("Sigmoid", &[&both])
            }
            Loss::BinaryCrossEntropyProbabilities => {
                let second = if run.temperature.is_some() {
                    let first = add_rest(graph, &outputs);
                    let [for_second, for_first] = [outputs, first].map(|p| graph.op("Log", &[&p]));
                    let logit = graph.op("Sub", &[&for_second, &for_first]);
                    let logit = cooled(graph, logit);
                    graph.op("Sigmoid", &[&logit])
                } else {
                    outputs
                };
                let first = add_rest(graph, &second);
                graph.concat(&[first, second])
            }
            Loss::SquaredError | Loss::HalfSumOfSquares => return,
        };
        graph.output("probabilities", &probabilities, ElementType::Double, run.data.classes.len());
    }
}

/// Adds 1 − p.
fn add_rest(graph: &mut Graph, p: &Value) -> Value {
    let opposite = graph.op("Neg", &[p]);
    graph.op_number("Add", &opposite, 1.0)
}

/// Adds the scaling of numbers, after the median has taken the place of those that are missing.
fn add_scaling(graph: &mut Graph, numbers: &Value, scaler: &Scaler) -> Value {
    let row = [1, scaler.mean.len()];
    let filled = if scaler.fills_missing() {
        let median = graph.numbers("median", &row, &scaler.median);
        let is_missing = graph.op("IsNaN", &[numbers]);
        graph.op("Where", &[&is_missing, &median, numbers])
    } else {
        numbers.clone()
    };
    let mean = graph.numbers("mean", &row, &scaler.mean);
    let scale = graph.numbers("scale", &row, &scaler.scale);
    let centred = graph.op("Sub", &[&filled, &mean]);
    graph.op("Div", &[&centred, &scale])
}
