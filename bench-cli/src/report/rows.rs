//! The table of a run as text, one row per engine and network: what the terminal, Markdown and the page show.

use dualtape_contenders::EngineKind;

use crate::record::{CellKey, CellRecord, Fit, NotRun, Quantity, Record, Rejected};
use crate::units;

/// The rows of one network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowGroup {
    /// Inputs of the differentiated function.
    pub(crate) parameters: String,
    /// The widths of the network, if it is one; empty where nothing was timed on it.
    pub(crate) shape: String,
    /// One row per engine.
    pub(crate) rows: Vec<EngineRow>,
}

/// One engine on one network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EngineRow {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The name in the first column.
    pub(crate) label: String,
    /// The outcome.
    pub(crate) outcome: RowOutcome,
}

/// The outcome of an engine on a network.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowOutcome {
    /// It was timed.
    Timed(RowFigures),
    /// It would have taken too long: the predicted time.
    NotRun(String),
    /// Its gradient was wrong: the distance from the right one.
    Rejected(String),
}

/// The figures of a timed cell. Those that a loss does not have are empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowFigures {
    /// The median time.
    pub(crate) time: String,
    /// The 95 % interval.
    pub(crate) time_ci: String,
    /// The MAD in percent of the median.
    pub(crate) spread: String,
    /// Gradient ÷ loss.
    pub(crate) ratio: String,
    /// The 95 % interval.
    pub(crate) ratio_ci: String,
    /// Runs of the function per gradient.
    pub(crate) passes: String,
    /// The number of samples.
    pub(crate) samples: String,
    /// Memory of one recording.
    pub(crate) tape: String,
    /// The distance from the reference gradient; empty for the loss, which has no gradient.
    pub(crate) difference: String,
}

/// Returns the rows of a record, smallest network first.
pub(crate) fn rows(record: &Record) -> Vec<RowGroup> {
    let timed = record.cells.iter().map(CellRecord::key);
    let not_run = record.not_run.iter().map(NotRun::key);
    let rejected = record.rejected.iter().map(Rejected::key);
    let mut sizes: Vec<(usize, usize)> = timed.chain(not_run).chain(rejected).map(CellKey::size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| group(record, size)).collect()
}

fn group(record: &Record, size: (usize, usize)) -> RowGroup {
    let timed = record.cells.iter().map(|cell| (cell.key(), RowOutcome::timed(cell)));
    let not_run = record.not_run.iter().map(|cell| (cell.key(), RowOutcome::not_run(cell)));
    let rejected = record.rejected.iter().map(|cell| (cell.key(), RowOutcome::rejected(cell)));
    let here = timed.chain(not_run).chain(rejected).filter(|(key, _)| key.size() == size);
    let row = |(CellKey { engine, style, .. }, outcome)| EngineRow {
        engine,
        label: record.label(engine, style),
        outcome,
    };
    let rows = here.map(row).collect();
    let shape = if record.is_grid() {
        format!("{} → {}", size.0, size.1)
    } else {
        let timed = record.cells.iter().find(|cell| cell.key().size() == size);
        timed.map_or(String::new(), |cell| units::layer_widths(&cell.layers))
    };
    RowGroup { parameters: units::count(size.0), shape, rows }
}

/// The growth of one engine.
pub(crate) struct GrowthRow<'a> {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The name in the first column.
    pub(crate) label: String,
    /// The growth of its time.
    pub(crate) seconds: &'a Fit,
    /// The growth of its time ÷ that of the loss; none for the loss itself.
    pub(crate) ratio: Option<&'a Fit>,
}

/// Returns the exponents of a record, style by style.
pub(crate) fn growth_rows(record: &Record) -> Vec<GrowthRow<'_>> {
    let times = record.fits.iter().filter(|fit| fit.quantity == Quantity::Seconds);
    times
        .map(|seconds| {
            let &Fit { engine, style, .. } = seconds;
            let is_mine =
                |fit: &&Fit| (fit.style, fit.engine, fit.quantity) == (style, engine, Quantity::RatioToLoss);
            let label = record.label(engine, style);
            GrowthRow { engine, label, seconds, ratio: record.fits.iter().find(is_mine) }
        })
        .collect()
}

impl RowOutcome {
    fn timed(cell: &CellRecord) -> Self {
        let times = &cell.seconds.summary;
        let ratio = &cell.ratio_to_loss;
        let unless_loss = |text: String| if cell.engine == EngineKind::Loss { String::new() } else { text };
        let difference = cell.max_relative_difference;
        let figures = RowFigures {
            time: units::time(times.median),
            time_ci: units::interval(times.ci95, units::time),
            spread: percent(times.mad / times.median),
            ratio: unless_loss(units::significant(ratio.median)),
            ratio_ci: unless_loss(units::interval(ratio.ci95, units::significant)),
            passes: units::count(cell.passes),
            samples: units::count(cell.seconds.samples.len()),
            tape: cell.tape_bytes.map_or(String::new(), units::memory),
            difference: unless_loss(if difference == 0.0 {
                "0".to_owned()
            } else {
                format!("{difference:.0e}")
            }),
        };
        Self::Timed(figures)
    }

    fn not_run(cell: &NotRun) -> Self {
        Self::NotRun(format!("~ {}", units::time(cell.predicted_s)))
    }

    fn rejected(cell: &Rejected) -> Self {
        Self::Rejected(format!("{:.0e}", cell.difference))
    }
}

fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}
