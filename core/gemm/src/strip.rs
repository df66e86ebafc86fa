//! The kernel: rows of `a` times a strip of `b`.

use pulp::{Simd, WithSimd};

use crate::access::{First, element};
use crate::unroll::unroll;
use crate::vectors::Vectors;

/// A matrix in a slice, with the distances between neighbours.
#[derive(Clone, Copy)]
pub(crate) struct Strided<'a, T> {
    pub(crate) elements: &'a [T],
    /// From an element to the one below.
    pub(crate) row: usize,
    /// From an element to the one at its right.
    pub(crate) column: usize,
}

/// A product of some rows of `a` and a few columns of `b`, over a part of the common index.
pub(crate) struct Block<'a, T> {
    pub(crate) rows: usize,
    pub(crate) depth: usize,
    pub(crate) columns: usize,
    /// `rows` × `depth`
    pub(crate) a: Strided<'a, T>,
    /// `depth` × `columns`, whose rows lie `b_row` apart.
    pub(crate) b: &'a [T],
    pub(crate) b_row: usize,
    /// `rows` × `columns`, whose rows lie `out_row` apart.
    pub(crate) out: &'a mut [T],
    pub(crate) out_row: usize,
    pub(crate) add: bool,
}

/// A block whose columns fill `V` vectors, the last one perhaps in part, computed in tiles of `R` rows.
pub(crate) struct Strip<'a, T, const CHECKED: bool, const R: usize, const V: usize>(pub(crate) Block<'a, T>);

impl<T: Vectors, const CHECKED: bool, const R: usize, const V: usize> WithSimd
    for Strip<'_, T, CHECKED, R, V>
{
    type Output = ();

    #[inline(always)]
    #[allow(unsafe_code, reason = "see the crate's header")]
    fn with_simd<S: Simd>(self, simd: S) {
        let Block { rows, depth, columns, a, b, b_row, out, out_row, add } = self.0;
        let lanes = T::lanes::<S>();
        // What the accesses below rely on. They read a[i, p] and b[p, ..columns], and read and write
        // out[i, ..columns], for i < rows and p < depth: no further than the last of each, which these bound.
        assert!(rows > 0 && depth > 0 && (V - 1) * lanes < columns && columns <= V * lanes);
        assert!((rows - 1) * a.row + (depth - 1) * a.column < a.elements.len());
        assert!((depth - 1) * b_row + columns <= b.len());
        assert!((rows - 1) * out_row + columns <= out.len());
        let (all, last) = (First::<S, T>::all(simd), First::<S, T>::new(simd, columns - (V - 1) * lanes));
        let mut row: [usize; R] = std::array::from_fn(|r| r * a.row);
        for i in (0..rows).step_by(R) {
            let left = rows - i;
            if left < R {
                // Beyond the last row, it once more: the sums are not stored.
                row = std::array::from_fn(|r| r.min(left - 1) * a.row);
            }
            let mut sums = [[T::splat(simd, T::default()); V]; R];
            let (mut a_at, mut b_at) = (i * a.row, 0);
            for _ in 0..depth {
                let mut y = [T::splat(simd, T::default()); V];
                unroll!(v < V, {
                    let lanes_of = if v + 1 < V { all } else { last };
                    // SAFETY: within row p < depth, since the lanes are columns.
                    y[v] = unsafe { lanes_of.load::<CHECKED>(b, b_at + v * lanes) };
                });
                unroll!(r < R, {
                    // SAFETY: in a row of the block, at p < depth.
                    let x = T::splat(simd, unsafe { element::<T, CHECKED>(a.elements, a_at + row[r]) });
                    unroll!(v < V, {
                        sums[r][v] = T::mul_add(simd, x, y[v], sums[r][v]);
                    });
                });
                a_at += a.column;
                b_at += b_row;
            }
            let mut out_at = i * out_row;
            unroll!(r < R, {
                if r < left {
                    unroll!(v < V, {
                        let lanes_of = if v + 1 < V { all } else { last };
                        let at = out_at + v * lanes;
                        // SAFETY: in a row of the block, since the lanes are columns.
                        unsafe {
                            let sum = if add {
                                T::plus(simd, lanes_of.load::<CHECKED>(out, at), sums[r][v])
                            } else {
                                sums[r][v]
                            };
                            lanes_of.store::<CHECKED>(out, at, sum);
                        }
                    });
                    out_at += out_row;
                }
            });
        }
    }
}
