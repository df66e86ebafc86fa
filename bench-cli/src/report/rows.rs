//! The table of a run as text, one row per engine and network: what the terminal, Markdown and the page show.

use dualtape_contenders::EngineKind;

use crate::record::{CellKey, CellRecord, Fit, NotRun, Quantity, Record, Rejected};
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
    /// What it is called.
    pub(crate) label: String,
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
    let timed = record.cells.iter().map(CellRecord::key);
    let not_run = record.not_run.iter().map(NotRun::key);
    let rejected = record.rejected.iter().map(Rejected::key);
    let mut sizes: Vec<(usize, usize)> = timed.chain(not_run).chain(rejected).map(CellKey::size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| group(record, size)).collect()
}

fn group(record: &Record, size: (usize, usize)) -> Group {
    let timed = record.cells.iter().map(|cell| (cell.key(), RowOutcome::timed(cell)));
    let not_run = record.not_run.iter().map(|cell| (cell.key(), RowOutcome::not_run(cell)));
    let rejected = record.rejected.iter().map(|cell| (cell.key(), RowOutcome::rejected(cell)));
    let here = timed.chain(not_run).chain(rejected).filter(|(key, _)| key.size() == size);
    let row = |(CellKey { engine, style, .. }, outcome)| Row {
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
    Group { parameters: units::count(size.0), shape, rows }
}

/// How one engine grows.
pub(crate) struct Growth<'a> {
    /// Whose growth it is.
    pub(crate) engine: EngineKind,
    /// What its row is called.
    pub(crate) label: String,
    /// Its time.
    pub(crate) seconds: &'a Fit,
    /// Its time ÷ the loss; the loss itself has none.
    pub(crate) ratio: Option<&'a Fit>,
}

/// The exponents of a record, style by style.
pub(crate) fn growths(record: &Record) -> Vec<Growth<'_>> {
    let times = record.fits.iter().filter(|fit| fit.quantity == Quantity::Seconds);
    times
        .map(|seconds| {
            let &Fit { engine, style, .. } = seconds;
            let is_mine =
                |fit: &&Fit| (fit.style, fit.engine, fit.quantity) == (style, engine, Quantity::RatioToLoss);
            let label = record.label(engine, style);
            Growth { engine, label, seconds, ratio: record.fits.iter().find(is_mine) }
        })
        .collect()
}

impl RowOutcome {
    fn timed(cell: &CellRecord) -> Self {
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
