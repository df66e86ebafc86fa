//! The storage of plain numbers: pooled and shared.

use std::fmt;
use std::ops::{Deref, Range};

use triomphe::{Arc, UniqueArc};

use crate::array::pool::{Pool, Pooled, Store};

/// A shared run of plain numbers in a buffer from this thread's pool.
///
/// Cloning and slicing share the buffer. The last owner to be dropped returns it to the pool of its thread.
///
/// ```
/// use dualtape_core::{Array, Buf, rules};
/// let x = Buf::from_slice(&[0.0, 1.0, 2.0]);
/// assert_eq!(&*x.slice(1..3).map(rules::Neg), &[-1.0, -2.0]);
/// ```
pub struct Buf<T: Pooled> {
    // `None` only while dropping.
    store: Option<Arc<Store<T>>>,
    start: usize,
    pub(super) len: usize,
}

impl<T: Pooled> Buf<T> {
    /// Returns `n` numbers written by `f`, which receives unspecified content.
    ///
    /// # Cost
    /// No allocation if the pool has a buffer of this size.
    #[inline]
    pub fn fill(n: usize, f: impl FnOnce(&mut [T])) -> Self {
        let mut store = Self::fresh(n);
        f(&mut store.numbers[..n]);
        Buf { store: Some(store.shareable()), start: 0, len: n }
    }

    /// Returns memory for `n` numbers. Apart from [`fill`](Self::fill), which is compiled for each `f`.
    #[inline]
    fn fresh(n: usize) -> UniqueArc<Store<T>> {
        T::with_pool(|pool| pool.take(n)).unwrap_or_else(|| Store::new(n))
    }

    /// Returns a copy of `x`.
    #[inline]
    pub fn from_slice(x: &[T]) -> Self {
        Self::fill(x.len(), |out| out.copy_from_slice(x))
    }

    /// Returns `n` times `v`.
    #[inline]
    pub fn filled(n: usize, v: T) -> Self {
        Self::fill(n, |out| out.fill(v))
    }

    /// Returns `n` zeros.
    #[inline]
    pub fn zeros(n: usize) -> Self {
        Self::filled(n, T::default())
    }

    /// Returns the numbers for writing; copies them first if they are shared.
    #[inline]
    pub fn make_mut(&mut self) -> &mut [T] {
        if !self.store.as_ref().is_some_and(Arc::is_unique) {
            *self = Buf::from_slice(self);
        }
        let store = self.store.as_mut().and_then(Arc::get_mut).expect("a fresh copy has one owner");
        &mut store.numbers[self.start..self.start + self.len]
    }

    /// Returns the numbers in `range`, sharing the storage.
    #[inline]
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.len, "numbers {range:?} of {}", self.len);
        Buf { store: self.store.clone(), start: self.start + range.start, len: range.len() }
    }

    /// Returns the bytes in this thread's unused buffers of this precision.
    pub fn pooled_bytes() -> usize {
        T::with_pool(Pool::bytes).unwrap_or(0)
    }

    /// Frees this thread's unused buffers of this precision.
    pub fn clear_pool() {
        T::with_pool(Pool::clear);
    }
}

impl<T: Pooled> Clone for Buf<T> {
    #[inline]
    fn clone(&self) -> Self {
        Buf { store: self.store.clone(), ..*self }
    }
}

impl<T: Pooled> Drop for Buf<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(Ok(store)) = self.store.take().map(Arc::try_unique) {
            T::with_pool(|pool| pool.give_back(store));
        }
    }
}

impl<T: Pooled> Deref for Buf<T> {
    type Target = [T];
    #[inline(always)]
    fn deref(&self) -> &[T] {
        let store = self.store.as_ref().expect("taken only by drop");
        &store.numbers[self.start..self.start + self.len]
    }
}

impl<T: Pooled> fmt::Debug for Buf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Pooled> From<&[T]> for Buf<T> {
    fn from(x: &[T]) -> Self {
        Buf::from_slice(x)
    }
}
