//! The record of a `bench` run, which every renderer reads and none adds to.
//!
//! Its schema is `dualtape.bench/1`. Other programs read its fields, and `report` does. Times are seconds.

pub(crate) mod environment;
pub(crate) mod nouns;
pub(crate) mod read;
#[cfg(test)]
pub(crate) mod sample;

use dualtape_contenders::{CodeStyle, EngineKind, Nouns, WorkloadName};
use serde::{Deserialize, Serialize};

use crate::record::environment::Environment;
use crate::stats::Summary;

/// The value of [`Record::schema`].
pub(crate) const SCHEMA: &str = "dualtape.bench/1";

/// A whole run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Names the meaning of the fields: `dualtape.bench/1`.
    pub(crate) schema: String,
    /// The family of the differentiated functions; a field of the JSON only if these are not networks.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) workload: WorkloadName,
    /// The command line that repeats the run.
    pub(crate) command: Vec<String>,
    /// The seed of the random number generator.
    pub(crate) seed: u64,
    /// The machine and the build.
    pub(crate) environment: Environment,
    /// The timed cells, by network and then by engine.
    pub(crate) cells: Vec<CellRecord>,
    /// Returns the table of growth, a row per engine.
    pub(crate) fits: Vec<Fit>,
    /// The crossover from forward to reverse mode.
    pub(crate) crossover: Option<Crossover>,
    /// Warnings about the figures.
    pub(crate) warnings: Vec<String>,
    /// Cells that would have outlasted the time; a field of the JSON only if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_run: Vec<NotRun>,
    /// Cells with a wrong gradient; a field of the JSON only if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rejected: Vec<Rejected>,
}

impl Record {
    /// Returns whether there are functions of several outputs, so that no line over the inputs tells it all.
    pub(crate) fn is_grid(&self) -> bool {
        self.cells.iter().any(|cell| cell.outputs > 1)
    }

    /// Returns the styles that were timed, block code first.
    pub(crate) fn styles(&self) -> Vec<CodeStyle> {
        let mut styles: Vec<CodeStyle> = self.cells.iter().map(|cell| cell.style).collect();
        styles.sort_unstable();
        styles.dedup();
        styles
    }

    /// Returns the name of a row or a line: its engine, and its style if several were timed.
    pub(crate) fn label(&self, engine: EngineKind, style: CodeStyle) -> String {
        if self.styles().len() > 1 { format!("{engine} {style}") } else { engine.to_string() }
    }

    /// Returns the cells in the style that headlines are about: block code where both were timed.
    pub(crate) fn main_cells(&self) -> impl Iterator<Item = &CellRecord> {
        let main = self.cells.iter().map(|cell| cell.style).min();
        self.cells.iter().filter(move |cell| Some(cell.style) == main)
    }

    /// Returns the record of one style.
    pub(crate) fn in_style(&self, style: CodeStyle) -> Self {
        let mut record = self.clone();
        record.cells.retain(|cell| cell.style == style);
        record.fits.retain(|fit| fit.style == style);
        record.crossover = self.crossover.clone().filter(|_| self.styles().first() == Some(&style));
        record
    }

    /// Returns the nouns for sizes of its workload.
    pub(crate) fn words(&self) -> &'static Nouns {
        self.workload.nouns()
    }
}

/// Returns whether a workload is the one of records that name none.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_default(workload: &WorkloadName) -> bool {
    *workload == WorkloadName::default()
}

/// One engine on one network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CellRecord {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The style of the differentiated code: `array` for block operations, `scalar` for one number at a time.
    pub(crate) style: CodeStyle,
    /// `f64` or `f32`.
    pub(crate) precision: String,
    /// The widths of the network, where it is one.
    pub(crate) layers: Vec<usize>,
    /// Rows of data per loss.
    pub(crate) batch: usize,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function.
    pub(crate) outputs: usize,
    /// Time per value and gradient.
    pub(crate) seconds: Times,
    /// Time per value alone, of the same network.
    pub(crate) loss_seconds: Summary,
    /// Gradient ÷ loss, within rounds.
    pub(crate) ratio_to_loss: Ratio,
    /// Runs of the function that one gradient takes.
    pub(crate) passes: usize,
    /// Nodes that one recording holds, for engines that record.
    pub(crate) tape_nodes: Option<usize>,
    /// Memory that one recording holds, for engines that record.
    pub(crate) tape_bytes: Option<usize>,
    /// Distance from the reference gradient, relative to its largest entry.
    pub(crate) max_relative_difference: f64,
}

impl CellRecord {
    /// Returns the key of the cell in its run.
    pub(crate) fn key(&self) -> CellKey {
        let &Self { engine, style, parameters, outputs, .. } = self;
        CellKey { engine, style, parameters, outputs }
    }

    /// Returns whether both cells are about the same function, whichever engine differentiates it.
    pub(crate) fn is_on_same(&self, other: &Self) -> bool {
        let is_same_size = self.key().function() == other.key().function();
        is_same_size && self.batch == other.batch && self.layers == other.layers
    }

    /// Returns whether cells of two runs measure the same thing.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.engine == other.engine && self.precision == other.precision && self.is_on_same(other)
    }
}

/// The properties that tell the cells of one run apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellKey {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// As in [`CellRecord::style`].
    pub(crate) style: CodeStyle,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function.
    pub(crate) outputs: usize,
}

impl CellKey {
    /// Returns inputs and outputs of the differentiated function.
    pub(crate) fn size(self) -> (usize, usize) {
        (self.parameters, self.outputs)
    }

    /// Returns the differentiated function: the way in which it is written, and its size.
    pub(crate) fn function(self) -> (CodeStyle, (usize, usize)) {
        (self.style, self.size())
    }

    /// Returns the curve over the number of inputs to which the cell belongs.
    pub(crate) fn series(self) -> (EngineKind, CodeStyle, usize) {
        (self.engine, self.style, self.outputs)
    }
}

/// A summary with the samples behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Times {
    /// Median, MAD and interval.
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// Every sample, in the order they were taken.
    pub(crate) samples: Vec<f64>,
}

/// A median with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ratio {
    /// The median over the rounds.
    pub(crate) median: f64,
    /// A bootstrap 95 % interval.
    pub(crate) ci95: [f64; 2],
}

/// The growth of a quantity with the number of parameters p: as p^exponent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Fit {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// As in [`CellRecord::style`].
    pub(crate) style: CodeStyle,
    /// The quantity that grows.
    pub(crate) quantity: Quantity,
    /// The Theil–Sen exponent.
    pub(crate) exponent: f64,
    /// Sen's 95 % interval of it.
    pub(crate) ci95: [f64; 2],
}

/// A quantity that grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Quantity {
    /// Time per gradient.
    Seconds,
    /// Gradient ÷ loss.
    RatioToLoss,
}

/// The size at which two engines cost the same: above it `engine` wins over `over`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Crossover {
    /// The one that wins on large networks.
    pub(crate) engine: EngineKind,
    /// The one that wins on small ones.
    pub(crate) over: EngineKind,
    /// The number of parameters at which both take the same time.
    pub(crate) parameters: f64,
    /// A bootstrap 95 % interval of it.
    pub(crate) ci95: [f64; 2],
}

/// A cell that was left out because it would have taken too long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NotRun {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// As in [`CellRecord::style`].
    #[serde(default)]
    pub(crate) style: CodeStyle,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function; a field of the JSON only if there are several.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) outputs: usize,
    /// The time of one gradient, extrapolated from the smaller networks.
    pub(crate) predicted_s: f64,
}

impl NotRun {
    /// Returns the key that the cell would have had.
    pub(crate) fn key(&self) -> CellKey {
        let &Self { engine, style, parameters, outputs, .. } = self;
        CellKey { engine, style, parameters, outputs }
    }
}

/// An engine whose gradient is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// As in [`CellRecord::style`].
    #[serde(default)]
    pub(crate) style: CodeStyle,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function; a field of the JSON only if there are several.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) outputs: usize,
    /// The distance from the right gradient.
    pub(crate) difference: f64,
    /// The largest distance that is allowed.
    pub(crate) tolerance: f64,
}

impl Rejected {
    /// Returns the key that the cell would have had.
    pub(crate) fn key(&self) -> CellKey {
        let &Self { engine, style, parameters, outputs, .. } = self;
        CellKey { engine, style, parameters, outputs }
    }
}

fn one() -> usize {
    1
}

/// Returns whether a function has one output.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
pub(crate) fn is_one(outputs: &usize) -> bool {
    *outputs == 1
}
