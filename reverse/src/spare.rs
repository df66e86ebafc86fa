//! Memory for variables, kept from one recording to the next.

/// The allocation of a `Vec` whose elements name a recording, while there is none.
///
/// `Like` has the size and the alignment of those elements, and no lifetime of theirs. It is how safe code can keep
/// such a vector: the elements of an empty one are mapped, and `collect` works in place where sizes agree. (It would
/// be right in any case; the tests that count allocations see that it saves them.)
#[derive(Debug)]
pub(crate) struct Spare<Like>(Vec<Like>);

impl<Like> Default for Spare<Like> {
    fn default() -> Self {
        Spare(Vec::new())
    }
}

/// What a [`crate::Var`] is made of.
#[derive(Debug)]
#[allow(dead_code, reason = "for its size")]
pub(crate) struct LikeVar<T> {
    value: T,
    id: u32,
    recording: Option<&'static ()>,
}

impl<Like> Spare<Like> {
    /// An empty vector.
    pub(crate) fn take<V>(&mut self) -> Vec<V> {
        recycled(std::mem::take(&mut self.0))
    }

    /// Keeps the memory of a vector.
    pub(crate) fn keep<V>(&mut self, vec: Vec<V>) {
        self.0 = recycled(vec);
    }
}

/// An empty vector in the memory of another.
fn recycled<A, B>(mut vec: Vec<A>) -> Vec<B> {
    vec.clear();
    vec.into_iter().map(|_| unreachable!("the vector is empty")).collect()
}
