//! A whole product: which method serves, and the order of the blocks.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::dots::Dots;
use crate::outer::Outer;
use crate::pack::Pack;
use crate::strip::{Block, Strided, Strip};
use crate::vectors::Vectors;

/// Terms that are summed in a row.
pub(crate) const DEPTH: usize = 256;
/// Fewer rows than these read a factor that is not transposed where it is.
const FEW_ROWS: usize = 16;
/// And so do all rows if it has at most as many bytes: it stays in the first cache.
const SMALL: usize = 1 << 15;
/// Bytes of a row of the packed panel.
const PANEL_ROW: usize = 1 << 12;
/// Bytes of the packed panel, unless less than [`DEPTH`] rows would fit.
const PANEL: usize = 1 << 20;
/// Bytes of `a` and `out` that are in use with each strip of the panel.
const BLOCK: usize = 1 << 18;
/// A multiple of the rows of every tile.
const TILES: usize = 24;

/// A factor of a product.
#[derive(Clone, Copy, Debug)]
pub struct Factor<'a, T> {
    /// The elements, row by row.
    pub elements: &'a [T],
    /// Flag for elements that are those of the transpose.
    pub transposed: bool,
}

impl<T> Factor<'_, T> {
    /// The same elements as those of the transpose.
    fn flip(self) -> Self {
        Factor { transposed: !self.transposed, ..self }
    }
}

/// An element of a matrix: `f32` or `f64`.
pub trait Element: Vectors {
    /// [`crate::gemm`], compiled here and not in the crate that calls it.
    #[doc(hidden)]
    fn gemm(
        m: usize,
        k: usize,
        n: usize,
        a: Factor<'_, Self>,
        b: Factor<'_, Self>,
        add: bool,
        out: &mut [Self],
    );
}

macro_rules! element {
    ($t:ident) => {
        impl Element for $t {
            fn gemm(
                m: usize,
                k: usize,
                n: usize,
                a: Factor<'_, $t>,
                b: Factor<'_, $t>,
                add: bool,
                out: &mut [$t],
            ) {
                gemm::<$t, false>(m, k, n, a, b, add, out, Arch::new());
            }
        }
    };
}
element!(f32);
element!(f64);

/// [`crate::gemm`] or [`crate::gemm_checked`], with the instructions of `arch`.
#[allow(clippy::too_many_arguments, reason = "those of `crate::gemm`, and the instructions")]
pub(crate) fn gemm<T: Vectors, const CHECKED: bool>(
    m: usize,
    k: usize,
    n: usize,
    a: Factor<'_, T>,
    b: Factor<'_, T>,
    add: bool,
    out: &mut [T],
    arch: Arch,
) {
    let is = |len: usize, rows: usize, columns: usize| rows.checked_mul(columns) == Some(len);
    assert!(
        is(a.elements.len(), m, k) && is(b.elements.len(), k, n) && is(out.len(), m, n),
        "product {m}×{k} · {k}×{n} of {} and {} elements into {}",
        a.elements.len(),
        b.elements.len(),
        out.len()
    );
    if m == 0 || n == 0 {
        return;
    }
    if k == 0 {
        if !add {
            out.fill(T::default());
        }
        return;
    }
    // A column is a row of the transposed product; a row or a column as a factor is its own transpose.
    let (m, n, a, b) = if n == 1 { (1, m, b.flip(), a.flip()) } else { (m, n, a, b) };
    let a = Factor { transposed: a.transposed && m > 1 && k > 1, ..a };
    let b = Factor { transposed: b.transposed && k > 1 || n == 1, ..b };
    Product::<T, CHECKED> { m, k, n, a, b, add, out }.run(arch);
}

/// A product of at least one row, column and term.
struct Product<'a, T, const CHECKED: bool> {
    m: usize,
    k: usize,
    n: usize,
    a: Factor<'a, T>,
    b: Factor<'a, T>,
    add: bool,
    out: &'a mut [T],
}

impl<T: Vectors, const CHECKED: bool> WithSimd for Product<'_, T, CHECKED> {
    type Output = ();

    // Each kernel is vectorised in a function of its own: compiled into one, they would share its registers.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.vectorised(simd);
    }
}

impl<T: Vectors, const CHECKED: bool> Product<'_, T, CHECKED> {
    fn run(self, arch: Arch) {
        match arch {
            // Half a vector is enough.
            #[cfg(target_arch = "x86_64")]
            Arch::V4(simd) if self.n <= T::lanes::<pulp::x86::V3>() => self.vectorised(*simd),
            #[cfg(target_arch = "x86_64")]
            Arch::V4(simd) => self.vectorised(simd),
            #[cfg(target_arch = "x86_64")]
            Arch::V3(simd) => self.vectorised(simd),
            arch => arch.dispatch(self),
        }
    }

    fn vectorised<S: Simd>(self, simd: S) {
        let (a, b) = (self.a.elements, self.b.elements);
        if self.m == 1 && self.b.transposed {
            simd.vectorize(Dots { a, b, add: self.add, out: self.out });
        } else if self.k == 1 && self.n >= 4 * T::lanes::<S>() {
            simd.vectorize(Outer { a, b, add: self.add, out: self.out });
        } else {
            self.in_blocks(simd);
        }
    }

    /// All strips of some rows, with a part of the common index, before the next rows: so `out` passes through the
    /// caches as rarely as the panel allows.
    fn in_blocks<S: Simd>(mut self, simd: S) {
        let (m, k, n, size) = (self.m, self.k, self.n, size_of::<T>());
        let depth = if k <= DEPTH { k } else { k.div_ceil(k.div_ceil(DEPTH)) };
        let packed = self.b.transposed || m >= FEW_ROWS && k * n * size > SMALL;
        let (terms, columns) = if packed {
            let columns = n.min(PANEL_ROW / size);
            (k.min((PANEL / size / columns / depth).max(1) * depth), columns)
        } else {
            (k, n)
        };
        let touched = (depth + columns) * size;
        let rows = if m * touched <= BLOCK { m } else { (BLOCK / touched / TILES).max(1) * TILES };
        let width = columns.next_multiple_of(T::lanes::<S>());
        let mut in_panels = |panel: &mut [T]| {
            for columns in pieces(0..n, columns) {
                for terms in pieces(0..k, terms) {
                    for rows in pieces(0..m, rows) {
                        for part in pieces(terms.clone(), depth) {
                            let at = (part.start - terms.start) * width;
                            let panel = if packed { Some(&mut panel[at..]) } else { None };
                            self.strips(simd, rows.clone(), part, columns.clone(), panel);
                        }
                    }
                }
            }
        };
        if packed {
            T::with_scratch(terms * width, in_panels);
        } else {
            in_panels(&mut []);
        }
    }

    /// Some rows, some terms, some columns, strip by strip. With a panel, `b` is read from there; the first rows fill
    /// it.
    #[inline(always)]
    fn strips<S: Simd>(
        &mut self,
        simd: S,
        rows: Range<usize>,
        terms: Range<usize>,
        columns: Range<usize>,
        mut panel: Option<&mut [T]>,
    ) {
        let Product { m, k, n, a, b, .. } = *self;
        let (row, column) = if a.transposed { (1, m) } else { (k, 1) };
        let a = Strided { elements: &a.elements[rows.start * row + terms.start * column..], row, column };
        let lanes = T::lanes::<S>();
        let mut j = columns.start;
        while j < columns.end {
            let vectors = vectors::<S>((columns.end - j).div_ceil(lanes), m);
            let width = vectors * lanes;
            let filled = width.min(columns.end - j);
            let (at, stride) = if b.transposed { (j * k + terms.start, k) } else { (terms.start * n + j, n) };
            let from = &b.elements[at..];
            let (strip, b_row) = match &mut panel {
                None => (from, stride),
                Some(panel) => {
                    let to = &mut panel[(j - columns.start) * terms.len()..][..width * terms.len()];
                    if rows.start == 0 {
                        let transposed = b.transposed;
                        simd.vectorize(Pack {
                            to,
                            width,
                            from,
                            stride,
                            transposed,
                            depth: terms.len(),
                            columns: filled,
                        });
                    }
                    (&*to, width)
                }
            };
            let block = Block {
                rows: rows.len(),
                depth: terms.len(),
                columns: filled,
                a,
                b: strip,
                b_row,
                out: &mut self.out[rows.start * n + j..],
                out_row: n,
                add: self.add || terms.start > 0,
            };
            tiles::<S, T, CHECKED>(simd, vectors, block);
            j += width;
        }
    }
}

/// A range in pieces of a length, the last one perhaps shorter. (`step_by` divides before it begins.)
fn pieces(range: Range<usize>, len: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let piece = at..range.end.min(at + len);
        at = piece.end;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Returns the width of the next strip if as many vectors are left.
#[inline(always)]
fn vectors<S: Simd>(left: usize, m: usize) -> usize {
    match left {
        8.. if m == 1 => 8,
        // Twenty-four sums, which need the many registers.
        3 if S::REGISTER_COUNT >= 32 => 3,
        left => left.min(2),
    }
}

/// Computes a block in tiles, and the rows that are left in tiles of half the size if they fit into one.
#[inline(always)]
fn tiles<S: Simd, T: Vectors, const CHECKED: bool>(simd: S, vectors: usize, block: Block<'_, T>) {
    macro_rules! tiles {
        ($rows:literal, $half:literal, $vectors:literal) => {{
            let rest = block.rows % $rows;
            let most = if rest > $half { block.rows } else { block.rows - rest };
            if most > 0 {
                let block = Block { rows: most, out: &mut *block.out, ..block };
                simd.vectorize(Strip::<T, CHECKED, $rows, $vectors>(block));
            }
            if most < block.rows {
                let a = Strided { elements: &block.a.elements[most * block.a.row..], ..block.a };
                let out = &mut block.out[most * block.out_row..];
                let block = Block { rows: block.rows - most, a, out, ..block };
                simd.vectorize(Strip::<T, CHECKED, $half, $vectors>(block));
            }
        }};
    }
    match (vectors, const { S::REGISTER_COUNT >= 32 }) {
        (1, _) => tiles!(8, 4, 1),
        (2, true) => tiles!(8, 4, 2),
        (2, false) => tiles!(6, 3, 2),
        (3, _) => tiles!(8, 4, 3),
        _ => simd.vectorize(Strip::<T, CHECKED, 1, 8>(block)),
    }
}
