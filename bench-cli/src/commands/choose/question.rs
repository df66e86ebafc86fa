//! The question that `choose` answers: the best engine for a map of some size, or for a function.

use dualtape_check::TanhLayer;
use dualtape_contenders::MemoryEstimate;
use dualtape_core::{Auto, Error, Explanation};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::benchmark::machine::cpu;
use crate::commands::choose::calibration;
use crate::commands::choose::calibration::Calibration;
use crate::commands::choose::function;
use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::units;

/// The subject of `dualtape choose`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    /// Any map of this size, by shipped costs.
    Predicted(MapSize),
    /// A generated map of this size, measured.
    Measured(MapSize),
    /// The function that FUNCTION names, measured at its point.
    Function {
        /// The argument FUNCTION.
        text: String,
        /// The values that replace or complete those of the function.
        at: Vec<Assignment>,
    },
}

/// The size of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MapSize {
    /// The number of inputs.
    pub(crate) inputs: usize,
    /// The number of outputs.
    pub(crate) outputs: usize,
}

impl Question {
    /// Checks that a measured map fits into memory.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Self::Measured(MapSize { inputs, outputs }) = self else { return Ok(()) };
        let mut memory = MemoryEstimate::default();
        memory.add_map(*inputs, *outputs);
        Ok(memory.check("--measure", &format!("a map of {inputs} inputs to {outputs} outputs"))?)
    }

    /// Returns whether a function is run.
    pub(crate) fn is_measured(&self) -> bool {
        !matches!(self, Self::Predicted(_))
    }

    /// Returns the explanation of the choice, and the sentence about the source of its costs.
    ///
    /// # Errors
    ///
    /// If the function cannot be resolved, or if neither engine fits into memory.
    pub(crate) fn answer(
        &self,
        auto: &mut Auto<Forward, Reverse>,
        seed: u64,
    ) -> Result<(Explanation, String), Failure> {
        match self {
            Self::Predicted(map) => map.predicted(auto),
            Self::Measured(map) => map.measured(auto, seed),
            Self::Function { text, at } => {
                let explanation = function::explain(text, at, seed, auto)?.map_err(refused)?;
                let costs = format!("measured now, on {}: the function itself, in scalar code, f64", cpu());
                Ok((explanation, costs))
            }
        }
    }

    /// The next useful command: a measurement, then a comparison of whole Jacobians, or both passes.
    pub(crate) fn next_command(&self) -> String {
        match self {
            Self::Predicted(MapSize { inputs, outputs }) => format!(
                "`dualtape choose --inputs {inputs} --outputs {outputs} --measure` measures on this machine"
            ),
            Self::Measured(MapSize { inputs, outputs }) if inputs == outputs => {
                format!("`dualtape bench vector --sizes {inputs}` times the whole Jacobian")
            }
            Self::Measured(MapSize { inputs, outputs }) => {
                format!(
                    "`dualtape bench vector --sizes {inputs},{outputs}` times whole Jacobians of these sizes"
                )
            }
            Self::Function { .. } => "`dualtape explain FUNCTION` shows both passes over it".to_owned(),
        }
    }
}

impl MapSize {
    /// The explanation by the costs of the shipped calibration.
    fn predicted(self, auto: &mut Auto<Forward, Reverse>) -> Result<(Explanation, String), Failure> {
        let Self { inputs, outputs } = self;
        let calibration = Calibration::shipped();
        let bytes = calibration::bytes(inputs, outputs);
        let explanation =
            auto.predict::<f64>(inputs, outputs, bytes, |inputs| calibration.costs(inputs, outputs));
        Ok((explanation.map_err(refused)?, calibration.provenance()))
    }

    /// The explanation by costs that are measured now.
    fn measured(
        self,
        auto: &mut Auto<Forward, Reverse>,
        seed: u64,
    ) -> Result<(Explanation, String), Failure> {
        let map = TanhLayer::generated(self.inputs, self.outputs, seed);
        let explanation = auto.explain(&map, &TanhLayer::point(self.inputs, seed)).map_err(refused)?;
        let costs = format!("measured now, on {}: {}, of this size", cpu(), calibration::MAP);
        Ok((explanation, costs))
    }
}

/// The failure of both engines; the sentence about memory names the flag.
fn refused(error: Error) -> Failure {
    match error {
        Error::MemoryLimit { engine, needed, limit } => Failure::Check(format!(
            "--memory: found {} bytes, expected at least {}, which {engine} mode needs; the other needs no less",
            units::count(limit),
            units::count(needed)
        )),
        error => error.into(),
    }
}
