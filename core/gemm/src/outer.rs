//! A product of depth one.

use pulp::{Simd, WithSimd};

use crate::vectors::Vectors;

/// `out[i, j] = a[i] b[j]`, or added.
pub(crate) struct Outer<'a, T> {
    pub(crate) a: &'a [T],
    pub(crate) b: &'a [T],
    pub(crate) add: bool,
    pub(crate) out: &'a mut [T],
}

impl<T: Vectors> WithSimd for Outer<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Outer { a, b, add, out } = self;
        let (vectors, rest) = T::vectors::<S>(b);
        for (row, &x) in out.chunks_exact_mut(b.len()).zip(a) {
            let (row, row_rest) = T::vectors_mut::<S>(row);
            let splat = T::splat(simd, x);
            for (to, &y) in row.iter_mut().zip(vectors) {
                let product = T::times(simd, splat, y);
                *to = if add { T::plus(simd, *to, product) } else { product };
            }
            for (to, &y) in row_rest.iter_mut().zip(rest) {
                *to = if add { *to + x * y } else { x * y };
            }
        }
    }
}
