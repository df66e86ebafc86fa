//! Records with known figures, for the tests of their readers.

use crate::analysis::{crossover, growth};
use crate::record;
use crate::record::Record;

/// A record as [`record::sample::record`] makes it, with its exponents and its crossover.
pub(crate) fn record(sizes: &[usize], reverse_s: fn(f64) -> f64, forward_s: fn(f64) -> f64) -> Record {
    let record = record::sample::record(sizes, reverse_s, forward_s);
    Record {
        fits: growth::fits(&record.cells),
        crossover: crossover::crossover(&record.cells, record.seed),
        ..record
    }
}
