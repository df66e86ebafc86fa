//! `dualtape choose`: which engine suits a function of so many inputs and outputs, and what each would cost.
//!
//! The library's `Auto` decides, on costs measured now or on those that are shipped.

pub(crate) mod args;
pub(crate) mod calibration;
pub(crate) mod function;
pub(crate) mod record;
pub(crate) mod table;

use dualtape_check::TanhLayer;
use dualtape_contenders::MemoryEstimate;
use dualtape_core::{Auto, Error, Explanation};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::benchmark::machine::{cpu, unoptimised};
pub(crate) use crate::commands::choose::args::ChooseArgs;
use crate::commands::choose::calibration::Calibration;
pub(crate) use crate::commands::choose::record::{ChooseRecord, EngineCost};
use crate::commands::choose::table::choose_table;
use crate::error::Failure;
use crate::flags::exports::Exports;
use crate::flags::shared::Shared;
use crate::functions::assignment::Assignment;
use crate::terminal::json::json;
use crate::terminal::output::Output;
use crate::units;

/// Runs the command.
pub(crate) fn run(args: &ChooseArgs, shared: &Shared) -> Result<(), Failure> {
    let question = Question::of(args);
    question.check()?;
    let output = Output::open(shared, &Exports::default())?;
    if let Some(warning) = unoptimised("choose").filter(|_| question.is_measured()) {
        output.warn(&warning);
    }
    let mut auto = auto(args.memory);
    let (explanation, calibrated) = match question {
        Question::Predicted(map) => map.predicted(&mut auto),
        Question::Measured(map) => map.measured(&mut auto, shared.seed),
        Question::Function(text) => of_function(text, &args.at, &mut auto, shared.seed),
    }?;
    let record = ChooseRecord::new(&explanation, calibrated);
    output.finish(
        |_| json(&record),
        |paint| choose_table(&record, args.memory, &question.next_command(), paint),
    )
}

/// The library's engine over both, with the limit that was given.
fn auto(memory: Option<usize>) -> Auto<Forward, Reverse> {
    let auto = Auto::new(Forward::new(), Reverse::new());
    match memory {
        Some(bytes) => auto.with_memory_limit(bytes),
        None => auto,
    }
}

/// What is asked about.
#[derive(Debug, Clone, Copy)]
enum Question<'a> {
    /// Any map of this size.
    Predicted(Map),
    /// Ours of this size.
    Measured(Map),
    /// A function that was typed.
    Function(&'a str),
}

/// The size of a map.
#[derive(Debug, Clone, Copy)]
struct Map {
    inputs: usize,
    outputs: usize,
}

impl<'a> Question<'a> {
    fn of(args: &'a ChooseArgs) -> Self {
        match (&args.function, args.inputs, args.outputs) {
            (None, Some(inputs), Some(outputs)) if args.measure => Self::Measured(Map { inputs, outputs }),
            (None, Some(inputs), Some(outputs)) => Self::Predicted(Map { inputs, outputs }),
            (function, ..) => Self::Function(function.as_deref().unwrap_or_default()),
        }
    }

    /// Refuses what no memory would hold.
    fn check(self) -> Result<(), Failure> {
        let Self::Measured(Map { inputs, outputs }) = self else { return Ok(()) };
        let mut memory = MemoryEstimate::default();
        memory.add_map(inputs, outputs);
        Ok(memory.check("--measure", &format!("a map of {inputs} inputs to {outputs} outputs"))?)
    }

    /// Whether anything runs.
    fn is_measured(self) -> bool {
        !matches!(self, Self::Predicted(_))
    }

    /// What tells more: a measurement, and after one a comparison of whole Jacobians, or both passes.
    fn next_command(self) -> String {
        match self {
            Self::Predicted(Map { inputs, outputs }) => format!(
                "`dualtape choose --inputs {inputs} --outputs {outputs} --measure` measures on this machine"
            ),
            Self::Measured(Map { inputs, outputs }) if inputs == outputs => {
                format!("`dualtape bench vector --sizes {inputs}` times the whole Jacobian")
            }
            Self::Measured(Map { inputs, outputs }) => {
                format!(
                    "`dualtape bench vector --sizes {inputs},{outputs}` times whole Jacobians of these sizes"
                )
            }
            Self::Function(_) => "`dualtape explain FUNCTION` shows both passes over it".to_owned(),
        }
    }
}

impl Map {
    /// The explanation from costs that were measured before, and where they come from.
    fn predicted(self, auto: &mut Auto<Forward, Reverse>) -> Result<(Explanation, String), Failure> {
        let Self { inputs, outputs } = self;
        let calibration = Calibration::shipped();
        let bytes = calibration::bytes(inputs, outputs);
        let explanation =
            auto.predict::<f64>(inputs, outputs, bytes, |inputs| calibration.costs(inputs, outputs));
        Ok((explanation.map_err(refused)?, calibration.provenance()))
    }

    /// The explanation from costs that are measured now, and where they come from.
    fn measured(
        self,
        auto: &mut Auto<Forward, Reverse>,
        seed: u64,
    ) -> Result<(Explanation, String), Failure> {
        let map = TanhLayer::generated(self.inputs, self.outputs, seed);
        let explanation = auto.explain(&map, &TanhLayer::point(self.inputs, seed)).map_err(refused)?;
        let calibrated = format!("measured now, on {}: {}, of this size", cpu(), calibration::MAP);
        Ok((explanation, calibrated))
    }
}

/// The explanation of a function that was typed, measured at its point.
fn of_function(
    text: &str,
    at: &[Assignment],
    auto: &mut Auto<Forward, Reverse>,
    seed: u64,
) -> Result<(Explanation, String), Failure> {
    let explanation = function::explain(text, at, seed, auto)?.map_err(refused)?;
    Ok((explanation, format!("measured now, on {}: the function itself, in scalar code, f64", cpu())))
}

/// That neither engine fits is a check that failed; nothing else can go wrong with a map of ours.
fn refused(error: Error) -> Failure {
    match error {
        Error::MemoryLimit { engine, needed, limit } => Failure::Check(format!(
            "--memory: found {} bytes, expected at least {}, which {engine} mode needs; the other needs no less",
            units::count(limit),
            units::count(needed)
        )),
        error => Failure::Check(error.to_string()),
    }
}
