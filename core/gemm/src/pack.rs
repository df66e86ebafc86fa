//! Strips of `b`, laid out as the kernel reads them.

use pulp::{Simd, WithSimd};

use crate::unroll::unroll;
use crate::vectors::Vectors;

/// Copies `depth` × `columns` elements to rows of `width`, a whole number of vectors. The rest of a row is arbitrary.
pub(crate) struct Pack<'a, T> {
    pub(crate) to: &'a mut [T],
    pub(crate) width: usize,
    pub(crate) from: &'a [T],
    /// From a row (a column, if transposed) to the next.
    pub(crate) stride: usize,
    pub(crate) transposed: bool,
    pub(crate) depth: usize,
    pub(crate) columns: usize,
}

impl<T: Vectors> WithSimd for Pack<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if !self.transposed {
            self.copy::<S>();
        } else if size_of::<T>() == 8 {
            self.transpose::<S, 2>(simd);
        } else {
            self.transpose::<S, 4>(simd);
        }
    }
}

impl<T: Vectors> Pack<'_, T> {
    #[inline(always)]
    fn copy<S: Simd>(self) {
        let rows = self.to.chunks_exact_mut(self.width).zip(self.from.chunks(self.stride));
        for (to, from) in rows.take(self.depth) {
            let (vectors, rest) = T::vectors::<S>(&from[..self.columns]);
            for (to, &from) in T::vectors_mut::<S>(to).0.iter_mut().zip(vectors) {
                *to = from;
            }
            for (to, &from) in to[self.columns - rest.len()..].iter_mut().zip(rest) {
                *to = from;
            }
        }
    }

    /// Copies columns, a vector of them at a time and in it `Q` rows, which are 128 bits of a column.
    #[inline(always)]
    fn transpose<S: Simd, const Q: usize>(self, simd: S) {
        /// Lanes of the widest vector.
        const MOST: usize = 16;
        let Pack { to, width, from, stride, depth, columns, .. } = self;
        let lanes = T::lanes::<S>();
        for first in (0..width).step_by(lanes) {
            // Beyond the last column, it once more: nothing reads the lane.
            let column = |lane: usize| &from[(first + lane).min(columns - 1) * stride..][..depth];
            let columns: [&[T]; MOST] =
                std::array::from_fn(|lane| if lane < lanes { column(lane) } else { &[] });
            let blocks: [&[[T; Q]]; MOST] = columns.map(|column| column.as_chunks().0);
            let mut done = 0;
            if lanes >= Q {
                for block in 0..depth / Q {
                    let to = &mut to[block * Q * width..][..Q * width];
                    // Column r of each square matrix is a run of vector r.
                    let mut square = [[T::default(); MOST]; Q];
                    unroll!(g < 4, {
                        if g * Q < lanes {
                            unroll!(r < Q, {
                                square[r][g * Q..][..Q].copy_from_slice(&blocks[g * Q + r][block]);
                            });
                        }
                    });
                    let square = std::array::from_fn(|r| T::vectors::<S>(&square[r]).0[0]);
                    let Some(square) = T::transpose::<S, Q>(simd, square) else { break };
                    unroll!(p < Q, {
                        T::vectors_mut::<S>(&mut to[p * width + first..][..lanes]).0[0] = square[p];
                    });
                    done += Q;
                }
            }
            for p in done..depth {
                let to = &mut to[p * width + first..][..lanes];
                unroll!(lane < MOST, {
                    if lane < lanes {
                        to[lane] = columns[lane][p];
                    }
                });
            }
        }
    }
}
