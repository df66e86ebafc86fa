//! Forward against reverse mode on one function.

use crate::engine_kind::EngineKind;
use crate::record::{CellRecord, Record};
use crate::units;

/// An end of the range of functions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Extreme {
    /// The fewest parameters.
    Smallest,
    /// The most parameters.
    Largest,
}

/// Both modes on one function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Duel<'a> {
    /// The one with the lower median.
    pub(crate) fast: &'a CellRecord,
    /// The other.
    pub(crate) slow: &'a CellRecord,
}

impl<'a> Duel<'a> {
    /// The duel on the smallest or largest function that both modes were timed on, in the record's main style.
    pub(crate) fn at(record: &'a Record, extreme: Extreme) -> Option<Self> {
        let of = |engine| record.main_cells().filter(move |cell| cell.engine == engine);
        let pairs = of(EngineKind::Reverse).filter_map(|reverse| {
            let forward = of(EngineKind::Forward).find(|forward| forward.is_on_same(reverse))?;
            Some((reverse, forward))
        });
        let (reverse, forward) = match extreme {
            Extreme::Smallest => pairs.min_by_key(|(cell, _)| cell.parameters),
            Extreme::Largest => pairs.max_by_key(|(cell, _)| cell.parameters),
        }?;
        let median = |cell: &CellRecord| cell.seconds.summary.median;
        let (fast, slow) =
            if median(reverse) <= median(forward) { (reverse, forward) } else { (forward, reverse) };
        Some(Self { fast, slow })
    }

    /// How many times longer the second takes.
    pub(crate) fn factor(&self) -> String {
        units::significant(self.slow.seconds.summary.median / self.fast.seconds.summary.median)
    }

    /// Whether it is not sure who is faster: the intervals overlap.
    pub(crate) fn is_open(&self) -> bool {
        let (a, b) = (self.fast.seconds.summary.ci95, self.slow.seconds.summary.ci95);
        a[0] <= b[1] && b[0] <= a[1]
    }
}
