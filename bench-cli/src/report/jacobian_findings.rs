//! What a run over maps of several outputs says: for which shapes which mode is faster.

use dualtape_contenders::EngineKind;

use crate::analysis::mode_comparison::Duel;
use crate::record::Record;
use crate::report::findings::listed;
use crate::units;

/// From where on reverse mode is faster, for maps of so many outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Boundary {
    /// The number of outputs.
    pub(crate) outputs: usize,
    /// The number of inputs at which both modes take the same time, linear between logarithms; none if reverse mode
    /// is slower throughout.
    pub(crate) inputs: Option<f64>,
}

/// The boundary between the modes, for each number of outputs.
pub(crate) fn boundary(record: &Record) -> Vec<Boundary> {
    let mut outputs: Vec<usize> = Duel::all(record).map(|duel| duel.fast.outputs).collect();
    outputs.sort_unstable();
    outputs.dedup();
    let at = |outputs: usize| {
        let mut advantages: Vec<(f64, f64)> = Duel::all(record)
            .filter(|duel| duel.fast.outputs == outputs)
            .map(|duel| ((duel.fast.parameters as f64).ln(), duel.forward_over_reverse().ln()))
            .collect();
        advantages.sort_by(|a, b| a.0.total_cmp(&b.0));
        let last_loss = advantages.iter().rposition(|&(_, advantage)| advantage <= 0.0);
        let inputs = match (last_loss, &advantages[..]) {
            (None, [(smallest, _), ..]) => Some(*smallest),
            (Some(i), all) if i + 1 < all.len() => {
                let ((x0, y0), (x1, y1)) = (all[i], all[i + 1]);
                Some(x0 + (x1 - x0) * -y0 / (y1 - y0))
            }
            _ => None,
        };
        Boundary { outputs, inputs: inputs.map(f64::exp) }
    };
    outputs.into_iter().map(at).collect()
}

/// From where on reverse mode is faster; none unless both modes were timed.
pub(crate) fn winners(record: &Record) -> Option<String> {
    let boundary = boundary(record);
    if boundary.is_empty() {
        return None;
    }
    let outputs = |boundary: &Boundary| units::counted(boundary.outputs, "output");
    let from: Vec<String> = boundary
        .iter()
        .filter_map(|at| Some(format!("{} inputs with {}", units::significant(at.inputs?), outputs(at))))
        .collect();
    let never: Vec<String> = boundary.iter().filter(|at| at.inputs.is_none()).map(outputs).collect();
    let mut parts = Vec::new();
    if !from.is_empty() {
        parts.push(format!("from about {}", listed(&from)));
    }
    if !never.is_empty() {
        parts.push(format!("for no measured number of inputs with {}", listed(&never)));
    }
    Some(format!("reverse mode takes less time for the whole Jacobian {}", parts.join(" and ")))
}

/// On how many maps each mode is faster; none unless both were timed, and on maps of several outputs.
pub(crate) fn tally(record: &Record) -> Option<String> {
    let winners: Vec<Option<EngineKind>> = Duel::all(record).map(|duel| duel.winner()).collect();
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
    use crate::record::sample;

    #[test]
    fn the_boundary_is_where_both_take_the_same_time() {
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
        let found = boundary(&record);
        assert_eq!((found[0].outputs, found[1]), (5, Boundary { outputs: 50, inputs: None }));
        assert!(found[0].inputs.is_some_and(|inputs| (inputs - 40.0).abs() < 1e-9), "{found:?}");
        let expected = "reverse mode takes less time for the whole Jacobian from about 40.0 inputs with 5 outputs and for no measured number of inputs \
                        with 50 outputs";
        assert_eq!(winners(&record).as_deref(), Some(expected));
        let expected = "Forward mode is faster on 4 of 6 maps, reverse mode on 2";
        assert_eq!(tally(&record).as_deref(), Some(expected));
        record.cells.retain(|cell| cell.engine != EngineKind::Forward);
        assert_eq!((winners(&record), tally(&record)), (None, None));
    }
}
