//! Forward against reverse mode on one function.

use dualtape_contenders::EngineKind;

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
pub(crate) struct ModeComparison<'a> {
    /// The mode with the lower median.
    pub(crate) fast: &'a CellRecord,
    /// The other mode.
    pub(crate) slow: &'a CellRecord,
}

impl<'a> ModeComparison<'a> {
    /// Compares the modes on all functions that both were timed on, in the record's main style.
    pub(crate) fn all(record: &'a Record) -> impl Iterator<Item = Self> {
        let of = |engine| record.main_cells().filter(move |cell| cell.engine == engine);
        let median = |cell: &CellRecord| cell.seconds.summary.median;
        of(EngineKind::Forward).filter_map(move |forward| {
            let reverse = of(EngineKind::Reverse).find(|reverse| reverse.is_on_same(forward))?;
            let (fast, slow) =
                if median(reverse) <= median(forward) { (reverse, forward) } else { (forward, reverse) };
            Some(Self { fast, slow })
        })
    }

    /// Compares the modes on the smallest or largest function.
    pub(crate) fn at(record: &'a Record, extreme: Extreme) -> Option<Self> {
        match extreme {
            Extreme::Smallest => Self::all(record).min_by_key(Self::inputs),
            Extreme::Largest => Self::all(record).max_by_key(Self::inputs),
        }
    }

    /// Returns inputs of the function.
    pub(crate) fn inputs(&self) -> usize {
        self.fast.parameters
    }

    /// Returns outputs of the function.
    pub(crate) fn outputs(&self) -> usize {
        self.fast.outputs
    }

    /// Returns the mode that is surely faster.
    pub(crate) fn winner(&self) -> Option<EngineKind> {
        (!self.is_open()).then_some(self.fast.engine)
    }

    /// Returns the time of forward mode ÷ that of reverse mode.
    pub(crate) fn forward_over_reverse(&self) -> f64 {
        let ratio = self.slow.seconds.summary.median / self.fast.seconds.summary.median;
        if self.slow.engine == EngineKind::Forward { ratio } else { 1.0 / ratio }
    }

    /// Returns the time of the slower mode ÷ that of the faster one, in three digits.
    pub(crate) fn factor(&self) -> String {
        units::significant(self.slow.seconds.summary.median / self.fast.seconds.summary.median)
    }

    /// Returns whether neither mode is surely faster: the intervals overlap.
    pub(crate) fn is_open(&self) -> bool {
        let (a, b) = (self.fast.seconds.summary.ci95, self.slow.seconds.summary.ci95);
        a[0] <= b[1] && b[0] <= a[1]
    }
}
