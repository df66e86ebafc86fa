//! Whether data fit into memory, found out before they are read.

use std::fs;

use dualtape_contenders::MemoryEstimate;
use dualtape_mlp::DataSource;

use crate::error::Failure;
use crate::units;

/// What training keeps of the data: as read, as examples (while these are made, twice), in the order of an epoch.
pub(crate) const COPIES_TO_TRAIN: u64 = 4;

/// What judging keeps of them: as read.
pub(crate) const COPIES_TO_JUDGE: u64 = 1;

/// Refuses data that would take too much, by the size of their file.
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
