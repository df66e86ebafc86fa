//! One cell in two runs: how much longer or shorter it takes, and how sure that is.

use dualtape_contenders::{CodeStyle, EngineKind};
use serde::Serialize;

use crate::analysis::run_set::NamedRecord;
use crate::record::nouns::Phrases;
use crate::record::{CellRecord, Ratio, is_one};
use crate::{stats, units};

/// The same cell in two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CellChange {
    /// The run that is compared.
    pub(crate) run: String,
    /// The engine.
    pub(crate) engine: EngineKind,
    /// As in [`CellRecord::style`].
    pub(crate) style: CodeStyle,
    /// As in [`CellRecord::layers`].
    pub(crate) layers: Vec<usize>,
    /// Inputs of the differentiated function.
    pub(crate) parameters: usize,
    /// Outputs of the differentiated function; a field of the JSON only where there are several.
    #[serde(skip_serializing_if = "is_one")]
    pub(crate) outputs: usize,
    /// The size in words, for sentences.
    #[serde(skip)]
    pub(crate) size: String,
    /// The median time in the first run.
    pub(crate) before_seconds: f64,
    /// The median time in this run.
    pub(crate) after_seconds: f64,
    /// After ÷ before.
    pub(crate) ratio: f64,
    /// A bootstrap 95 % interval of it, over the samples of both.
    pub(crate) ci95: [f64; 2],
    /// The 95 % interval of the same for the ratio to the loss, in which a change of the whole machine cancels; none
    /// for the loss itself.
    pub(crate) relative_ci95: Option<[f64; 2]>,
}

/// The sure direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The whole interval is above one.
    Slower,
    /// The whole interval is below one.
    Faster,
    /// The interval holds one.
    Unclear,
}

impl Direction {
    /// Returns the words for tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Slower => "slower",
            Self::Faster => "faster",
            Self::Unclear => "no clear change",
        }
    }
}

impl CellChange {
    /// Returns the form of what was differentiated: the widths of a network, or else the number of inputs.
    pub(crate) fn shape(&self) -> String {
        match (self.layers.is_empty(), self.outputs) {
            (false, _) => units::layer_widths(&self.layers),
            (true, 1) => units::count(self.parameters),
            (true, outputs) => format!("{} → {outputs}", self.parameters),
        }
    }

    /// Returns the sure direction of the change.
    pub(crate) fn direction(&self) -> Direction {
        match self.ci95 {
            [low, _] if low > 1.0 => Direction::Slower,
            [_, high] if high < 1.0 => Direction::Faster,
            _ => Direction::Unclear,
        }
    }

    /// Returns whether the cell surely takes longer than before by more than this share: in seconds, and in losses too,
    /// so that neither a slower machine nor a faster loss is taken for a slower engine.
    pub(crate) fn is_worse_by(&self, share: f64) -> bool {
        [Some(self.ci95), self.relative_ci95].into_iter().flatten().all(|[low, _]| low > 1.0 + share)
    }
}

/// Returns the cells that both runs have.
pub(crate) fn changes(before: &NamedRecord, after: &NamedRecord) -> Vec<CellChange> {
    let is_comparable = before.record.workload == after.record.workload;
    let twin =
        |cell: &CellRecord| before.record.cells.iter().find(|other| is_comparable && cell.is_same(other));
    let pairs = after.record.cells.iter().filter_map(|cell| Some((twin(cell)?, cell)));
    pairs
        .map(|(old, new)| {
            let (before_seconds, after_seconds) = (old.seconds.summary.median, new.seconds.summary.median);
            let ratio = |samples: &[Vec<f64>]| Some(stats::median(&samples[1]) / stats::median(&samples[0]));
            let samples = [&old.seconds.samples[..], &new.seconds.samples[..]];
            CellChange {
                run: after.name.clone(),
                engine: new.engine,
                style: new.style,
                layers: new.layers.clone(),
                parameters: new.parameters,
                outputs: new.outputs,
                size: after.record.words().size(new.parameters, new.outputs),
                before_seconds,
                after_seconds,
                ratio: after_seconds / before_seconds,
                ci95: stats::bootstrap_many(&samples, after.record.seed, ratio)
                    .expect("a ratio of medians always exists"),
                relative_ci95: (new.engine != EngineKind::Loss)
                    .then(|| quotient(new.ratio_to_loss, old.ratio_to_loss)),
            }
        })
        .collect()
}

/// Returns the 95 % interval of one median ÷ another, from their own intervals: errors of independent logarithms add in squares.
fn quotient(above: Ratio, below: Ratio) -> [f64; 2] {
    let middle = above.median / below.median;
    let towards = |end: usize, other: usize| {
        let upper = (above.ci95[end] / above.median).ln();
        let lower = (below.ci95[other] / below.median).ln();
        upper.hypot(lower)
    };
    [middle * (-towards(0, 1)).exp(), middle * towards(1, 0).exp()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    fn run(name: &str, forward_s: fn(f64) -> f64) -> NamedRecord {
        NamedRecord { name: name.to_owned(), record: sample::record(&[10, 100], |p| 4e-6 * p, forward_s) }
    }

    #[test]
    fn cells_that_both_have_are_compared() {
        let before = run("old", |p| 1e-7 * p * p);
        let mut after = run("new", |p| 1.2e-7 * p * p);
        after.record.cells.pop();
        let changes = changes(&before, &after);
        assert_eq!(changes.len(), 5, "three engines on two networks, but one cell is gone");
        let forward =
            changes.iter().find(|change| change.engine == EngineKind::Forward).expect("it is there");
        assert!((forward.ratio - 1.2).abs() < 1e-12 && forward.ci95.iter().all(|x| (x - 1.2).abs() < 1e-12));
        assert!(forward.is_worse_by(0.05) && !forward.is_worse_by(0.25));
        assert!(changes.iter().filter(|change| change.is_worse_by(0.05)).count() == 1);
    }

    #[test]
    fn a_slower_machine_or_a_faster_loss_is_no_regression_of_an_engine() {
        let before = run("old", |p| 1e-7 * p * p);
        let changed = |seconds: f64, ratio: f64| {
            let mut after = before.clone();
            for cell in &mut after.record.cells {
                cell.seconds.samples.iter_mut().for_each(|sample| *sample *= seconds);
                if cell.engine != EngineKind::Loss {
                    cell.ratio_to_loss.median *= ratio;
                    cell.ratio_to_loss.ci95 = cell.ratio_to_loss.ci95.map(|end| end * ratio);
                }
            }
            let worse = changes(&before, &after).into_iter().filter(|change| change.is_worse_by(0.05));
            worse.map(|change| change.engine).collect::<Vec<_>>()
        };
        assert_eq!(changed(1.5, 1.0), [EngineKind::Loss; 2], "the machine");
        assert_eq!(changed(1.0, 1.5), [], "the loss");
        assert_eq!(changed(1.5, 1.5).len(), 6, "everyone");
    }

    #[test]
    fn an_interval_of_a_quotient_is_wider_than_either() {
        let ratio = |median, ci95| Ratio { median, ci95 };
        let [low, high] = quotient(ratio(4.0, [3.6, 4.4]), ratio(2.0, [1.9, 2.1]));
        assert!(
            low < 2.0 * 3.6 / 4.0 && high > 2.0 * 4.4 / 4.0 && low > 1.7 && high < 2.3,
            "{low} to {high}"
        );
        assert_eq!(quotient(ratio(3.0, [3.0; 2]), ratio(2.0, [2.0; 2])), [1.5; 2]);
    }

    #[test]
    fn another_setting_is_another_cell() {
        let before = run("old", |p| 1e-7 * p * p);
        let mut after = before.clone();
        after.record.cells[0].batch += 1;
        "f32".clone_into(&mut after.record.cells[1].precision);
        assert_eq!(changes(&before, &after).len(), 4);
    }
}
