//! The faster mode by inputs and outputs, as data: a tile per map of n inputs to m outputs, and the boundary.

use dualtape_contenders::EngineKind;

use crate::analysis::crossover::boundaries;
use crate::analysis::mode_comparison::ModeComparison;
use crate::analysis::run_set::NamedRecord;
use crate::record::{CellRecord, Record};
use crate::units;

/// The maps of one run by inputs and outputs.
pub(crate) struct HeatMap {
    /// The finding.
    pub(crate) title: String,
    /// The meaning of the tiles.
    pub(crate) subtitle: String,
    /// Numbers of inputs, a column each.
    pub(crate) inputs: Vec<usize>,
    /// Numbers of outputs, a row each.
    pub(crate) outputs: Vec<usize>,
    /// The maps on which both modes were timed.
    pub(crate) tiles: Vec<Tile>,
    /// Per row, the number of columns before those that reverse mode wins.
    pub(crate) edges: Vec<usize>,
}

/// One map.
pub(crate) struct Tile {
    /// The index of the column.
    pub(crate) column: usize,
    /// The index of the row.
    pub(crate) row: usize,
    /// The time of forward mode ÷ that of reverse mode.
    pub(crate) forward_over_reverse: f64,
    /// The faster mode, unless the intervals overlap.
    pub(crate) winner: Option<EngineKind>,
}

impl Tile {
    /// Returns the time of the slower mode ÷ that of the faster one.
    pub(crate) fn factor(&self) -> String {
        let ratio = self.forward_over_reverse.max(1.0 / self.forward_over_reverse);
        format!("{}×", units::significant(ratio))
    }

    /// Returns the faster mode, or that there is none.
    pub(crate) fn verdict(&self) -> &'static str {
        self.winner.map_or("even", EngineKind::name)
    }
}

impl HeatMap {
    /// Returns the heat map of a run over maps of several outputs on which both modes were timed.
    pub(crate) fn of(letter: Option<char>, run: &NamedRecord) -> Option<Self> {
        let record = &run.record;
        if !record.is_grid() {
            return None;
        }
        let (inputs, outputs) = (sizes(record, |cell| cell.parameters), sizes(record, |cell| cell.outputs));
        let place = |sizes: &[usize], size| {
            sizes.iter().position(|&other| other == size).expect("a size of the record")
        };
        let tile = |pair: ModeComparison<'_>| Tile {
            column: place(&inputs, pair.inputs()),
            row: place(&outputs, pair.outputs()),
            forward_over_reverse: pair.forward_over_reverse(),
            winner: pair.winner(),
        };
        let tiles: Vec<Tile> = ModeComparison::all(record).map(tile).collect();
        let mut edges = vec![0; outputs.len()];
        for boundary in boundaries(record) {
            edges[place(&outputs, boundary.outputs)] =
                boundary.lost_up_to.map_or(0, |largest| place(&inputs, largest) + 1);
        }
        let letter = letter.map_or(String::new(), |letter| format!("{letter}: "));
        (!tiles.is_empty()).then(|| Self {
            title: letter + "Where each mode is faster",
            subtitle:
                "How many times faster the faster mode is, for a whole Jacobian of n inputs and m outputs; \
                       the line parts the two"
                    .to_owned(),
            inputs,
            outputs,
            tiles,
            edges,
        })
    }

    /// Returns all figures of the map as text, for screen readers.
    pub(crate) fn description(&self) -> String {
        let tile = |tile: &Tile| {
            let n = units::counted(self.inputs[tile.column], "input");
            let m = units::counted(self.outputs[tile.row], "output");
            match tile.winner {
                Some(winner) => format!("{n}, {m}: {winner} mode {}", tile.factor()),
                None => format!("{n}, {m}: neither"),
            }
        };
        let tiles: Vec<String> = self.tiles.iter().map(tile).collect();
        format!("Columns are inputs, rows are outputs. {}.", tiles.join("; "))
    }
}

/// Returns the sizes of the cells, each once, in order.
fn sizes(record: &Record, size: fn(&CellRecord) -> usize) -> Vec<usize> {
    let mut sizes: Vec<usize> = record.cells.iter().map(size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    /// Reverse mode takes m units, forward mode n: they are even on the diagonal.
    fn map() -> HeatMap {
        let mut record = sample::record(&[2, 8, 32], |p| p, |p| p);
        let cells = record.cells.clone();
        record.cells = [2_usize, 8, 32]
            .into_iter()
            .flat_map(|outputs| cells.iter().cloned().map(move |cell| CellRecord { outputs, ..cell }))
            .map(|mut cell| {
                let size = if cell.engine == EngineKind::Forward { cell.parameters } else { cell.outputs };
                cell.seconds.summary.median = size as f64;
                cell.seconds.summary.ci95 = [0.9 * size as f64, 1.1 * size as f64];
                cell
            })
            .collect();
        HeatMap::of(None, &NamedRecord { name: "run".to_owned(), record }).expect("a grid")
    }

    #[test]
    fn tiles_know_who_is_faster_and_the_boundary_is_the_diagonal() {
        let map = map();
        assert_eq!((&map.inputs[..], &map.outputs[..]), (&[2, 8, 32][..], &[2, 8, 32][..]));
        for tile in &map.tiles {
            let expected = match tile.column.cmp(&tile.row) {
                std::cmp::Ordering::Less => (Some(EngineKind::Forward), "forward"),
                std::cmp::Ordering::Equal => (None, "even"),
                std::cmp::Ordering::Greater => (Some(EngineKind::Reverse), "reverse"),
            };
            assert_eq!((tile.winner, tile.verdict()), expected, "column {}, row {}", tile.column, tile.row);
        }
        assert_eq!(map.tiles[1].factor(), "4.00×");
        // In the last row reverse mode never wins; being even is no win.
        assert_eq!(map.edges, [1, 2, 3]);
        assert!(
            map.description().contains("8 inputs, 2 outputs: reverse mode 4.00×"),
            "{}",
            map.description()
        );
    }

    #[test]
    fn functions_of_one_output_have_no_heat_map() {
        let record = sample::record(&[2, 8, 32], |p| p, |p| p);
        assert!(HeatMap::of(None, &NamedRecord { name: "run".to_owned(), record }).is_none());
    }
}
