//! The result of `choose`. Field names are CLI.md's `dualtape.choose/1`; other programs read them.

use dualtape_contenders::EngineKind;
use dualtape_core::{Choice, Explanation, Prediction};
use serde::Serialize;

/// Which engine, and what each would cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ChooseRecord {
    /// Names the meaning of the fields: `dualtape.choose/1`.
    pub(crate) schema: &'static str,
    /// Numbers that the function takes.
    pub(crate) inputs: usize,
    /// Numbers that it gives.
    pub(crate) outputs: usize,
    /// The engine that takes less time among those that fit.
    pub(crate) choice: EngineKind,
    /// Reverse mode, then forward mode, as everywhere in this program.
    pub(crate) engines: [EngineCost; 2],
    /// From how many inputs on reverse mode takes less time, for as many outputs; none if that is not known.
    pub(crate) crossover_inputs: Option<usize>,
    /// Where the costs come from: what was measured, on what and how.
    pub(crate) calibrated: String,
}

/// What one engine would cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EngineCost {
    /// Whose cost it is.
    pub(crate) engine: EngineKind,
    /// Passes of a Jacobian.
    pub(crate) passes: usize,
    /// Time of a Jacobian ÷ that of the function alone; none if the engine does not fit and was not run.
    pub(crate) time_ratio: Option<f64>,
    /// Bytes beside inputs and results.
    pub(crate) memory_bytes: usize,
}

impl ChooseRecord {
    /// What the library explains.
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
