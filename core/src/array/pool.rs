//! Buffers that were given back, by size, so that a warm computation allocates nothing.

use std::cell::RefCell;
use std::sync::Arc;

use crate::Real;

/// A thread's free buffers of one precision.
///
/// A first touch of fresh memory costs a page fault (about 2 µs per 4 KiB), more than most block operations, so
/// dropped buffers are kept. Sizes are rounded up to one of four per octave: at most a quarter is wasted.
pub struct Pool<T> {
    free: RefCell<Vec<Vec<Arc<Vec<T>>>>>,
}

/// The capacity to allocate for `n` numbers, and the index of its class.
#[inline]
fn class(n: usize) -> (usize, usize) {
    let n = n.max(8);
    let step = 1 << (n.ilog2() - 2);
    let capacity = n.next_multiple_of(step);
    (capacity, class_of_capacity(capacity))
}

#[inline]
fn class_of_capacity(capacity: usize) -> usize {
    let octave = capacity.ilog2() as usize;
    octave << 2 | (capacity >> (octave - 2) & 3)
}

impl<T: Real> Pool<T> {
    pub(crate) const fn new() -> Self {
        Pool { free: RefCell::new(Vec::new()) }
    }

    /// A unique buffer of at least `n` numbers of unspecified content.
    #[inline]
    pub(crate) fn take(&self, n: usize) -> Arc<Vec<T>> {
        let (capacity, class) = class(n);
        let reused = self.free.borrow_mut().get_mut(class).and_then(Vec::pop);
        reused.unwrap_or_else(|| Arc::new(vec![T::ZERO; capacity]))
    }

    /// Keeps a buffer that nobody else holds.
    #[inline]
    pub(crate) fn give_back(&self, buffer: Arc<Vec<T>>) {
        let class = class_of_capacity(buffer.len());
        let mut free = self.free.borrow_mut();
        if free.len() <= class {
            free.resize_with(class + 1, Vec::new);
        }
        free[class].push(buffer);
    }

    /// Bytes in free buffers.
    pub fn bytes(&self) -> usize {
        self.free.borrow().iter().flatten().map(|buffer| size_of_val(&buffer[..])).sum()
    }

    /// Returns the free buffers to the system.
    pub fn clear(&self) {
        self.free.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_falls_into_its_own_class_and_wastes_at_most_a_quarter() {
        for n in 1..5000 {
            let (capacity, index) = class(n);
            assert_eq!(class(capacity), (capacity, index));
            assert!(capacity >= n && (n < 8 || capacity * 4 <= n * 5), "{n} → {capacity}");
        }
    }

    #[test]
    fn a_buffer_comes_back() {
        let pool = Pool::<f64>::new();
        let buffer = pool.take(100);
        let address = buffer.as_ptr();
        pool.give_back(buffer);
        assert!(pool.bytes() >= 800);
        assert_eq!(pool.take(97).as_ptr(), address);
        assert_eq!(pool.bytes(), 0);
    }
}
