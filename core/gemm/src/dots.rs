//! A row times a transposed matrix: dot products.

use pulp::{Simd, WithSimd};

use crate::unroll::unroll;
use crate::vectors::Vectors;

/// `out[j] = Σ a[p] b[j, p]`, or added.
pub(crate) struct Dots<'a, T> {
    pub(crate) a: &'a [T],
    pub(crate) b: &'a [T],
    pub(crate) add: bool,
    pub(crate) out: &'a mut [T],
}

/// Bytes of the partial sums of a dot product, which every instruction set divides into its vectors.
pub(crate) const PARTIAL_SUMS: usize = 128;

impl<T: Vectors> WithSimd for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match PARTIAL_SUMS / size_of::<T::Vector<S>>() {
            2 => self.rows::<S, 4, 2>(simd),
            4 => self.rows::<S, 2, 4>(simd),
            8 => self.rows::<S, 1, 8>(simd),
            _ => self.rows::<S, 1, 16>(simd),
        }
    }
}

impl<T: Vectors> Dots<'_, T> {
    /// `R` rows of `b` at a time, in `V` vectors of partial sums each.
    #[inline(always)]
    fn rows<S: Simd, const R: usize, const V: usize>(self, simd: S) {
        let Dots { a, b, add, out } = self;
        let put = |out: &mut T, sum: T| *out = if add { *out + sum } else { sum };
        let mut outs = out.chunks_exact_mut(R);
        let mut rows = b.chunks_exact(R * a.len());
        for (out, rows) in (&mut outs).zip(&mut rows) {
            let sums = dots::<S, T, R, V>(simd, a, rows);
            unroll!(r < R, {
                put(&mut out[r], sums[r]);
            });
        }
        for (out, row) in outs.into_remainder().iter_mut().zip(rows.remainder().chunks_exact(a.len())) {
            put(out, dots::<S, T, 1, V>(simd, a, row)[0]);
        }
    }
}

/// Vector `i` of the operands adds to partial sum `i` modulo `V`; these are added by halves, then their lanes.
#[inline(always)]
fn dots<S: Simd, T: Vectors, const R: usize, const V: usize>(simd: S, a: &[T], rows: &[T]) -> [T; R] {
    let rows: [&[T]; R] = std::array::from_fn(|r| &rows[r * a.len()..][..a.len()]);
    let (x, x_rest) = T::vectors::<S>(a);
    let whole = x.len();
    let y: [&[T::Vector<S>]; R] = std::array::from_fn(|r| &T::vectors::<S>(rows[r]).0[..whole]);
    let mut sums = [[T::splat(simd, T::default()); V]; R];
    let turns = whole / V * V;
    for i in (0..turns).step_by(V) {
        unroll!(v < V, {
            unroll!(r < R, {
                sums[r][v] = T::mul_add(simd, x[i + v], y[r][i + v], sums[r][v]);
            });
        });
    }
    unroll!(v < V, {
        if turns + v < whole {
            unroll!(r < R, {
                sums[r][v] = T::mul_add(simd, x[turns + v], y[r][turns + v], sums[r][v]);
            });
        }
    });
    if !x_rest.is_empty() {
        let x = T::load_first(simd, x_rest);
        unroll!(r < R, {
            let y = T::load_first(simd, &rows[r][a.len() - x_rest.len()..]);
            unroll!(v < V, {
                if turns + v == whole {
                    sums[r][v] = T::mul_add(simd, x, y, sums[r][v]);
                }
            });
        });
    }
    let mut out = [T::default(); R];
    unroll!(r < R, {
        unroll!(step < 4, {
            let half = V >> (step + 1);
            unroll!(v < V, {
                if v < half {
                    sums[r][v] = T::plus(simd, sums[r][v], sums[r][v + half]);
                }
            });
        });
        out[r] = T::sum(simd, sums[r][0]);
    });
    out
}
