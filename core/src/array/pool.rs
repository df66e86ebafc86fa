//! Each thread's unused buffers, by size, so that a warm computation allocates nothing.

use std::cell::RefCell;
use std::fmt::Debug;

use triomphe::UniqueArc;

/// A number whose buffers each thread pools: `f32` and `f64`, and no others.
pub trait Pooled: Copy + Debug + Default + 'static {
    /// Runs `f` with this thread's pool; `None` while the thread is being torn down.
    #[doc(hidden)]
    fn with_pool<Out>(f: impl FnOnce(&Pool<Self>) -> Out) -> Option<Out>;
}

macro_rules! pooled {
    ($($t:ident)*) => {$(
        impl Pooled for $t {
            #[inline]
            fn with_pool<Out>(f: impl FnOnce(&Pool<Self>) -> Out) -> Option<Out> {
                thread_local! {
                    static POOL: Pool<$t> = const { Pool::new() };
                }
                POOL.try_with(f).ok()
            }
        }
    )*};
}

pooled!(f32 f64);

/// The memory of a buffer, and the class by which the pool keeps it.
///
/// It is counted by triomphe's `Arc`, which has no weak references, so that finding out whether a buffer has one
/// owner is a plain load. The standard library's needs an atomic exchange, on every write and every reuse.
pub(crate) struct Store<T> {
    pub(crate) numbers: Box<[T]>,
    class: usize,
}

/// A thread's free buffers of one precision.
///
/// A first touch of fresh memory costs a page fault (about 2 µs per 4 KiB), more than most block operations, so
/// dropped buffers are kept. Sizes are rounded up to one of sixteen per octave: at most a sixteenth is wasted.
pub struct Pool<T> {
    /// By class.
    free: RefCell<Vec<Vec<UniqueArc<Store<T>>>>>,
}

/// Sizes per octave, as a power of two; the least size is one of each.
const STEPS: u32 = 4;

/// Returns the capacity to allocate for `n` numbers, and the index of its class.
#[inline]
fn class(n: usize) -> (usize, usize) {
    let n = n.max(1 << STEPS);
    let octave = n.ilog2() - STEPS;
    let steps = ((n - 1) >> octave) + 1; // 16 to 32, the last being the next octave's first
    (steps << octave, ((octave as usize) << STEPS) + steps - (1 << STEPS))
}

impl<T: Pooled> Store<T> {
    pub(crate) fn new(n: usize) -> UniqueArc<Self> {
        let (capacity, class) = class(n);
        UniqueArc::new(Store { numbers: vec![T::default(); capacity].into_boxed_slice(), class })
    }
}

impl<T: Pooled> Pool<T> {
    pub(crate) const fn new() -> Self {
        Pool { free: RefCell::new(Vec::new()) }
    }

    /// Returns a unique buffer of at least `n` numbers of unspecified content.
    #[inline]
    pub(crate) fn take(&self, n: usize) -> UniqueArc<Store<T>> {
        let (_, class) = class(n);
        let reused = self.free.borrow_mut().get_mut(class).and_then(Vec::pop);
        reused.unwrap_or_else(|| Store::new(n))
    }

    /// Takes back an unused buffer.
    #[inline]
    pub(crate) fn give_back(&self, buffer: UniqueArc<Store<T>>) {
        let mut free = self.free.borrow_mut();
        if free.len() <= buffer.class {
            free.resize_with(buffer.class + 1, Vec::new);
        }
        free[buffer.class].push(buffer);
    }

    /// Returns the bytes in free buffers.
    pub(crate) fn bytes(&self) -> usize {
        self.free.borrow().iter().flatten().map(|buffer| size_of_val(&*buffer.numbers)).sum()
    }

    /// Frees the unused buffers.
    pub(crate) fn clear(&self) {
        self.free.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_falls_into_its_own_class_and_wastes_at_most_a_sixteenth() {
        for n in 1..5000 {
            let (capacity, index) = class(n);
            assert_eq!(class(capacity), (capacity, index));
            assert!(capacity >= n && (n < 16 || capacity * 16 <= n * 17), "{n} → {capacity}");
        }
    }

    #[test]
    fn a_buffer_comes_back() {
        let pool = Pool::<f64>::new();
        let buffer = pool.take(100);
        let address = buffer.numbers.as_ptr();
        pool.give_back(buffer);
        assert!(pool.bytes() >= 800);
        assert_eq!(pool.take(97).numbers.as_ptr(), address);
        assert_eq!(pool.bytes(), 0);
    }
}
