//! What a run over maps of several outputs says: for which shapes which mode is faster.

use crate::engine_kind::EngineKind;
use crate::finding::listed;
use crate::record::Record;

/// The shapes at which each mode is surely faster, and those at which neither is.
#[derive(Default)]
struct Duels {
    forward: Vec<String>,
    reverse: Vec<String>,
    unclear: Vec<String>,
}

impl Duels {
    fn of(record: &Record) -> Self {
        let of = |engine| record.cells.iter().filter(move |cell| cell.engine == engine);
        let mut duels = Self::default();
        for forward in of(EngineKind::Forward) {
            let Some(reverse) = of(EngineKind::Reverse).find(|reverse| reverse.is_on_same(forward)) else {
                continue;
            };
            let (forward_s, reverse_s) = (forward.seconds.summary.ci95, reverse.seconds.summary.ci95);
            let winners = if forward_s[1] < reverse_s[0] {
                &mut duels.forward
            } else if reverse_s[1] < forward_s[0] {
                &mut duels.reverse
            } else {
                &mut duels.unclear
            };
            winners.push(format!("{} → {}", forward.parameters, forward.outputs));
        }
        duels
    }
}

/// Shape by shape who is faster; none unless both modes were timed.
pub(crate) fn winners(record: &Record) -> Option<String> {
    let Duels { forward, reverse, unclear } = Duels::of(record);
    let parts: Vec<String> = [
        ("forward mode is faster for", forward),
        ("reverse mode is faster for", reverse),
        ("neither is surely faster for", unclear),
    ]
    .into_iter()
    .filter(|(_, shapes)| !shapes.is_empty())
    .map(|(who, shapes)| format!("{who} {}", listed(&shapes)))
    .collect();
    let end = " (inputs → outputs, whole Jacobian)";
    (!parts.is_empty()).then(|| parts.join(", ") + end)
}

/// On how many maps each mode is faster; none unless both were timed, and on maps of several outputs.
pub(crate) fn tally(record: &Record) -> Option<String> {
    let Duels { forward, reverse, unclear } = Duels::of(record);
    let (forward, reverse) = (forward.len(), reverse.len());
    let all = forward + reverse + unclear.len();
    let maps = if all == 1 { "map" } else { "maps" };
    (record.is_grid() && all > 0)
        .then(|| format!("Forward mode is faster on {forward} of {all} {maps}, reverse mode on {reverse}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn shapes_are_sorted_by_who_wins() {
        let mut record = sample::record(&[10, 40, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        record.cells.iter_mut().for_each(|cell| cell.outputs = 5);
        let expected = "forward mode is faster for 10 → 5, reverse mode is faster for 1000 → 5, \
                        neither is surely faster for 40 → 5 (inputs → outputs, whole Jacobian)";
        for cell in record.cells.iter_mut().filter(|cell| cell.parameters == 40) {
            cell.seconds.summary.ci95 = [1.0, 2.0];
        }
        assert_eq!(winners(&record).as_deref(), Some(expected));
        let expected = "Forward mode is faster on 1 of 3 maps, reverse mode on 1";
        assert_eq!(tally(&record).as_deref(), Some(expected));
        record.cells.retain(|cell| cell.engine != EngineKind::Forward);
        assert_eq!((winners(&record), tally(&record)), (None, None));
    }
}
