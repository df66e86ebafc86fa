//! The record of `choose`, `dualtape.choose/1`. Field names are stable: other programs read them.

use dualtape_contenders::EngineKind;
use dualtape_core::{Choice, Explanation, Prediction};
use serde::Serialize;

/// The chosen engine and the cost of each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ChooseRecord {
    /// The schema: `dualtape.choose/1`.
    pub(crate) schema: &'static str,
    /// The number of inputs.
    pub(crate) inputs: usize,
    /// The number of outputs.
    pub(crate) outputs: usize,
    /// The fastest engine that fits into memory.
    pub(crate) choice: EngineKind,
    /// The costs of reverse mode and of forward mode.
    pub(crate) engines: [EngineCost; 2],
    /// The least number of inputs at which reverse mode takes less time, for as many outputs; none if unknown.
    pub(crate) crossover_inputs: Option<usize>,
    /// The source of the costs.
    pub(crate) calibrated: String,
}

/// The cost of an engine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EngineCost {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The passes of a Jacobian.
    pub(crate) passes: usize,
    /// The time of a Jacobian ÷ that of the function; none if the engine does not fit and was not run.
    pub(crate) time_ratio: Option<f64>,
    /// The bytes beside inputs and results.
    pub(crate) memory_bytes: usize,
}

impl ChooseRecord {
    /// The record of the library's explanation.
    pub(crate) fn new(explanation: &Explanation, calibrated: String) -> Self {
        let [forward, reverse] = explanation.engines;
        Self {
            schema: "dualtape.choose/1",
            inputs: explanation.inputs,
            outputs: explanation.outputs,
            choice: match explanation.choice {
                Choice::Forward => EngineKind::Forward,
                Choice::Reverse => EngineKind::Reverse,
            },
            engines: [
                EngineCost::new(EngineKind::Reverse, reverse),
                EngineCost::new(EngineKind::Forward, forward),
            ],
            crossover_inputs: explanation.crossover_inputs,
            calibrated,
        }
    }
}

impl EngineCost {
    fn new(engine: EngineKind, prediction: Prediction) -> Self {
        let Prediction { passes, time_ratio, memory_bytes, .. } = prediction;
        Self { engine, passes, time_ratio, memory_bytes }
    }
}
