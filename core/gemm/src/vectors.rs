//! Vectors of the two element types.

#[cfg(target_arch = "x86_64")]
use std::any::Any;
use std::cell::RefCell;
use std::ops::{Add, Mul};

use pulp::bytemuck::Pod;
#[cfg(target_arch = "x86_64")]
use pulp::bytemuck::cast;
#[cfg(target_arch = "x86_64")]
use pulp::x86::{V3, V4};
use pulp::{MemMask, Simd};

/// The operations on vectors of an element type, for each instruction set.
#[allow(unreachable_pub, reason = "a bound of a public trait that nobody else can implement")]
pub trait Vectors: Copy + Default + Add<Output = Self> + Mul<Output = Self> + 'static {
    /// A vector of the widest kind.
    type Vector<S: Simd>: Pod;
    /// A choice of a vector's first lanes.
    type Mask<S: Simd>: Copy;

    /// Returns the number of elements of a vector.
    #[inline(always)]
    fn lanes<S: Simd>() -> usize {
        size_of::<Self::Vector<S>>() / size_of::<Self>()
    }
    /// Returns the elements as vectors, and those that are left.
    fn vectors<S: Simd>(x: &[Self]) -> (&[Self::Vector<S>], &[Self]);
    /// Returns the elements as vectors, and those that are left.
    fn vectors_mut<S: Simd>(x: &mut [Self]) -> (&mut [Self::Vector<S>], &mut [Self]);
    /// Returns `x` in every lane.
    fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S>;
    /// `a + b`
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a·b`
    fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a·b + c`, rounded once where the machine can.
    fn mul_add<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;
    /// Returns the sum of the lanes, by halves.
    fn sum<S: Simd>(simd: S, v: Self::Vector<S>) -> Self;

    /// Returns a vector that begins with the elements of `x`, fewer than it has lanes.
    fn load_first<S: Simd>(simd: S, x: &[Self]) -> Self::Vector<S>;
    /// Writes as many lanes as `x` has elements.
    fn store_first<S: Simd>(simd: S, x: &mut [Self], v: Self::Vector<S>);
    /// Returns the choice of the first `count` lanes.
    fn mask<S: Simd>(simd: S, count: usize) -> Self::Mask<S>;
    /// Returns a vector of the chosen elements.
    ///
    /// # Safety
    /// The chosen elements can be read.
    #[allow(unsafe_code, reason = "see the crate's header")]
    unsafe fn load_masked<S: Simd>(simd: S, mask: Self::Mask<S>, from: *const Self) -> Self::Vector<S>;
    /// Writes the chosen lanes.
    ///
    /// # Safety
    /// The chosen elements can be written.
    #[allow(unsafe_code, reason = "see the crate's header")]
    unsafe fn store_masked<S: Simd>(simd: S, mask: Self::Mask<S>, to: *mut Self, v: Self::Vector<S>);

    /// Transposes the `Q` × `Q` matrices that lie side by side in the vectors, each row in 128 bits; `None` where there
    /// is no instruction for it.
    fn transpose<S: Simd, const Q: usize>(simd: S, v: [Self::Vector<S>; Q]) -> Option<[Self::Vector<S>; Q]>;

    /// Runs `f` with this thread's scratch of at least `len` elements, aligned to cache lines.
    fn with_scratch<Out>(len: usize, f: impl FnOnce(&mut [Self]) -> Out) -> Out;
}

macro_rules! vectors {
    (
        $t:ident, $vector:ident, $mask:ident, $count:ident, $vectors:ident, $vectors_mut:ident, $splat:ident, $add:ident,
        $mul:ident, $mul_add:ident, $sum:ident, $load_first:ident, $store_first:ident, $between:ident,
        $load_masked:ident, $store_masked:ident, $transpose:ident
    ) => {
        impl Vectors for $t {
            type Vector<S: Simd> = S::$vector;
            type Mask<S: Simd> = MemMask<S::$mask>;

            #[inline(always)]
            fn vectors<S: Simd>(x: &[$t]) -> (&[S::$vector], &[$t]) {
                S::$vectors(x)
            }
            #[inline(always)]
            fn vectors_mut<S: Simd>(x: &mut [$t]) -> (&mut [S::$vector], &mut [$t]) {
                S::$vectors_mut(x)
            }
            #[inline(always)]
            fn splat<S: Simd>(simd: S, x: $t) -> S::$vector {
                simd.$splat(x)
            }
            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$add(a, b)
            }
            #[inline(always)]
            fn times<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$mul(a, b)
            }
            #[inline(always)]
            fn mul_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$mul_add(a, b, c)
            }
            #[inline(always)]
            fn sum<S: Simd>(simd: S, v: S::$vector) -> $t {
                simd.$sum(v)
            }
            #[inline(always)]
            fn load_first<S: Simd>(simd: S, x: &[$t]) -> S::$vector {
                simd.$load_first(x)
            }
            #[inline(always)]
            fn store_first<S: Simd>(simd: S, x: &mut [$t], v: S::$vector) {
                simd.$store_first(x, v);
            }
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "at most the lanes of a vector")]
            fn mask<S: Simd>(simd: S, count: usize) -> Self::Mask<S> {
                // Made anew from its lanes, it is the machine's own mask, and not a jump into pulp's table.
                MemMask::new(simd.$between(0, count as $count).mask())
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "see the crate's header")]
            unsafe fn load_masked<S: Simd>(simd: S, mask: Self::Mask<S>, from: *const $t) -> S::$vector {
                // SAFETY: as the caller promises.
                unsafe { simd.$load_masked(mask, from) }
            }
            #[inline(always)]
            #[allow(unsafe_code, reason = "see the crate's header")]
            unsafe fn store_masked<S: Simd>(simd: S, mask: Self::Mask<S>, to: *mut $t, v: S::$vector) {
                // SAFETY: as the caller promises.
                unsafe { simd.$store_masked(mask, to, v) }
            }
            #[inline(always)]
            fn transpose<S: Simd, const Q: usize>(simd: S, v: [S::$vector; Q]) -> Option<[S::$vector; Q]> {
                $transpose(simd, v)
            }
            fn with_scratch<Out>(len: usize, f: impl FnOnce(&mut [$t]) -> Out) -> Out {
                const LINE: usize = 64;
                thread_local!(static SCRATCH: RefCell<Vec<$t>> = const { RefCell::new(Vec::new()) });
                SCRATCH.with(|scratch| {
                    let mut scratch = scratch.borrow_mut();
                    let needed = len + LINE / size_of::<$t>();
                    if scratch.len() < needed {
                        scratch.resize(needed, 0.0);
                    }
                    let at = scratch.as_ptr().align_offset(LINE);
                    f(&mut scratch[at..][..len])
                })
            }
        }
    };
}

vectors!(
    f64,
    f64s,
    m64s,
    u64,
    as_simd_f64s,
    as_mut_simd_f64s,
    splat_f64s,
    add_f64s,
    mul_f64s,
    mul_add_e_f64s,
    reduce_sum_f64s,
    partial_load_f64s,
    partial_store_f64s,
    mask_between_m64s,
    mask_load_ptr_f64s,
    mask_store_ptr_f64s,
    transpose_f64
);
vectors!(
    f32,
    f32s,
    m32s,
    u32,
    as_simd_f32s,
    as_mut_simd_f32s,
    splat_f32s,
    add_f32s,
    mul_f32s,
    mul_add_e_f32s,
    reduce_sum_f32s,
    partial_load_f32s,
    partial_store_f32s,
    mask_between_m32s,
    mask_load_ptr_f32s,
    mask_store_ptr_f32s,
    transpose_f32
);

/// [`Vectors::transpose`] of vectors of `f64`.
#[inline(always)]
#[cfg_attr(not(target_arch = "x86_64"), expect(unused_variables, reason = "no instruction is known"))]
fn transpose_f64<S: Simd, V: Pod, const Q: usize>(simd: S, v: [V; Q]) -> Option<[V; Q]> {
    #[cfg(target_arch = "x86_64")]
    {
        let set: &dyn Any = &simd;
        if let Some(&V4 { avx512f: x, .. }) = set.downcast_ref() {
            let (a, b) = (cast(v[0]), cast(v[1]));
            return square([cast(x._mm512_unpacklo_pd(a, b)), cast(x._mm512_unpackhi_pd(a, b))]);
        }
        if let Some(&V3 { avx: x, .. }) = set.downcast_ref() {
            let (a, b) = (cast(v[0]), cast(v[1]));
            return square([cast(x._mm256_unpacklo_pd(a, b)), cast(x._mm256_unpackhi_pd(a, b))]);
        }
    }
    None
}

/// [`Vectors::transpose`] of vectors of `f32`.
#[inline(always)]
#[cfg_attr(not(target_arch = "x86_64"), expect(unused_variables, reason = "no instruction is known"))]
fn transpose_f32<S: Simd, V: Pod, const Q: usize>(simd: S, v: [V; Q]) -> Option<[V; Q]> {
    /// Pairs of rows by single elements, then pairs of pairs by two.
    #[cfg(target_arch = "x86_64")]
    macro_rules! transposed {
        ($x:ident, $low:ident, $high:ident, $low_two:ident, $high_two:ident) => {{
            let low = |i: usize, j: usize| cast($x.$low(cast(v[i]), cast(v[j])));
            let high = |i: usize, j: usize| cast($x.$high(cast(v[i]), cast(v[j])));
            let (a, b, c, d) = (low(0, 1), high(0, 1), low(2, 3), high(2, 3));
            square([
                cast($x.$low_two(a, c)),
                cast($x.$high_two(a, c)),
                cast($x.$low_two(b, d)),
                cast($x.$high_two(b, d)),
            ])
        }};
    }
    #[cfg(target_arch = "x86_64")]
    {
        let set: &dyn Any = &simd;
        if let Some(&V4 { avx512f: x, .. }) = set.downcast_ref() {
            return transposed!(
                x,
                _mm512_unpacklo_ps,
                _mm512_unpackhi_ps,
                _mm512_unpacklo_pd,
                _mm512_unpackhi_pd
            );
        }
        if let Some(&V3 { avx: x, .. }) = set.downcast_ref() {
            return transposed!(
                x,
                _mm256_unpacklo_ps,
                _mm256_unpackhi_ps,
                _mm256_unpacklo_pd,
                _mm256_unpackhi_pd
            );
        }
    }
    None
}

/// `N` vectors as the `Q` that they are.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn square<V: Pod, const N: usize, const Q: usize>(v: [V; N]) -> Option<[V; Q]> {
    v.as_slice().try_into().ok()
}
