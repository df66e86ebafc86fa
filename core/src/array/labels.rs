//! Class labels, shared between recordings and threads.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// One class index per row; cloning and slicing share the storage.
///
/// ```
/// use dualtape_core::Labels;
/// let labels = Labels::new(vec![2, 0, 1]);
/// assert_eq!(&*labels.slice(1..3), &[0, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct Labels {
    all: Arc<[u32]>,
    range: Range<usize>,
}

impl Labels {
    /// Returns labels with these class indices.
    pub fn new(labels: Vec<u32>) -> Labels {
        let range = 0..labels.len();
        Labels { all: labels.into(), range }
    }

    /// Returns the labels in `range`.
    ///
    /// # Panics
    /// If the range is reversed or passes the end.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Labels {
        assert!(range.start <= range.end && range.end <= self.len(), "labels {range:?} of {}", self.len());
        Labels { all: self.all.clone(), range: self.range.start + range.start..self.range.start + range.end }
    }

    /// Returns the number of columns of a matrix of `len` numbers with a row per label.
    pub(crate) fn cols_of(&self, len: usize) -> usize {
        if self.is_empty() {
            assert!(len == 0, "{len} numbers without labels");
            return 0;
        }
        assert!(len.is_multiple_of(self.len()), "{len} numbers are not {} rows", self.len());
        let cols = len / self.len();
        assert!(self.iter().all(|&label| (label as usize) < cols), "a label is not below {cols}");
        cols
    }
}

impl Deref for Labels {
    type Target = [u32];
    fn deref(&self) -> &[u32] {
        &self.all[self.range.clone()]
    }
}
