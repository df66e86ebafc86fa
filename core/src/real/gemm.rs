//! Matrix products of plain numbers: the only place that knows the library behind them.

use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::{Accum, MatMut, MatRef, Par};

use crate::array::shape::{Accumulate, Layout, MatMul};

/// Returns a matrix view of a row-major slice or of its transpose.
fn view<T>(data: &[T], rows: usize, cols: usize, layout: Layout) -> MatRef<'_, T> {
    match layout {
        Layout::AsStored => MatRef::from_row_major_slice(data, rows, cols),
        Layout::Transposed => MatRef::from_column_major_slice(data, rows, cols),
    }
}

/// `out = a·b` or `out += a·b`, sequentially and without allocating.
pub(super) fn gemm<T: ComplexField>(
    s: MatMul,
    accumulate: Accumulate,
    a: &[T],
    b: &[T],
    out: &mut [T],
    one: T,
) {
    let (a, b) = (view(a, s.m, s.k, s.left), view(b, s.k, s.n, s.right));
    let out = MatMut::from_row_major_slice_mut(out, s.m, s.n);
    let accumulate = match accumulate {
        Accumulate::Replace => Accum::Replace,
        Accumulate::Add => Accum::Add,
    };
    matmul(out, accumulate, a, b, one, Par::Seq);
}
