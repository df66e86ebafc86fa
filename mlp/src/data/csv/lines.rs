//! Text on its way to the csv crate, kept as long as a line number may be asked of it.

use std::io::{self, Read};

/// A reader that knows the line of a row, as a person counts lines.
///
/// The csv crate counts from where it began to read, which is before the rest of a line's end and before
/// blank lines; a person counts from where the row's text begins. And it knows no lines that end in `\r`.
pub(super) struct Lines<R> {
    source: R,
    /// What was read and not dropped yet.
    kept: Vec<u8>,
    /// Bytes of the source before `kept`.
    dropped: u64,
    /// The current row's place in `kept`; what stands before it may be dropped.
    start: usize,
    /// The line of the current row, from 1.
    line: u64,
    /// The byte before the current row.
    before: u8,
}

impl<R> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, kept: Vec::new(), dropped: 0, start: 0, line: 1, before: 0 }
    }

    /// Goes on to the row whose reading began at this byte of the source, and gives its line.
    pub(super) fn go_to(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset.saturating_sub(self.dropped)).unwrap_or(usize::MAX);
        let offset = offset.clamp(self.start, self.kept.len());
        let blank = self.kept[offset..].iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
        for &byte in &self.kept[self.start..offset + blank] {
            // The two bytes \r\n end one line.
            self.line += u64::from(byte == b'\r' || byte == b'\n' && self.before != b'\r');
            self.before = byte;
        }
        self.start = offset + blank;
        self.line
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.kept.drain(..self.start);
        self.dropped += self.start as u64;
        self.start = 0;
        self.kept.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}
