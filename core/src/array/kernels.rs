//! Loops over plain numbers, compiled for the widest vectors of the machine.

use super::Labels;
use crate::Real;
use crate::real::vectorise;

/// Independent partial sums: enough for two vectors of the widest kind in flight, and a fixed order of addition.
const LANES: usize = 32;

/// `out[i] = f(x[i])`.
#[inline(always)]
pub(super) fn map<T: Real>(x: &[T], out: &mut [T], f: impl Fn(T) -> T) {
    vectorise(
        #[inline(always)]
        || {
            for (out, &x) in out.iter_mut().zip(x) {
                *out = f(x);
            }
        },
    );
}

/// `out[i] = f([x[0][i], …, x[K - 1][i]])`.
#[inline(always)]
pub(super) fn map_many<T: Real, const K: usize>(x: [&[T]; K], out: &mut [T], f: impl Fn([T; K]) -> T) {
    let n = out.len();
    let x = x.map(|x| &x[..n]);
    vectorise(
        #[inline(always)]
        || {
            for (i, out) in out.iter_mut().enumerate() {
                *out = f(std::array::from_fn(
                    #[inline(always)]
                    |k| x[k][i],
                ));
            }
        },
    );
}

/// `out += x`.
#[inline]
pub(super) fn add<T: Real>(out: &mut [T], x: &[T]) {
    vectorise(
        #[inline(always)]
        || {
            for (out, &x) in out.iter_mut().zip(x) {
                *out += x;
            }
        },
    );
}

/// `Σ f(i)` for `i < n`, in `LANES` partial sums.
#[inline(always)]
fn reduce<T: Real>(n: usize, f: impl Fn(usize) -> T) -> T {
    vectorise(
        #[inline(always)]
        || {
            let mut lanes = [T::ZERO; LANES];
            let whole = n / LANES * LANES;
            for start in (0..whole).step_by(LANES) {
                for (j, lane) in lanes.iter_mut().enumerate() {
                    *lane += f(start + j);
                }
            }
            let mut sum = T::ZERO;
            for lane in lanes {
                sum += lane;
            }
            for i in whole..n {
                sum += f(i);
            }
            sum
        },
    )
}

/// `Σ x_i`
#[inline]
pub(super) fn sum<T: Real>(x: &[T]) -> T {
    reduce(
        x.len(),
        #[inline(always)]
        |i| x[i],
    )
}

/// `Σ x_i y_i`
#[inline]
pub(super) fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let y = &y[..x.len()];
    reduce(
        x.len(),
        #[inline(always)]
        |i| x[i] * y[i],
    )
}

/// Adds the rows of `x` into `out`, which has a number per column.
#[inline]
pub(super) fn sum_rows<T: Real>(x: &[T], out: &mut [T]) {
    out.fill(T::ZERO);
    if out.is_empty() {
        return;
    }
    vectorise(
        #[inline(always)]
        || {
            for row in x.chunks_exact(out.len()) {
                for (out, &x) in out.iter_mut().zip(row) {
                    *out += x;
                }
            }
        },
    );
}

/// The largest number of a row, or 0 if it is infinite; NaN is passed over (the exponentials keep it).
#[inline(always)]
pub(super) fn finite_max<T: Real>(row: &[T]) -> T {
    let mut largest = -T::INFINITY;
    for &x in row {
        largest = if x > largest { x } else { largest };
    }
    if largest.is_finite() { largest } else { T::ZERO }
}

/// `out = e^(x - shift)`; returns the sum and the shift.
#[inline(always)]
fn shifted_exponentials<T: Real>(row: &[T], out: &mut [T]) -> (T, T) {
    let shift = finite_max(row);
    for (out, &x) in out.iter_mut().zip(row) {
        *out = Real::exp(x - shift);
    }
    let mut sum = T::ZERO;
    for &e in out.iter() {
        sum += e;
    }
    (sum, shift)
}

/// Softmax of each row of `cols` numbers.
#[inline]
pub(super) fn softmax<T: Real>(x: &[T], cols: usize, out: &mut [T]) {
    vectorise(
        #[inline(always)]
        || {
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

/// The mean cross-entropy of softmax outputs; `out` receives its gradient `(softmax - onehot) / rows`.
#[inline]
pub(super) fn softmax_cross_entropy<T: Real>(x: &[T], labels: &Labels, out: &mut [T]) -> T {
    let cols = labels.cols_of(x.len()).max(1);
    let weight = T::ONE / T::from_usize(labels.len());
    vectorise(
        #[inline(always)]
        || {
            let mut total = T::ZERO;
            for ((row, out), &label) in
                x.chunks_exact(cols).zip(out.chunks_exact_mut(cols)).zip(labels.iter())
            {
                let (sum, shift) = shifted_exponentials(row, out);
                total += Real::ln(sum) + shift - row[label as usize];
                let scale = weight / sum;
                for out in out.iter_mut() {
                    *out *= scale;
                }
                out[label as usize] -= weight;
            }
            total * weight
        },
    )
}
