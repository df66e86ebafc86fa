//! Files and other sources of text: compression and encoding are undone on the way.

mod compression;
mod encoding;
mod foreign;

pub use compression::Compression;
pub(crate) use encoding::EncodingChoice;

use crate::error::Error;
use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// The number of bytes that encoding and dialect are detected in.
const SAMPLE: u64 = 1 << 18;

/// A source of text that can be read from its start any number of times.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    bytes: Bytes,
    /// The name in messages.
    pub(crate) name: String,
    pub(crate) compression: Compression,
    pub(crate) encoding: &'static Encoding,
}

/// The bytes of a source.
#[derive(Clone, Debug)]
enum Bytes {
    /// In a file, which is opened again for each pass.
    File(PathBuf),
    /// In memory: those of a pipe can be read only once.
    Memory(Vec<u8>),
}

/// The text of a stream that is read once, with the beginning that was looked at.
pub(crate) struct TextStream<'a> {
    pub(crate) sample: String,
    pub(crate) text: Box<dyn Read + 'a>,
}

impl TextFile {
    /// Opens a file, and detects the encoding unless it is given. What is no regular file is read into memory.
    pub(crate) fn open(path: &Path, encoding: EncodingChoice) -> Result<Self, Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let file = File::open(path).map_err(failed)?;
        let name = path.display().to_string();
        if file.metadata().map_err(failed)?.is_file() {
            return Self::new(Bytes::File(path.to_owned()), name, encoding);
        }
        Self::read(file, &name, encoding)
    }

    /// Reads a source into memory.
    pub(crate) fn read(mut source: impl Read, name: &str, encoding: EncodingChoice) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).map_err(|source| Error::Io { path: name.into(), source })?;
        Self::new(Bytes::Memory(bytes), name.to_owned(), encoding)
    }

    fn new(bytes: Bytes, name: String, encoding: EncodingChoice) -> Result<Self, Error> {
        let failed = |source| Error::Io { path: PathBuf::from(&name), source };
        let compression = Compression::of(&sample(bytes.open().map_err(failed)?).map_err(failed)?);
        let unpacked = compression.reader(bytes.open().map_err(failed)?).and_then(sample).map_err(failed)?;
        refuse_foreign(&unpacked, &name)?;
        let encoding = encoding.of(&unpacked);
        Ok(Self { bytes, name, compression, encoding })
    }

    /// Returns the text in UTF-8, from the start.
    pub(crate) fn text(&self) -> Result<Box<dyn Read + '_>, Error> {
        let unpacked = self.bytes.open().and_then(|bytes| self.compression.reader(bytes));
        let unpacked = unpacked.map_err(|source| Error::Io { path: PathBuf::from(&self.name), source })?;
        Ok(encoding::decoded(unpacked, self.encoding))
    }

    /// Returns the beginning of the text, up to the last end of a line in it.
    pub(crate) fn sample(&self) -> Result<String, Error> {
        let text =
            sample(self.text()?).map_err(|source| Error::Io { path: PathBuf::from(&self.name), source })?;
        Ok(whole_lines(&text))
    }

    /// Takes the bytes for those of a likelier encoding, given that they are not valid in the present one, and returns
    /// whether there is one. Text with letters beyond ASCII that are valid before the first that is not has a fault.
    pub(crate) fn reconsider_encoding(&mut self) -> Result<bool, Error> {
        let failed = |source| Error::Io { path: PathBuf::from(&self.name), source };
        let mut bytes = self.bytes.open().and_then(|bytes| self.compression.reader(bytes)).map_err(failed)?;
        // A character can be cut at the end of a block: its first bytes are kept for the next.
        let mut block = Vec::new();
        loop {
            let count = bytes.by_ref().take(BLOCK).read_to_end(&mut block).map_err(failed)?;
            let valid = match std::str::from_utf8(&block) {
                Ok(text) => text.len(),
                Err(error) if error.error_len().is_none() && count > 0 => error.valid_up_to(),
                Err(error) => {
                    let found = encoding::detect(&block);
                    let is_other = block[..error.valid_up_to()].is_ascii() && found != self.encoding;
                    self.encoding = if is_other { found } else { self.encoding };
                    return Ok(is_other);
                }
            };
            if count == 0 || !block[..valid].is_ascii() {
                return Ok(false);
            }
            block.drain(..valid);
        }
    }
}

/// The number of bytes that are looked at at a time.
const BLOCK: u64 = 1 << 16;

impl<'a> TextStream<'a> {
    /// Reads the beginning of a stream; `name` denotes it in messages.
    pub(crate) fn new(
        mut source: impl Read + 'a,
        name: &str,
        encoding: EncodingChoice,
    ) -> Result<Self, Error> {
        let failed = |source| Error::Io { path: PathBuf::from(name), source };
        // Two bytes tell the compression; a source may give them one by one.
        let mut start = Vec::new();
        source.by_ref().take(4).read_to_end(&mut start).map_err(failed)?;
        let compression = Compression::of(&start);
        let mut unpacked = compression.reader(Cursor::new(start).chain(source)).map_err(failed)?;
        let mut bytes = Vec::new();
        unpacked.by_ref().take(STREAM_SAMPLE).read_to_end(&mut bytes).map_err(failed)?;
        refuse_foreign(&bytes, name)?;
        let encoding = encoding.of(&bytes);
        let sample = sample(encoding::decoded(&bytes[..], encoding)).map_err(failed)?;
        let text = encoding::decoded(Cursor::new(bytes).chain(unpacked), encoding);
        Ok(Self { sample: whole_lines(&sample), text })
    }
}

/// The number of bytes of a stream that are looked at before its first row is passed on.
const STREAM_SAMPLE: u64 = 1 << 16;

impl Bytes {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(&bytes[..]),
        })
    }
}

/// Reads the beginning of a source.
fn sample(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(SAMPLE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns a text without the last line if it may be cut off.
fn whole_lines(bytes: &[u8]) -> String {
    let end = if (bytes.len() as u64) < STREAM_SAMPLE {
        None
    } else {
        bytes.iter().rposition(|&byte| byte == b'\n')
    };
    let bytes = &bytes[..end.map_or(bytes.len(), |end| end + 1)];
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned()
}

/// Returns an error if the bytes begin as a format that is no text table.
fn refuse_foreign(start: &[u8], name: &str) -> Result<(), Error> {
    match foreign::foreign_format(start) {
        Some((format, way)) => {
            Err(Error::Table { file: name.to_owned(), found: format.to_owned(), expected: way.to_owned() })
        }
        None => Ok(()),
    }
}
