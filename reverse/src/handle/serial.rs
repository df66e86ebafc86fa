//! Serial numbers of recorded numbers: never given twice, on no thread.

use std::sync::atomic::{AtomicU64, Ordering};

/// The serial number of a recorded number, unique in the process; or a constant's, or a lost number's.
///
/// It tells at once whether a number belongs to a recording, and where in it: a recording has the numbers from its first
/// on. Of 2⁶⁴ none is used twice: at 10⁹ operations a second they last for centuries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Serial(u64);

impl Serial {
    /// That of a constant, which belongs to no recording.
    pub(crate) const CONSTANT: Self = Serial(u64::MAX);
    /// That of a result which could not be recorded: whatever it meets is an error.
    pub(crate) const LOST: Self = Serial(u64::MAX - 1);
}

/// Serial numbers that a thread takes at once. A recording has fewer than 2³², so it never runs out of those.
const BLOCK: u64 = 1 << 34;
const LONGEST_RECORDING: u64 = 1 << 32;

/// The first serial number that no thread has.
static NEXT_BLOCK: AtomicU64 = AtomicU64::new(0);

/// The serial numbers of one thread that are yet to be given.
#[derive(Debug)]
pub(crate) struct SerialBlock {
    next: u64,
    end: u64,
}

impl SerialBlock {
    pub(crate) const fn new() -> Self {
        SerialBlock { next: 0, end: 0 }
    }

    /// Returns a range for a recording to go on in; `None` if all numbers were given.
    pub(crate) fn begin(&mut self) -> Option<Range> {
        if self.end - self.next < LONGEST_RECORDING {
            let add = |next: u64| next.checked_add(BLOCK).filter(|&end| end < Serial::LOST.0);
            self.next = NEXT_BLOCK.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).ok()?;
            self.end = self.next + BLOCK;
        }
        Some(Range { first: self.next, index: 0, len: 0, given: 0 })
    }

    /// Notes that the numbers of a range were given.
    pub(crate) fn finish(&mut self, range: &Range) {
        self.next = range.first + range.len.max(range.given);
    }
}

/// Serial numbers that follow each other, of scalars of one recording that follow each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    first: u64,
    /// The index of the first scalar in the recording.
    index: usize,
    len: u64,
    /// The number of serial numbers given before a restart, if that is larger.
    given: u64,
}

impl Range {
    /// Returns the range with its first scalar at this index of the recording.
    pub(crate) fn at(self, index: usize) -> Self {
        Range { index, ..self }
    }

    /// Returns the serial number of the next scalar.
    #[inline(always)]
    pub(crate) fn give(&mut self) -> Serial {
        self.len += 1;
        Serial(self.first + self.len - 1)
    }

    /// Gives the same numbers again, where what they stand for no longer matters.
    pub(crate) fn restart(&mut self) {
        self.given = self.given.max(self.len);
        self.len = 0;
    }

    /// Returns the index in the recording, if the number is of this range.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "below the length of a recording")]
    pub(crate) fn find(&self, serial: Serial) -> Option<usize> {
        let offset = serial.0.wrapping_sub(self.first);
        (offset < self.len).then(|| self.index + offset as usize)
    }
}
