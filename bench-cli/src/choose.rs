//! `dualtape choose`: which engine suits a function of so many inputs and outputs, and what each would cost.
//!
//! The library's `Auto` decides, on costs measured now or on those that are shipped.

mod args;
mod calibration;
mod record;

use dualtape_core::{Auto, Error, Explanation};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::cli::Shared;
use crate::environment::{cpu, unoptimised};
use crate::export::{Exports, json};
use crate::failure::Failure;
use crate::memory::Memory;
use crate::output::Output;
use crate::render::choose_table;
use crate::units;
use crate::workload::Layer;
use calibration::Calibration;

pub(crate) use args::ChooseArgs;
pub(crate) use record::{ChooseRecord, EngineCost};

/// Runs the command.
pub(crate) fn run(args: &ChooseArgs, shared: &Shared) -> Result<(), Failure> {
    if args.measure {
        let mut memory = Memory::default();
        memory.add_map(args.inputs, args.outputs);
        let map = format!("a map of {} inputs to {} outputs", args.inputs, args.outputs);
        memory.check("--measure", &map)?;
    }
    let output = Output::open(shared, &Exports::default())?;
    if let Some(warning) = unoptimised("choose").filter(|_| args.measure) {
        output.warn(&warning);
    }
    let (explanation, calibrated) = if args.measure { measured(args, shared.seed) } else { predicted(args) }?;
    let record = ChooseRecord::new(&explanation, calibrated);
    output.finish(|_| json(&record), |paint| choose_table(&record, args.memory, &next_command(args), paint))
}

/// The explanation from costs that were measured before, and where they come from.
fn predicted(args: &ChooseArgs) -> Result<(Explanation, String), Failure> {
    let calibration = Calibration::shipped();
    let bytes = calibration::bytes(args.inputs, args.outputs);
    let costs = |inputs| calibration.costs(inputs, args.outputs);
    let explanation = auto(args).predict::<f64>(args.inputs, args.outputs, bytes, costs);
    Ok((explanation.map_err(refused)?, calibration.provenance()))
}

/// The explanation from costs that are measured now, and where they come from.
fn measured(args: &ChooseArgs, seed: u64) -> Result<(Explanation, String), Failure> {
    let (map, x) = Layer::with_point(args.inputs, args.outputs, seed);
    let explanation = auto(args).explain(&map, &x).map_err(refused)?;
    let calibrated = format!("measured now, on {}: {}, of this size", cpu(), calibration::MAP);
    Ok((explanation, calibrated))
}

/// The library's engine over both, with the limit that was given.
fn auto(args: &ChooseArgs) -> Auto<Forward, Reverse> {
    let auto = Auto::new(Forward::new(), Reverse::new());
    match args.memory {
        Some(bytes) => auto.with_memory_limit(bytes),
        None => auto,
    }
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

/// What tells more: a measurement, and after one a comparison of whole Jacobians.
fn next_command(args: &ChooseArgs) -> String {
    let ChooseArgs { inputs, outputs, .. } = args;
    match (args.measure, inputs == outputs) {
        (false, _) => format!(
            "`dualtape choose --inputs {inputs} --outputs {outputs} --measure` measures on this machine"
        ),
        (true, true) => format!("`dualtape bench vector --sizes {inputs}` times the whole Jacobian"),
        (true, false) => {
            format!("`dualtape bench vector --sizes {inputs},{outputs}` times whole Jacobians of these sizes")
        }
    }
}
