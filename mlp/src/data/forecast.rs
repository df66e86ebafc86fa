//! How much memory data will take, reckoned before they are read.

use super::Source;
use super::idx::bytes_per_number;
use super::source::{Format, format_of};
use crate::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The part of a CSV file whose cells are counted.
const SAMPLE: u64 = 1 << 16;

impl Source {
    /// About how many bytes the numbers of this data set take once they are read, each as an `f64`: by the size of
    /// the file and, of CSV, the length of its first cells. Of a pipe nothing is known beforehand: 0.
    ///
    /// # Errors
    /// A file cannot be read, or is compressed.
    ///
    /// # Cost
    /// At most 64 KiB are read.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Generated, Source};
    ///
    /// let bytes = Source::Generated(Generated::Moons).forecast_bytes()?;
    /// assert_eq!(bytes, 1000 * 3 * size_of::<f64>() as u64);
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn forecast_bytes(&self) -> Result<u64, Error> {
        let numbers = match self {
            Self::Generated(kind) => 3 * kind.usual_rows() as u64,
            Self::Pair(images, _) => numbers_of(images)?,
            Self::File(path) => numbers_of(path)?,
        };
        Ok(numbers.saturating_mul(size_of::<f64>() as u64))
    }
}

fn numbers_of(path: &Path) -> Result<u64, Error> {
    let failed = |source| Error::Io { action: "read", path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() {
        return Ok(0);
    }
    let format = format_of(path)?;
    let mut sample = Vec::new();
    file.take(SAMPLE).read_to_end(&mut sample).map_err(failed)?;
    Ok(match format {
        Format::Idx => about.len() / bytes_per_number(&sample) as u64,
        Format::Csv => {
            let cells = sample.iter().filter(|byte| matches!(byte, b',' | b'\n' | b'\r')).count();
            // In 128 bits, for a file may claim any size.
            let numbers = u128::from(about.len()) * cells as u128 / sample.len().max(1) as u128;
            u64::try_from(numbers).unwrap_or(u64::MAX)
        }
    })
}
