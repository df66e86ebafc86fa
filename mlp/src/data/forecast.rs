//! An estimate of the memory that a data set will take, before it is read.

use super::idx::bytes_per_number;
use super::source::{DataSource, FileFormat, format_of};
use crate::error::Error;
use dualtape_columns::Compression;
use std::io::{self, Read};
use std::path::Path;

/// The number of bytes at the start of a CSV file in which cells are counted.
const SAMPLE: u64 = 1 << 16;

impl DataSource {
    /// Estimates the bytes that the numbers of this data set take in memory, each as an `f64`.
    ///
    /// The estimate follows from the size of the file and, for CSV, the mean length of its first cells. It is 0 for
    /// a pipe, whose size is unknown.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read.
    ///
    /// # Cost
    /// Reads at most 64 KiB, but a compressed file whole.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{DataSource, Generated};
    ///
    /// let bytes = DataSource::Generated(Generated::Moons).forecast_bytes()?;
    /// assert_eq!(bytes, 1000 * 3 * size_of::<f64>() as u64);
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn forecast_bytes(&self) -> Result<u64, Error> {
        let numbers = match self {
            Self::Generated(kind) => 3 * kind.default_rows() as u64,
            Self::Pair(images, _) => numbers_of(images)?,
            Self::File(path) => numbers_of(path)?,
        };
        Ok(numbers.saturating_mul(size_of::<f64>() as u64))
    }
}

/// Estimates the number of numbers in a file.
fn numbers_of(path: &Path) -> Result<u64, Error> {
    let failed = |source| Error::Io { action: "read", path: path.to_owned(), source };
    let about = std::fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Ok(0);
    }
    let format = format_of(path)?;
    let (compression, mut file) = Compression::open(path).map_err(failed)?;
    let mut sample = Vec::new();
    file.by_ref().take(SAMPLE).read_to_end(&mut sample).map_err(failed)?;
    let length = match compression {
        Compression::None => about.len(),
        _ => sample.len() as u64 + io::copy(&mut file, &mut io::sink()).map_err(failed)?,
    };
    Ok(match format {
        FileFormat::Idx => length / bytes_per_number(&sample) as u64,
        FileFormat::Csv => {
            let cells = sample
                .iter()
                .filter(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b' ' | b'\n' | b'\r'))
                .count();
            // In 128 bits: a file may report any size.
            let numbers = u128::from(length) * cells as u128 / sample.len().max(1) as u128;
            u64::try_from(numbers).unwrap_or(u64::MAX)
        }
    })
}
