//! Reads and writes of slices, checked or not: the one place where the two differ.
#![allow(unsafe_code, reason = "see the crate's header")]

use pulp::Simd;

use crate::vectors::Vectors;

/// `x[at]`
///
/// # Safety
/// `at` is within `x`, unless checked.
#[inline(always)]
pub(crate) unsafe fn element<T: Copy, const CHECKED: bool>(x: &[T], at: usize) -> T {
    if CHECKED {
        x[at]
    } else {
        // SAFETY: as the caller promises.
        unsafe { *x.get_unchecked(at) }
    }
}

/// The first lanes of a vector, or all of them.
pub(crate) struct First<S: Simd, T: Vectors> {
    simd: S,
    count: usize,
    mask: T::Mask<S>,
}

#[allow(clippy::expl_impl_clone_on_copy, reason = "a derive would bound `T`, not its mask")]
impl<S: Simd, T: Vectors> Clone for First<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: Simd, T: Vectors> Copy for First<S, T> {}

impl<S: Simd, T: Vectors> First<S, T> {
    /// The first `count` lanes, at most all.
    #[inline(always)]
    pub(crate) fn new(simd: S, count: usize) -> Self {
        First { simd, count, mask: T::mask(simd, count) }
    }

    /// All lanes.
    #[inline(always)]
    pub(crate) fn all(simd: S) -> Self {
        First::new(simd, T::lanes::<S>())
    }

    /// Returns whether these are all lanes.
    #[inline(always)]
    pub(crate) fn is_all(self) -> bool {
        self.count == T::lanes::<S>()
    }

    /// A vector that begins with `x[at..at + count]`.
    ///
    /// # Safety
    /// The range is within `x`, unless checked.
    #[inline(always)]
    pub(crate) unsafe fn load<const CHECKED: bool>(self, x: &[T], at: usize) -> T::Vector<S> {
        if CHECKED {
            let x = &x[at..at + self.count];
            return if self.is_all() { T::vectors::<S>(x).0[0] } else { T::load_first(self.simd, x) };
        }
        // SAFETY: as the caller promises; a vector may lie at any element.
        unsafe {
            let from = x.as_ptr().add(at);
            if self.is_all() {
                from.cast::<T::Vector<S>>().read_unaligned()
            } else {
                T::load_masked(self.simd, self.mask, from)
            }
        }
    }

    /// Writes the lanes to `x[at..at + count]`.
    ///
    /// # Safety
    /// The range is within `x`, unless checked.
    #[inline(always)]
    pub(crate) unsafe fn store<const CHECKED: bool>(self, x: &mut [T], at: usize, v: T::Vector<S>) {
        if CHECKED {
            let x = &mut x[at..at + self.count];
            if self.is_all() {
                T::vectors_mut::<S>(x).0[0] = v;
            } else {
                T::store_first(self.simd, x, v);
            }
            return;
        }
        // SAFETY: as the caller promises; a vector may lie at any element.
        unsafe {
            let to = x.as_mut_ptr().add(at);
            if self.is_all() {
                to.cast::<T::Vector<S>>().write_unaligned(v);
            } else {
                T::store_masked(self.simd, self.mask, to, v);
            }
        }
    }
}
