//! The definition of every block operation: one scalar loop each.
//!
//! Engines override them; `dualtape_check::array_laws` compares the two.

use std::ops::Range;

use crate::array::buf::Buf;
use crate::array::labels::Labels;
use crate::array::shape::{Accumulate, Layout, MatMul};
use crate::array::{Array, rows_of};
use crate::curve::{binary_curve_along, unary_curve_along};
use crate::op::{Binary, Nary, Operand, Side, Unary, carry};
use crate::real::Real;
use crate::rules::nary::{LogSumExp, largest_finite, pairwise_sum};
use crate::scalar::Scalar;

type S<A> = <A as Array>::Scalar;

/// Returns `f(i)` for every index.
///
/// A plain loop: the adapters of an iterator would be compiled anew for each `f`, and there is one per rule.
fn build<A: Array>(n: usize, mut f: impl FnMut(usize) -> S<A>) -> A {
    let mut all = Vec::with_capacity(n);
    for i in 0..n {
        all.push(f(i));
    }
    A::from_scalars(&all)
}

fn same_length<A: Array>(x: &A, others: &[&A]) -> usize {
    for other in others {
        assert_eq!(x.len(), other.len(), "arrays of different lengths");
    }
    x.len()
}

/// Defines [`Array::from_fn`].
pub fn from_fn<A: Array>(n: usize, f: impl Fn(usize) -> S<A>) -> A {
    build(n, f)
}

/// Defines [`Array::columns`].
pub fn columns<A: Array>(x: &A, cols: usize, columns: Range<usize>) -> A {
    let (rows, width) = (rows_of(x, cols), width_within(&columns, cols));
    build(rows * width, |i| x.get(i / width * cols + columns.start + i % width))
}

/// Returns the number of columns in a range.
pub(crate) fn width_within(columns: &Range<usize>, cols: usize) -> usize {
    assert!(columns.start <= columns.end && columns.end <= cols, "columns {columns:?} of {cols}");
    columns.len()
}

/// Defines [`Array::values`].
pub fn values<A: Array>(x: &A) -> Buf<A::Real> {
    Buf::fill(x.len(), |out| {
        for (i, out) in out.iter_mut().enumerate() {
            *out = x.get(i).value();
        }
    })
}

/// Defines [`Array::map`].
pub fn map<R: Unary, A: Array>(rule: R, x: &A) -> A {
    build(x.len(), |i| x.get(i).unary(rule))
}

/// Defines [`Array::zip`].
pub fn zip<R: Binary, A: Array>(rule: R, x: &A, y: &A) -> A {
    build(same_length(x, &[y]), |i| x.get(i).binary(rule, y.get(i)))
}

/// Defines [`Array::map_pull`].
pub fn map_pull<R: Unary, A: Array>(rule: R, x: &A, z: &A, d: &A) -> A {
    build(same_length(x, &[z, d]), |i| carry(R::SELECTS, rule.block_partial(x.get(i), z.get(i)), d.get(i)))
}

/// Defines [`Array::map_curve`].
pub fn map_curve<R: Unary, A: Array>(rule: R, along: Operand, x: &A, z: &A, t: &A, d: &A) -> A {
    build(same_length(x, &[z, t, d]), |i| {
        carry(R::SELECTS, unary_curve_along(rule, along, x.get(i), z.get(i), t.get(i)), d.get(i))
    })
}

/// Defines [`Array::zip_pull`].
pub fn zip_pull<R: Binary, A: Array>(rule: R, side: Side, x: &A, y: &A, z: &A, d: &A) -> A {
    build(same_length(x, &[y, z, d]), |i| {
        carry(R::SELECTS, side.of(rule.partials(x.get(i), y.get(i), z.get(i))), d.get(i))
    })
}

/// Defines [`Array::zip_curve`].
#[allow(clippy::too_many_arguments, reason = "the operands of a second derivative")]
pub fn zip_curve<R: Binary, A: Array>(
    rule: R,
    side: Side,
    along: Operand,
    x: &A,
    y: &A,
    z: &A,
    t: &A,
    d: &A,
) -> A {
    build(same_length(x, &[y, z, t, d]), |i| {
        let curve = binary_curve_along(rule, along, x.get(i), y.get(i), z.get(i), t.get(i));
        carry(R::SELECTS, side.of(curve), d.get(i))
    })
}

/// Defines [`Array::matmul`].
pub fn matmul<A: Array>(a: &A, b: &A, s: MatMul) -> A {
    s.check(a.len(), b.len());
    let (a, b) = (a.to_vec(), b.to_vec());
    let at = |layout, row, col, rows, cols| match layout {
        Layout::AsStored => row * cols + col,
        Layout::Transposed => col * rows + row,
    };
    build(s.m * s.n, |index| {
        let (i, j) = (index / s.n, index % s.n);
        (0..s.k).map(|p| a[at(s.left, i, p, s.m, s.k)] * b[at(s.right, p, j, s.k, s.n)]).sum()
    })
}

/// Defines [`Array::affine`].
pub fn affine<A: Array>(x: &A, w: &A, b: &A) -> A {
    let (inputs, rows) = affine_shape(x, w, b);
    let (x, w, b) = (x.to_vec(), w.to_vec(), b.to_vec());
    build(rows * b.len(), |index| {
        let (row, j) = (index / b.len(), index % b.len());
        (0..inputs).fold(b[j], |sum, i| sum + w[j * inputs + i] * x[row * inputs + i])
    })
}

/// Returns the inputs per row and the rows of `x` in an affine map.
pub(crate) fn affine_shape<A: Array>(x: &A, w: &A, b: &A) -> (usize, usize) {
    let inputs = rows_of(w, b.len().max(1));
    (inputs, rows_of(x, inputs))
}

/// Defines [`Array::sum_rows`].
pub fn sum_rows<A: Array>(x: &A, cols: usize) -> A {
    let rows = rows_of(x, cols);
    let x = x.to_vec();
    build(cols, |j| pairwise_sum(0..rows, &|row| x[row * cols + j]))
}

/// Defines [`Array::scale`].
pub fn scale<A: Array>(x: &A, s: S<A>) -> A {
    build(x.len(), |i| x.get(i) * s)
}

/// Defines [`Array::sum`].
pub fn sum<A: Array>(x: &A) -> S<A> {
    pairwise_sum(0..x.len(), &|i| x.get(i))
}

/// Defines [`Array::dot`].
pub fn dot<A: Array>(x: &A, y: &A) -> S<A> {
    pairwise_sum(0..same_length(x, &[y]), &|i| x.get(i) * y.get(i))
}

/// Defines [`Array::log_sum_exp`].
pub fn log_sum_exp<A: Array>(x: &A, cols: usize) -> A {
    let rows = rows_of(x, cols);
    let x = x.to_vec();
    build(rows, |row| LogSumExp.eval(&x[row * cols..(row + 1) * cols], &[]))
}

/// Defines [`Array::softmax`].
pub fn softmax<A: Array>(x: &A, cols: usize) -> A {
    rows_of(x, cols);
    let mut z = x.to_vec();
    for row in z.chunks_exact_mut(cols.max(1)) {
        let shift = largest_finite(row);
        row.iter_mut().for_each(|x| *x = (*x - shift).exp());
        let total: S<A> = row.iter().copied().sum();
        row.iter_mut().for_each(|x| *x /= total);
    }
    A::from_scalars(&z)
}

/// Defines [`Array::softmax_cross_entropy`].
pub fn softmax_cross_entropy<A: Array>(x: &A, labels: &Labels) -> S<A> {
    let cols = labels.cols_of(x.len());
    let x = x.to_vec();
    let rows = x.chunks_exact(cols.max(1)).zip(labels.iter());
    let total: S<A> = rows.map(|(row, &label)| LogSumExp.eval(row, &[]) - row[label as usize]).sum();
    total * (A::Real::ONE / A::Real::from_usize(labels.len()))
}

/// Defines [`Array::put`].
pub fn put<A: Array>(a: &mut A, at: usize, accumulate: Accumulate, v: &A) {
    let mut all = a.to_vec();
    for (i, slot) in all[at..at + v.len()].iter_mut().enumerate() {
        *slot = accumulate.onto(*slot, v.get(i));
    }
    *a = A::from_scalars(&all);
}

/// Defines [`Array::put_columns`].
pub fn put_columns<A: Array>(a: &mut A, cols: usize, at: usize, accumulate: Accumulate, v: &A) {
    let width = put_width(a, cols, at, v);
    let mut all = a.to_vec();
    for i in 0..v.len() {
        let slot = &mut all[i / width * cols + at + i % width];
        *slot = accumulate.onto(*slot, v.get(i));
    }
    *a = A::from_scalars(&all);
}

/// Returns the number of columns of `v`, which are written to those from `at` on of `a`.
pub(crate) fn put_width<A: Array>(a: &A, cols: usize, at: usize, v: &A) -> usize {
    let rows = rows_of(a, cols);
    let width = v.len().checked_div(rows).unwrap_or(0);
    assert!(width * rows == v.len() && at + width <= cols, "{} numbers at column {at} of {cols}", v.len());
    width
}
