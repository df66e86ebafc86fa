//! Quantities derived from a benchmark record: growth, crossovers, comparisons of modes and of runs.

pub(crate) mod cell_change;
pub(crate) mod crossover;
pub(crate) mod growth;
pub(crate) mod mode_comparison;
pub(crate) mod run_set;
#[cfg(test)]
pub(crate) mod sample;
