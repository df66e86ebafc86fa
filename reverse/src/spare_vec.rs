//! Memory of variables, reused from one recording to the next.

use crate::ids::ScalarId;

/// The allocation of a `Vec` whose elements borrow a recording, while there is no recording.
///
/// `Like` has the size and the alignment of those elements without their lifetime. Safe code can hand such an
/// allocation on: the elements of an emptied vector are mapped to the other type, and `collect` works in place where
/// sizes agree. (The vector would be right in any case; tests that count allocations see that it saves them.)
#[derive(Debug)]
pub(crate) struct SpareVec<Like>(Vec<Like>);

impl<Like> Default for SpareVec<Like> {
    fn default() -> Self {
        SpareVec(Vec::new())
    }
}

/// A type of the size and the alignment of a [`Var`](crate::Var).
#[derive(Debug)]
#[allow(dead_code, reason = "for its size")]
pub(crate) struct LikeVar<T> {
    value: T,
    id: ScalarId,
    recording: Option<&'static ()>,
}

impl<Like> SpareVec<Like> {
    /// Returns an empty vector in the stored allocation.
    pub(crate) fn take<V>(&mut self) -> Vec<V> {
        emptied(std::mem::take(&mut self.0))
    }

    /// Stores the allocation of a vector.
    pub(crate) fn keep<V>(&mut self, vec: Vec<V>) {
        self.0 = emptied(vec);
    }
}

/// Returns an empty vector in the memory of another.
fn emptied<A, B>(mut vec: Vec<A>) -> Vec<B> {
    vec.clear();
    vec.into_iter().filter_map(|_| None).collect()
}
