//! Limits of a recording, and its use of memory.

use dualtape_core::Error;

/// Limits beyond which a recording is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of scalar ids, inputs included; there are a little fewer than 2³².
    pub scalars: usize,
    /// Bytes of nodes, adjoints, events and the arrays stored for them.
    pub bytes: usize,
}

impl Limits {
    /// Returns `Ok` if a recording of this size is within the limits, and has no more than `most` scalars.
    pub(crate) fn check(&self, usage: Usage, scalars: usize, most: usize) -> Result<(), Error> {
        if usage.bytes > self.bytes {
            return Err(Error::TapeLimit { unit: "bytes", needed: usage.bytes, limit: self.bytes });
        }
        let limit = self.scalars.min(most);
        if scalars > limit {
            return Err(Error::TapeLimit { unit: "scalars", needed: scalars, limit });
        }
        Ok(())
    }
}

impl Default for Limits {
    /// Returns as many ids as there are, and no limit of bytes.
    fn default() -> Self {
        Limits { scalars: usize::MAX, bytes: usize::MAX }
    }
}

/// The size of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The number of scalar nodes.
    pub nodes: usize,
    /// The number of events: input blocks, array operations, reductions and operations of many operands.
    pub events: usize,
    /// Bytes of nodes, of their adjoints, of events and of the arrays stored for them (without the adjoints of
    /// arrays).
    pub bytes: usize,
}
