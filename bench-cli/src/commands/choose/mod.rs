//! `dualtape choose`: the better engine for a function, and the cost of each.
//!
//! The library's `Auto` decides, by costs that are measured now or by those of the shipped calibration.

mod args;
mod calibration;
mod function;
mod question;
mod record;
mod table;

use dualtape_core::Auto;
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::benchmark::machine::unoptimised;
pub(crate) use crate::commands::choose::args::ChooseArgs;
use crate::commands::choose::record::ChooseRecord;
use crate::commands::choose::table::choose_table;
use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::terminal::json::json;
use crate::terminal::output::Output;

/// Runs the command.
pub(crate) fn run(args: ChooseArgs, shared: &Shared) -> Result<(), Failure> {
    let memory = args.memory;
    let question = args.question()?;
    question.check()?;
    let output = Output::open(&shared.output(Vec::new()))?;
    if let Some(warning) = unoptimised("choose").filter(|_| question.is_measured()) {
        output.warn(&warning);
    }
    let auto = Auto::new(Forward::new(), Reverse::new());
    let mut auto = match memory {
        Some(bytes) => auto.with_memory_limit(bytes),
        None => auto,
    };
    let (explanation, calibrated) = question.answer(&mut auto, shared.seed)?;
    let record = ChooseRecord::new(&explanation, calibrated);
    let next = question.next_command();
    output.finish(|_| json(&record), |paint| choose_table(&record, memory, &next, paint))
}
