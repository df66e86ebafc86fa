//! The findings of a run over maps of several outputs: the shapes for which each mode is faster.

use dualtape_contenders::EngineKind;

use crate::analysis::crossover::{Boundary, boundaries};
use crate::analysis::mode_comparison::ModeComparison;
use crate::record::Record;
use crate::units;

/// Returns a sentence on the numbers of inputs from which on reverse mode is faster; none unless both modes were timed.
pub(crate) fn winners(record: &Record) -> Option<String> {
    let boundaries = boundaries(record);
    if boundaries.is_empty() {
        return None;
    }
    let outputs = |boundary: &Boundary| units::counted(boundary.outputs, "output");
    let from: Vec<String> = boundaries
        .iter()
        .filter_map(|at| Some(format!("{} inputs with {}", units::significant(at.inputs?), outputs(at))))
        .collect();
    let never: Vec<String> = boundaries.iter().filter(|at| at.inputs.is_none()).map(outputs).collect();
    let mut parts = Vec::new();
    if !from.is_empty() {
        parts.push(format!("from about {}", units::listed(&from)));
    }
    if !never.is_empty() {
        parts.push(format!("for no measured number of inputs with {}", units::listed(&never)));
    }
    Some(format!("reverse mode takes less time for the whole Jacobian {}", parts.join(" and ")))
}

/// Returns the number of maps on which each mode is faster, as a title; none unless both were timed, and on maps of several outputs.
pub(crate) fn tally(record: &Record) -> Option<String> {
    let winners: Vec<Option<EngineKind>> = ModeComparison::all(record).map(|pair| pair.winner()).collect();
    if !record.is_grid() || winners.is_empty() {
        return None;
    }
    let count = |engine| winners.iter().filter(|winner| **winner == Some(engine)).count();
    Some(format!(
        "Forward mode is faster on {} of {}, reverse mode on {}",
        count(EngineKind::Forward),
        units::counted(winners.len(), "map"),
        count(EngineKind::Reverse)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    #[test]
    fn maps_are_counted_and_boundaries_are_spoken() {
        // Reverse takes 4e-6 p and forward 1e-7 p²: they are even at 40 inputs.
        let mut record = sample::record(&[10, 160, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let slower = record.cells.clone().into_iter().map(|mut cell| {
            if cell.engine == EngineKind::Reverse {
                cell.seconds.summary.median *= 1e3;
                cell.seconds.summary.ci95 = cell.seconds.summary.ci95.map(|x| x * 1e3);
            }
            cell.outputs = 50;
            cell
        });
        let slower: Vec<_> = slower.collect();
        record.cells.iter_mut().for_each(|cell| cell.outputs = 5);
        record.cells.extend(slower);
        let expected = "reverse mode takes less time for the whole Jacobian from about 40.0 inputs with 5 outputs and for no measured number of inputs \
                        with 50 outputs";
        assert_eq!(winners(&record).as_deref(), Some(expected));
        let expected = "Forward mode is faster on 4 of 6 maps, reverse mode on 2";
        assert_eq!(tally(&record).as_deref(), Some(expected));
        record.cells.retain(|cell| cell.engine != EngineKind::Forward);
        assert_eq!((winners(&record), tally(&record)), (None, None));
    }
}
