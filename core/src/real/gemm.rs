//! Matrix products of plain numbers: the only place that knows the library behind them.

use dualtape_gemm::{Element, Factor};

use crate::array::shape::{Accumulate, Layout, MatMul};

/// Writes `out = a·b` or `out += a·b`, sequentially and without allocating.
pub(super) fn gemm<T: Element>(s: MatMul, accumulate: Accumulate, a: &[T], b: &[T], out: &mut [T]) {
    let factor = |elements, layout| Factor { elements, transposed: layout == Layout::Transposed };
    let add = accumulate == Accumulate::Add;
    dualtape_gemm::gemm(s.m, s.k, s.n, factor(a, s.left), factor(b, s.right), add, out);
}
