//! The answer of `choose` as a page for a terminal.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_forward::Lanes;

use crate::commands::choose::record::{ChooseRecord, EngineCost};
use crate::draw::{Paint, name, right};
use crate::units;

/// Writes the page; `limit` is the memory limit of an engine, `next` the next useful command.
pub(crate) fn choose_table(record: &ChooseRecord, limit: Option<usize>, next: &str, paint: Paint) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    let (inputs, outputs) = (counted(record.inputs, "input"), counted(record.outputs, "output"));
    line(&paint.bold(&format!(
        "{} mode for {inputs} and {outputs}: {}.",
        record.choice,
        reason(record, limit)
    )));
    line(&costs(record, limit, paint));
    line(&crossover(record));
    line(&rule_of_thumb());
    line(&format!("Costs: {}.", record.calibrated));
    line("f is the function alone; memory is beside inputs and results.");
    line(&format!("Next: {next}."));
    page
}

/// `1 input`, `1,000 inputs`.
fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", units::count(n), if n == 1 { "" } else { "s" })
}

/// The reason of the choice: the engine is the only one that fits, or the faster one.
fn reason(record: &ChooseRecord, limit: Option<usize>) -> String {
    let (chosen, others): (Vec<&EngineCost>, Vec<&EngineCost>) =
        record.engines.iter().partition(|cost| cost.engine == record.choice);
    let (chosen, other) = (chosen[0], others[0]);
    match (limit, chosen.time_ratio, other.time_ratio) {
        (Some(limit), ..) if other.memory_bytes > limit => format!(
            "{} mode needs {} bytes, more than the {} allowed",
            other.engine,
            units::count(other.memory_bytes),
            units::count(limit)
        ),
        (_, Some(own), Some(its)) => format!(
            "{}, where {} mode takes {}",
            times(own, chosen.passes),
            other.engine,
            times(its, other.passes)
        ),
        _ => format!("{} mode could not be measured", other.engine),
    }
}

/// `3.40 f in 1 pass`.
fn times(ratio: f64, passes: usize) -> String {
    format!(
        "{} f in {} pass{}",
        units::significant(ratio),
        units::count(passes),
        if passes == 1 { "" } else { "es" }
    )
}

fn costs(record: &ChooseRecord, limit: Option<usize>, paint: Paint) -> String {
    let mut table = paint.table();
    let heads = [Cell::new("engine"), right("passes"), right("time ÷ f"), right("memory"), Cell::new("")];
    table.set_header(heads.to_vec());
    for cost in &record.engines {
        let fits = limit.is_none_or(|limit| cost.memory_bytes <= limit);
        let note = match (fits, cost.engine == record.choice) {
            (false, _) => "does not fit",
            (true, true) => "chosen",
            (true, false) => "",
        };
        table.add_row(vec![
            name(cost.engine, cost.engine),
            right(units::count(cost.passes)),
            right(cost.time_ratio.map_or_else(|| "not run".to_owned(), units::significant)),
            right(units::memory(cost.memory_bytes)),
            Cell::new(note),
        ]);
    }
    table.trim_fmt()
}

fn crossover(record: &ChooseRecord) -> String {
    let outputs = counted(record.outputs, "output");
    match record.crossover_inputs {
        Some(1) => format!("Reverse mode takes less time whatever the number of inputs, for {outputs}."),
        Some(inputs) => {
            format!("Reverse mode takes less time from {} on, for {outputs}.", counted(inputs, "input"))
        }
        None => format!("No number of inputs is known at which reverse mode takes less time, for {outputs}."),
    }
}

fn rule_of_thumb() -> String {
    let widest = Lanes::FIXED.map(|lanes| lanes.count(0)).into_iter().max().unwrap_or(1);
    format!(
        "Rule of thumb: forward mode takes a pass per {widest} inputs, reverse mode a recording and a pass per output; \
         gradients of many inputs go in reverse, curves and fields of few inputs forward."
    )
}
