//! Matrix products of `f32` and `f64`: `out = a·b` and `out += a·b`, row-major, either factor transposed or not.
//!
//! One thread, no allocation per call once a thread's scratch has its size, and no dependency but `pulp`.
//!
//! # Method
//!
//! The usual one (Goto and van de Geijn 2008): a tile of `out`, eight rows by two vectors, stays in registers while the
//! common index runs; strips of `b` are packed to be read in order, unless there are too few rows to pay for it. A
//! product with one row or one column is a row of dot products or of sums of rows; one of depth one is an outer
//! product.
//!
//! # Bits
//!
//! An element is summed in the order of the common index, with fused multiply-add, in blocks of at most 256 terms that
//! are added in turn. It depends on its row of `a`, its column of `b` and nothing else, so that rows may be computed
//! together or apart. A single row times a transposed `b` is the exception: its sums are dot products over 128 bytes of
//! lanes. AVX2 and AVX-512 give the same bits; without fused multiply-add the last digits differ.
//!
//! # Why this crate exists
//!
//! The product was faer's until version 0.24. It was all that dualtape used of faer, and four fifths of a cold build of
//! the libraries (96 of 117 CPU seconds, `cargo build --release --timings`). The other candidates, as median time over
//! faer's on one core with AVX-512 (f32 and f64, 66 shapes from 4×2·2×8 to 900×128·128×900, in every layout, in
//! alternation):
//!
//! | library | 64×64·64×32 | 64×32·32×10 | 256×784·784×128 | 64×2·2×8 | build |
//! |---|---|---|---|---|---|
//! | this crate | 0.75 – 0.96 | 0.64 – 0.84 | 0.88 – 0.98 | 0.89 – 1.16 | 4 s |
//! | `gemm` | 0.92 – 1.21 | 1.28 – 1.37 | 0.85 – 0.95 | 2.1 – 3.5 | 15 s |
//! | `matrixmultiply` | 1.06 – 1.53 | 0.93 – 1.47 | 0.96 – 1.26 | 1.3 – 3.7 | 1 s |
//! | `private-gemm-x86`, faer's kernel | 0.99 – 1.02 | 1.00 – 1.03 | 1.00 – 1.03 | 2.1 – 4.8 | 13 s |
//!
//! `gemm` and `matrixmultiply` are slow where networks are small; `private-gemm-x86` as well, and it says by its name
//! that it is not for others, and knows only x86.
//!
//! # Why it is unsafe
//!
//! [`gemm_checked`] is the same code with each access checked. `cargo bench -p dualtape-gemm` sets one against the
//! other; the figures stand there. The unchecked accesses are in one kernel (`strip`), whose indices are bounded by
//! three comparisons per call, and in the masked loads and stores of `pulp`.

mod access;
mod dots;
mod outer;
mod pack;
mod product;
mod strip;
#[cfg(test)]
mod tests;
mod unroll;
mod vectors;

pub use product::{Element, Factor};

/// Writes the product of an m × k and a k × n matrix to `out`, or adds it if `add`.
///
/// ```
/// use dualtape_gemm::{Factor, gemm};
/// let a = Factor { elements: &[1.0, 2.0, 3.0, 4.0], transposed: false };
/// let b = Factor { elements: &[1.0, 1.0, 0.0, 1.0], transposed: true };
/// let mut out = [0.0; 4];
/// gemm(2, 2, 2, a, b, false, &mut out);
/// assert_eq!(out, [3.0, 2.0, 7.0, 4.0]);
/// ```
///
/// # Panics
/// If the slices do not have m·k, k·n and m·n elements.
///
/// # Cost
/// 2·m·k·n floating-point operations, near the machine's peak from 64 rows on. Scratch of at most 2 MiB a thread and
/// type is kept.
pub fn gemm<T: Element>(
    m: usize,
    k: usize,
    n: usize,
    a: Factor<'_, T>,
    b: Factor<'_, T>,
    add: bool,
    out: &mut [T],
) {
    T::gemm(m, k, n, a, b, add, out);
}

/// [`gemm`] with every access to memory checked: the same bits, for tests and the bench.
///
/// # Panics
/// As [`gemm`].
#[doc(hidden)]
pub fn gemm_checked<T: Element>(
    m: usize,
    k: usize,
    n: usize,
    a: Factor<'_, T>,
    b: Factor<'_, T>,
    add: bool,
    out: &mut [T],
) {
    product::gemm::<T, true>(m, k, n, a, b, add, out, pulp::Arch::new());
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
