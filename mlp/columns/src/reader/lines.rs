//! Line numbers of rows, from the bytes on their way to the csv crate.

use std::io::{self, Read};

/// A reader that counts lines up to the first character of a row.
///
/// The line numbers of the csv crate are unusable for messages: they refer to the position before the rest of a
/// line's end and before blank lines, and `\r` alone does not end a line.
pub(super) struct LineCounter<R> {
    source: R,
    /// The bytes from the current row on, as far as they were read.
    buffer: Vec<u8>,
    /// The number of bytes before `buffer`.
    dropped: u64,
    /// The offset of the current row in `buffer`; earlier bytes are dropped with the next read.
    start: usize,
    /// The line of the current row, from 1.
    line: u64,
    /// The byte before the current row.
    previous: u8,
}

impl<R> LineCounter<R> {
    /// Returns a counter at the first line.
    pub(super) fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), dropped: 0, start: 0, line: 1, previous: 0 }
    }

    /// Advances to the row at this byte offset of the source and returns its line.
    pub(super) fn advance_to(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset.saturating_sub(self.dropped)).unwrap_or(usize::MAX);
        let offset = offset.clamp(self.start, self.buffer.len());
        let blank = self.buffer[offset..].iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
        for &byte in &self.buffer[self.start..offset + blank] {
            // The two bytes \r\n end one line.
            self.line += u64::from(byte == b'\r' || byte == b'\n' && self.previous != b'\r');
            self.previous = byte;
        }
        self.start = offset + blank;
        self.line
    }
}

impl<R: Read> Read for LineCounter<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.buffer.drain(..self.start);
        self.dropped += self.start as u64;
        self.start = 0;
        self.buffer.extend_from_slice(&out[..count]);
        Ok(count)
    }
}
