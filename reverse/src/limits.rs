//! Limits of a recording, and its use of memory.

/// Limits beyond which a recording is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of scalar ids, inputs included; there are a little fewer than 2³².
    pub scalars: usize,
    /// Bytes of nodes, adjoints, events and the arrays stored for them.
    pub bytes: usize,
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
