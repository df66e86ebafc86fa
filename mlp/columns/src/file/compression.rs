//! Compressed files.

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The compression of a file, found by its first bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// None.
    #[default]
    None,
    /// gzip, by RFC 1952.
    Gzip,
    /// bzip2.
    Bzip2,
    /// Zstandard, by RFC 8878.
    Zstd,
}

impl Compression {
    /// Returns the compression of a file that begins with these bytes.
    #[must_use]
    pub fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Returns the decompressed bytes of a source, read as they are needed.
    ///
    /// # Errors
    /// Returns an error if the source cannot be read or does not begin as this compression does.
    pub fn reader<'a>(self, source: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::None => Box::new(source),
            Self::Gzip => Box::new(MultiGzDecoder::new(source)),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(source)),
            Self::Zstd => Box::new(StreamingDecoder::new(source).map_err(io::Error::other)?),
        })
    }

    /// Opens a file and returns its decompressed bytes, read as they are needed, with the compression.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    pub fn open(path: &Path) -> io::Result<(Self, Box<dyn Read>)> {
        let mut start = Vec::new();
        File::open(path)?.take(4).read_to_end(&mut start)?;
        let compression = Self::of(&start);
        Ok((compression, compression.reader(File::open(path)?)?))
    }

    /// Returns the name: `gzip`, …; none without compression.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Bzip2 => Some("bzip2"),
            Self::Zstd => Some("zstd"),
        }
    }
}
