//! Loops over plain numbers, compiled for the widest vectors of the machine.
//!
//! Two things keep a loop from vectorising and are avoided throughout. A slice that is cut outside the dispatched
//! closure has an unknown length inside, so bounds checks stay: hence the reslicing inside. A closure that borrows a
//! scalar instead of owning it reads it again for each element: hence the `move`.

use std::ops::Range;

use crate::array::labels::Labels;
use crate::array::shape::Accumulate;
use crate::real::Real;
use crate::real::simd::vectorise;
use crate::rules::nary::largest_finite;

/// Independent partial sums: enough for two vectors of the widest kind in flight, and a fixed order of addition.
const LANES: usize = 32;

/// Returns the first `n` of each run.
#[inline(always)]
fn cut<T, const K: usize>(x: [&[T]; K], n: usize) -> [&[T]; K] {
    x.map(
        #[inline(always)]
        |x| &x[..n],
    )
}

/// Returns the number at `i` of each run.
#[inline(always)]
fn at<T: Real, const K: usize>(x: [&[T]; K], i: usize) -> [T; K] {
    x.map(
        #[inline(always)]
        |x| x[i],
    )
}

/// `out[i] = f([x[0][i], …, x[K - 1][i]])`.
#[inline(always)]
pub(super) fn map<T: Real, const K: usize>(x: [&[T]; K], out: &mut [T], f: impl Fn([T; K]) -> T) {
    vectorise(
        #[inline(always)]
        move || {
            let x = cut(x, out.len());
            for (i, out) in out.iter_mut().enumerate() {
                *out = f(at(x, i));
            }
        },
    );
}

/// `out[i] = f(out[i], [x[0][i], …, x[K - 1][i]])`.
#[inline(always)]
pub(super) fn update<T: Real, const K: usize>(x: [&[T]; K], out: &mut [T], f: impl Fn(T, [T; K]) -> T) {
    vectorise(
        #[inline(always)]
        move || {
            let x = cut(x, out.len());
            for (i, out) in out.iter_mut().enumerate() {
                *out = f(*out, at(x, i));
            }
        },
    );
}

/// Writes `row` over and over to `out`, which is copied onto itself until it is full: rows may be short.
#[inline]
pub(super) fn repeat<T: Real>(row: &[T], out: &mut [T]) {
    if row.is_empty() {
        return;
    }
    let mut written = row.len().min(out.len());
    out[..written].copy_from_slice(&row[..written]);
    while written < out.len() {
        let more = written.min(out.len() - written);
        out.copy_within(..more, written);
        written += more;
    }
}

/// `out += x`.
#[inline]
pub(super) fn add<T: Real>(out: &mut [T], x: &[T]) {
    vectorise(
        #[inline(always)]
        move || {
            for (out, &x) in out.iter_mut().zip(x) {
                *out += x;
            }
        },
    );
}

/// Writes the numbers of `columns` in each row of `cols` numbers to `out`.
pub(super) fn columns<T: Real>(x: &[T], cols: usize, columns: Range<usize>, out: &mut [T]) {
    let width = columns.len().max(1);
    for (out, row) in out.chunks_exact_mut(width).zip(x.chunks_exact(cols.max(1))) {
        for (out, &x) in out.iter_mut().zip(&row[columns.start..]) {
            *out = x;
        }
    }
}

/// Writes the rows of `x` to these columns of each row of `cols` numbers, or adds them.
pub(super) fn put_columns<T: Real>(
    out: &mut [T],
    cols: usize,
    columns: Range<usize>,
    accumulate: Accumulate,
    x: &[T],
) {
    let width = columns.len().max(1);
    for (row, x) in out.chunks_exact_mut(cols.max(1)).zip(x.chunks_exact(width)) {
        for (out, &x) in row[columns.start..].iter_mut().zip(x) {
            *out = accumulate.onto(*out, x);
        }
    }
}

/// `Σ f(x_i, y_i)` in `LANES` partial sums.
#[inline(always)]
fn reduce<T: Real>(x: &[T], y: &[T], f: impl Fn(T, T) -> T) -> T {
    vectorise(
        #[inline(always)]
        move || {
            let y = &y[..x.len()];
            let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
            let mut sum = T::ZERO;
            if !x.is_empty() {
                let mut lanes = [T::ZERO; LANES];
                for (x, y) in x.iter().zip(y) {
                    for (lane, (&x, &y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
                        *lane += f(x, y);
                    }
                }
                for lane in lanes {
                    sum += lane;
                }
            }
            for (&x, &y) in x_rest.iter().zip(y_rest) {
                sum += f(x, y);
            }
            sum
        },
    )
}

/// `Σ x_i`
#[inline]
pub(super) fn sum<T: Real>(x: &[T]) -> T {
    reduce(
        x,
        x,
        #[inline(always)]
        |x, _| x,
    )
}

/// Returns whether all numbers are finite: by a sum, which vectorises where a search does not.
#[inline]
pub(super) fn all_finite<T: Real>(x: &[T]) -> bool {
    let zero = reduce(
        x,
        x,
        #[inline(always)]
        |x, _| x * T::ZERO,
    );
    zero == T::ZERO
}

/// `Σ x_i y_i`
#[inline]
pub(super) fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    reduce(
        x,
        y,
        #[inline(always)]
        |x, y| x * y,
    )
}

/// Writes or adds the rows of `x` to `out`, which has a number per column.
///
/// Wide rows are summed a block of columns at a time, so that the sums stay in registers; narrow ones several
/// rows at a time, so that the vectors are full.
#[inline]
pub(super) fn sum_rows<T: Real>(x: &[T], accumulate: Accumulate, out: &mut [T]) {
    if accumulate == Accumulate::Replace {
        out.fill(T::ZERO);
    }
    let cols = out.len();
    if cols == 0 {
        return;
    }
    vectorise(
        #[inline(always)]
        move || {
            if x.len() < 2 * LANES {
                add_rows(x, cols, 0, out);
            } else if cols < LANES {
                let span = 2 * LANES / cols * cols;
                let mut sums = [T::ZERO; 2 * LANES];
                for rows in x.chunks(span) {
                    add_rows(rows, rows.len(), 0, &mut sums[..rows.len()]);
                }
                add_rows(&sums[..span], cols, 0, out);
            } else {
                let (blocks, rest) = out.as_chunks_mut::<LANES>();
                let whole = blocks.len() * LANES;
                for (i, block) in blocks.iter_mut().enumerate() {
                    // Of fixed length, so that the sums stay in registers.
                    let mut sums = *block;
                    for row in x.chunks_exact(cols) {
                        let part =
                            row[i * LANES..].first_chunk::<LANES>().expect("a block is within the row");
                        for (sum, &x) in sums.iter_mut().zip(part) {
                            *sum += x;
                        }
                    }
                    *block = sums;
                }
                add_rows(x, cols, whole, rest);
            }
        },
    );
}

/// Adds to `out` the numbers from column `start` on of each row of `cols`.
#[inline(always)]
fn add_rows<T: Real>(x: &[T], cols: usize, start: usize, out: &mut [T]) {
    for row in x.chunks_exact(cols) {
        for (out, &x) in out.iter_mut().zip(&row[start..]) {
            *out += x;
        }
    }
}

/// `out = e^(x - shift)`; returns the sum and the shift.
#[inline(always)]
fn shifted_exponentials<T: Real>(row: &[T], out: &mut [T]) -> (T, T) {
    let shift = largest_finite(row);
    for (out, &x) in out.iter_mut().zip(row) {
        *out = Real::exp(x - shift);
    }
    let mut sum = T::ZERO;
    for &e in out.iter() {
        sum += e;
    }
    (sum, shift)
}

/// Writes the softmax of each row of `cols` numbers.
#[inline]
pub(super) fn softmax<T: Real>(x: &[T], cols: usize, out: &mut [T]) {
    vectorise(
        #[inline(always)]
        move || {
            for (row, out) in x.chunks_exact(cols.max(1)).zip(out.chunks_exact_mut(cols.max(1))) {
                let (sum, _) = shifted_exponentials(row, out);
                for out in out.iter_mut() {
                    *out /= sum;
                }
            }
        },
    );
}

/// `z ⊙ (d - ⟨z, d⟩)` within each row of `cols` numbers.
#[inline]
pub(super) fn softmax_pull<T: Real>(z: &[T], d: &[T], cols: usize, out: &mut [T]) {
    let cols = cols.max(1);
    for ((z, d), out) in z.chunks_exact(cols).zip(d.chunks_exact(cols)).zip(out.chunks_exact_mut(cols)) {
        let inner = dot(z, d);
        for ((out, &z), &d) in out.iter_mut().zip(z).zip(d) {
            *out = z * (d - inner);
        }
    }
}

/// Returns the mean cross-entropy of softmax outputs; `out` receives its gradient `(softmax - onehot) / rows`.
///
/// Rows are short, so the exponentials are taken in one flat loop, and one logarithm serves many rows: the log of
/// a product is the sum of the logs. A row's sum is at least one, so only growth must be watched.
#[inline]
pub(super) fn softmax_cross_entropy<T: Real>(x: &[T], labels: &Labels, out: &mut [T]) -> T {
    /// The bound of a product of sums, far enough from overflow in either precision for one more row.
    const LARGE: f64 = 1e30;
    let cols = labels.cols_of(x.len()).max(1);
    let weight = T::ONE / T::from_usize(labels.len());
    vectorise(
        #[inline(always)]
        move || {
            let mut total = T::ZERO;
            for ((row, out), &label) in
                x.chunks_exact(cols).zip(out.chunks_exact_mut(cols)).zip(labels.iter())
            {
                let shift = largest_finite(row);
                for (out, &x) in out.iter_mut().zip(row) {
                    *out = x - shift;
                }
                total -= out[label as usize];
            }
            for out in out.iter_mut() {
                *out = Real::exp(*out);
            }
            let mut product = T::ONE;
            for (out, &label) in out.chunks_exact_mut(cols).zip(labels.iter()) {
                let mut sum = T::ZERO;
                for &e in out.iter() {
                    sum += e;
                }
                product *= sum;
                if product > T::from_f64(LARGE) {
                    total += Real::ln(product);
                    product = T::ONE;
                }
                let scale = weight / sum;
                for out in out.iter_mut() {
                    *out *= scale;
                }
                out[label as usize] -= weight;
            }
            (total + Real::ln(product)) * weight
        },
    )
}
