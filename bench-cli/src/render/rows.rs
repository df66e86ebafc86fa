//! The table of a run as text, one row per engine and network: what the terminal, Markdown and the page show.

use crate::engine_kind::EngineKind;
use crate::record::{CellRecord, NotRun, Record, Rejected};
use crate::units;

/// The rows of one network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// Inputs of the differentiated function.
    pub(crate) parameters: String,
    /// The widths of the network, if it is one; empty where nothing was timed on it.
    pub(crate) shape: String,
    /// One row per engine.
    pub(crate) rows: Vec<Row>,
}

/// One engine on one network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Whose row it is.
    pub(crate) engine: EngineKind,
    /// What became of it.
    pub(crate) outcome: RowOutcome,
}

/// What became of an engine on a network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowOutcome {
    /// It was timed.
    Timed(Figures),
    /// It would have taken too long: the predicted time.
    NotRun(String),
    /// Its gradient was wrong: how far off.
    Rejected(String),
}

/// The figures of a timed cell. Those that a loss does not have are empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    /// The median time.
    pub(crate) time: String,
    /// Its 95 % interval.
    pub(crate) time_ci: String,
    /// The MAD in percent of the median.
    pub(crate) spread: String,
    /// Gradient ÷ loss.
    pub(crate) ratio: String,
    /// Its 95 % interval.
    pub(crate) ratio_ci: String,
    /// Runs of the function per gradient.
    pub(crate) passes: String,
    /// How often it was timed.
    pub(crate) samples: String,
    /// Memory of one recording.
    pub(crate) tape: String,
    /// The distance from the reference gradient; empty for the loss, which has no gradient.
    pub(crate) difference: String,
}

/// The rows of a record, smallest network first.
pub(crate) fn rows(record: &Record) -> Vec<Group> {
    let mut sizes: Vec<(usize, usize)> =
        record.cells.iter().map(|cell| (cell.parameters, cell.outputs)).collect();
    sizes.extend(record.not_run.iter().map(|cell| (cell.parameters, cell.outputs)));
    sizes.extend(record.rejected.iter().map(|cell| (cell.parameters, cell.outputs)));
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| group(record, size)).collect()
}

fn group(record: &Record, size: (usize, usize)) -> Group {
    let here = || record.cells.iter().filter(move |cell| (cell.parameters, cell.outputs) == size);
    let mut rows: Vec<Row> = here().map(timed).collect();
    rows.extend(record.not_run.iter().filter(|cell| (cell.parameters, cell.outputs) == size).map(predicted));
    rows.extend(record.rejected.iter().filter(|cell| (cell.parameters, cell.outputs) == size).map(rejected));
    let shape = if record.is_grid() {
        format!("{} → {}", size.0, size.1)
    } else {
        here().next().map_or(String::new(), |cell| network(&cell.layers))
    };
    Group { parameters: units::count(size.0), shape, rows }
}

/// Widths of layers as `--layers` takes them.
pub(crate) fn network(layers: &[usize]) -> String {
    let widths: Vec<String> = layers.iter().map(ToString::to_string).collect();
    widths.join("-")
}

fn timed(cell: &CellRecord) -> Row {
    let times = &cell.seconds.summary;
    let ratio = &cell.ratio_to_loss;
    let unless_loss = |text: String| if cell.engine == EngineKind::Loss { String::new() } else { text };
    let difference = cell.max_relative_difference;
    let figures = Figures {
        time: units::time(times.median),
        time_ci: units::interval(times.ci95, units::time),
        spread: percent(times.mad / times.median),
        ratio: unless_loss(units::significant(ratio.median)),
        ratio_ci: unless_loss(units::interval(ratio.ci95, units::significant)),
        passes: units::count(cell.passes),
        samples: units::count(cell.seconds.samples.len()),
        tape: cell.tape_bytes.map_or(String::new(), units::memory),
        difference: unless_loss(if difference == 0.0 { "0".to_owned() } else { format!("{difference:.0e}") }),
    };
    Row { engine: cell.engine, outcome: RowOutcome::Timed(figures) }
}

fn predicted(cell: &NotRun) -> Row {
    let about = format!("~ {}", units::time(cell.predicted_s));
    Row { engine: cell.engine, outcome: RowOutcome::NotRun(about) }
}

fn rejected(cell: &Rejected) -> Row {
    Row { engine: cell.engine, outcome: RowOutcome::Rejected(format!("{:.0e}", cell.difference)) }
}

fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}
