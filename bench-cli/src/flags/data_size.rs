//! The memory that data take, estimated before they are read.

use std::fs;

use dualtape_contenders::MemoryEstimate;
use dualtape_mlp::DataSource;

use crate::error::Failure;
use crate::units;

/// Copies of the data in a training: as read, as examples (twice while these are made), in the order of an epoch.
pub(crate) const COPIES_TO_TRAIN: u64 = 4;

/// Copies of the data in an evaluation: as read.
pub(crate) const COPIES_TO_EVALUATE: u64 = 1;

/// Refuses data that would take too much memory, by the size of their file.
///
/// # Errors
///
/// If `copies` copies of the data exceed the limit, or if the file cannot be read.
pub(crate) fn check_size(source: &DataSource, copies: u64) -> Result<(), Failure> {
    let numbers = source.forecast_bytes()? / size_of::<f64>() as u64;
    let mut memory = MemoryEstimate::default();
    memory.add_numbers(u128::from(numbers) * u128::from(copies));
    let size = match source {
        DataSource::File(path) | DataSource::Pair(path, _) => {
            fs::metadata(path).map_or(0, |about| about.len())
        }
        _ => 0,
    };
    let size = units::memory(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(memory.check("DATA", &format!("{source} of {size}"))?)
}
