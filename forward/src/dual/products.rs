//! Tangents of matrix products, of the active columns alone.

use std::borrow::Cow;
use std::ops::Range;

use dualtape_core::{Accumulate, Array, Layout, MatMul};

use crate::dual::columns::ActiveColumns;
use crate::dual::tangents::{Tangents, plus};

/// Returns the tangents of `x wᵀ + b`; `shape` is that of the product.
pub(crate) fn affine<A: Array, const N: usize>(
    [x, w]: [&A; 2],
    [dx, dw, db]: [Option<&Tangents<A, N>>; 3],
    shape: MatMul,
) -> Option<Tangents<A, N>> {
    let parameters = match (dw, db) {
        // x ẇᵀ + ḃ in one, and a lane is still in the cache when ẋ wᵀ is added to it.
        (Some(dw), Some(db)) if dw.columns.is_all() && db.columns.is_all() => {
            let by_x = dx.map(|dx| thin_left(dx, w, shape));
            return Some(Tangents::new(ActiveColumns::all(shape.m * shape.n), &mut |k| {
                let mut lane = A::affine(x, &dw.lanes[k], &db.lanes[k]);
                if let Some((dx, w, thin)) = &by_x {
                    lane.matmul_into(0, Accumulate::Add, &dx.lanes[k], w, *thin);
                }
                lane
            }));
        }
        (dw, db) => plus(dw.map(|dw| push_right(x, dw, shape)), db.map(|db| repeat_rows(db, shape.m))),
    };
    match (parameters, dx) {
        (Some(sum), Some(dx)) => Some(add_left(sum, dx, w, shape)),
        (None, Some(dx)) => Some(push_left(dx, w, shape)),
        (parameters, None) => parameters,
    }
}

/// `ȧ b` for each lane.
pub(crate) fn push_left<A: Array, const N: usize>(
    a: &Tangents<A, N>,
    b: &A,
    shape: MatMul,
) -> Tangents<A, N> {
    let (a, b, thin) = thin_left(a, b, shape);
    Tangents::new(ActiveColumns::all(shape.m * shape.n), &mut |k| a.lanes[k].matmul(&b, thin))
}

/// `sum + ȧ b` for each lane.
pub(crate) fn add_left<A: Array, const N: usize>(
    mut sum: Tangents<A, N>,
    a: &Tangents<A, N>,
    b: &A,
    shape: MatMul,
) -> Tangents<A, N> {
    if !sum.columns.is_all() {
        return push_left(a, b, shape).plus(&sum);
    }
    let (a, b, thin) = thin_left(a, b, shape);
    for (sum, a) in sum.lanes.iter_mut().zip(&a.lanes) {
        sum.matmul_into(0, Accumulate::Add, a, &b, thin);
    }
    sum
}

/// Returns the lanes of the left operand, the rows of `b` that its active columns meet, and the shape of their product.
fn thin_left<'a, A: Array, const N: usize>(
    a: &'a Tangents<A, N>,
    b: &A,
    shape: MatMul,
) -> (Cow<'a, Tangents<A, N>>, A, MatMul) {
    let (columns, a) = match shape.left {
        Layout::AsStored => a.in_matrix(shape.k),
        Layout::Transposed => (0..shape.k, a.filled()),
    };
    let thin = MatMul { k: columns.len(), ..shape };
    let b = match shape.right {
        _ if thin == shape => b.clone(),
        Layout::AsStored => b.slice(columns.start * shape.n..columns.end * shape.n),
        Layout::Transposed => b.columns(shape.k, columns),
    };
    (a, b, thin)
}

/// `a ḃ` for each lane.
pub(crate) fn push_right<A: Array, const N: usize>(
    a: &A,
    b: &Tangents<A, N>,
    shape: MatMul,
) -> Tangents<A, N> {
    let len = shape.m * shape.n;
    match (shape.right, b.columns.as_span()) {
        // Columns of b give columns of the product.
        (Layout::AsStored, _) => {
            let (columns, b) = b.in_matrix(shape.n);
            let thin = MatMul { n: columns.len(), ..shape };
            Tangents::new(ActiveColumns::new(len, shape.n, columns), &mut |k| a.matmul(&b.lanes[k], thin))
        }
        // So do rows of bᵀ: a part of one meets as many columns of a, several are filled up.
        (Layout::Transposed, Some(span)) if !b.columns.is_all() => {
            let rows = span.start / shape.k..span.end.div_ceil(shape.k);
            let columns = ActiveColumns::new(len, shape.n, rows.clone());
            if rows.len() == 1 {
                let part = span.start - rows.start * shape.k..span.end - rows.start * shape.k;
                let thin = MatMul { k: part.len(), n: 1, ..shape };
                let a = meeting(a, part, shape);
                return Tangents::new(columns, &mut |k| a.matmul(&b.lanes[k], thin));
            }
            let thin = MatMul { n: rows.len(), ..shape };
            let b =
                b.spread(ActiveColumns::span(b.columns.whole().of, rows.start * shape.k..rows.end * shape.k));
            Tangents::new(columns, &mut |k| a.matmul(&b.lanes[k], thin))
        }
        (Layout::Transposed, _) => {
            let b = b.filled();
            Tangents::new(ActiveColumns::all(len), &mut |k| a.matmul(&b.lanes[k], shape))
        }
    }
}

/// Returns the columns of the left operand in `range`.
fn meeting<A: Array>(a: &A, range: Range<usize>, shape: MatMul) -> A {
    match shape.left {
        Layout::AsStored => a.columns(shape.k, range),
        Layout::Transposed => a.slice(range.start * shape.m..range.end * shape.m),
    }
}

/// Returns the tangents of a run repeated `rows` times.
pub(crate) fn repeat_rows<A: Array, const N: usize>(x: &Tangents<A, N>, rows: usize) -> Tangents<A, N> {
    Tangents::new(x.columns.repeated(rows), &mut |k| x.lanes[k].repeat_rows(rows))
}
