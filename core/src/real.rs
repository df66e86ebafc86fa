//! The plain number under every engine: `f32` or `f64`.

mod elementary;
mod gemm;
pub(crate) mod simd;

use std::fmt::LowerExp;
use std::ops::Rem;

use crate::array::buf::Buf;
use crate::array::pool::Pooled;
use crate::array::shape::{Accumulate, MatMul};
use crate::scalar::Scalar;

pub use simd::vectorise;

/// A plain floating-point number, `f32` or `f64`.
///
/// The elementary functions are associated functions (`Real::exp(x)`): they are the *values* of rules. On a number one
/// calls the methods of [`Scalar`] (`x.exp()`). `exp` and `tanh` are branch-free, so that loops over them vectorise,
/// and give the same bits on every target. The others are those of the standard library or of `libm`.
pub trait Real:
    Scalar<Real = Self, Array = Buf<Self>> + Pooled + LowerExp + Rem<Output = Self> + Send + Sync
{
    /// `0`.
    const ZERO: Self;
    /// `1`.
    const ONE: Self;
    /// `1/2`.
    const HALF: Self;
    /// `+∞`.
    const INFINITY: Self;
    /// Not a number.
    const NAN: Self;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// The smallest positive number with all its digits.
    const MIN_POSITIVE: Self;
    /// The largest finite number.
    const MAX: Self;
    /// `f32` or `f64`.
    const NAME: &'static str;

    /// Returns the nearest number of this precision.
    fn from_f64(v: f64) -> Self;
    /// Returns this number in double precision (exact).
    fn to_f64(self) -> f64;
    /// Returns a count in this precision.
    #[inline(always)]
    fn from_usize(n: usize) -> Self {
        Self::from_f64(n as f64)
    }

    /// `|x|`
    fn abs(x: Self) -> Self;
    /// `√x`
    fn sqrt(x: Self) -> Self;
    /// `∛x`
    fn cbrt(x: Self) -> Self;
    /// `eˣ`, within 2 ulp; vectorises.
    fn exp(x: Self) -> Self;
    /// `2ˣ`
    fn exp2(x: Self) -> Self;
    /// `eˣ - 1`
    fn exp_m1(x: Self) -> Self;
    /// `ln x`
    fn ln(x: Self) -> Self;
    /// `ln(1 + x)`
    fn ln_1p(x: Self) -> Self;
    /// `log₂ x`
    fn log2(x: Self) -> Self;
    /// `log₁₀ x`
    fn log10(x: Self) -> Self;
    /// `xⁿ`
    fn powi(x: Self, n: i32) -> Self;
    /// `xʸ`
    fn powf(x: Self, y: Self) -> Self;
    /// `sin x`
    fn sin(x: Self) -> Self;
    /// `cos x`
    fn cos(x: Self) -> Self;
    /// `tan x`
    fn tan(x: Self) -> Self;
    /// `arcsin x`
    fn asin(x: Self) -> Self;
    /// `arccos x`
    fn acos(x: Self) -> Self;
    /// `arctan x`
    fn atan(x: Self) -> Self;
    /// The angle of the point `(y, x)`: `y` is the abscissa.
    fn atan2(x: Self, y: Self) -> Self;
    /// `sinh x`
    fn sinh(x: Self) -> Self;
    /// `cosh x`
    fn cosh(x: Self) -> Self;
    /// `tanh x`, within 3 ulp; vectorises.
    fn tanh(x: Self) -> Self;
    /// `1/cosh² x`, the slope of `tanh`, within 4 ulp also where that is 1.
    fn sech_square(x: Self) -> Self;
    /// `arsinh x`
    fn asinh(x: Self) -> Self;
    /// `arcosh x`
    fn acosh(x: Self) -> Self;
    /// `artanh x`
    fn atanh(x: Self) -> Self;
    /// `erf x`, the error function.
    fn erf(x: Self) -> Self;
    /// `1 - erf x`, exact in the tail.
    fn erfc(x: Self) -> Self;
    /// `√(x² + y²)` without overflow.
    fn hypot(x: Self, y: Self) -> Self;
    /// `⌊x⌋`
    fn floor(x: Self) -> Self;
    /// `⌈x⌉`
    fn ceil(x: Self) -> Self;
    /// `x` rounded, halves away from zero.
    fn round(x: Self) -> Self;
    /// `x` rounded towards zero.
    fn trunc(x: Self) -> Self;
    /// `x` without the lower half of its digits, so that the square is exact.
    fn high_part(x: Self) -> Self;

    /// Computes the matrix product `out = a·b` or `out += a·b`; see [`MatMul`].
    ///
    /// # Panics
    /// If the lengths of the slices do not fit `shape`.
    fn gemm(shape: MatMul, accumulate: Accumulate, a: &[Self], b: &[Self], out: &mut [Self]);
}

macro_rules! real {
    ($t:ident: $($f:ident = $path:path;)*) => {
        impl Real for $t {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const HALF: Self = 0.5;
            const INFINITY: Self = $t::INFINITY;
            const NAN: Self = $t::NAN;
            const EPSILON: Self = $t::EPSILON;
            const MIN_POSITIVE: Self = $t::MIN_POSITIVE;
            const MAX: Self = $t::MAX;
            const NAME: &'static str = stringify!($t);

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "rounding to the precision asked for")]
            fn from_f64(v: f64) -> Self {
                v as $t
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            real!(@std $t: abs sqrt cbrt exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan
                  sinh cosh floor ceil round trunc);
            $(
                #[inline(always)]
                fn $f(x: Self) -> Self {
                    $path(x)
                }
            )*
            #[inline(always)]
            fn powi(x: Self, n: i32) -> Self {
                $t::powi(x, n)
            }
            #[inline(always)]
            fn powf(x: Self, y: Self) -> Self {
                $t::powf(x, y)
            }
            #[inline(always)]
            fn atan2(x: Self, y: Self) -> Self {
                $t::atan2(x, y)
            }
            #[inline(always)]
            fn hypot(x: Self, y: Self) -> Self {
                $t::hypot(x, y)
            }
            #[inline(always)]
            fn high_part(x: Self) -> Self {
                $t::from_bits(x.to_bits() >> $t::MANTISSA_DIGITS.div_ceil(2) << $t::MANTISSA_DIGITS.div_ceil(2))
            }
            #[inline]
            fn gemm(shape: MatMul, accumulate: Accumulate, a: &[Self], b: &[Self], out: &mut [Self]) {
                gemm::gemm(shape, accumulate, a, b, out);
            }
        }
    };
    (@std $t:ident: $($f:ident)*) => {
        $(
            #[inline(always)]
            fn $f(x: Self) -> Self {
                $t::$f(x)
            }
        )*
    };
}

#[rustfmt::skip]
real! {
    f64:
    exp = elementary::exp_f64;
    tanh = elementary::tanh_f64;
    sech_square = elementary::sech_square_f64;
    asinh = libm::asinh;
    acosh = libm::acosh;
    atanh = libm::atanh;
    erf = libm::erf;
    erfc = libm::erfc;
}

#[rustfmt::skip]
real! {
    f32:
    exp = elementary::exp_f32;
    tanh = elementary::tanh_f32;
    sech_square = elementary::sech_square_f32;
    asinh = libm::asinhf;
    acosh = libm::acoshf;
    atanh = libm::atanhf;
    erf = libm::erff;
    erfc = libm::erfcf;
}
