//! The traits of approx and simba, which nalgebra asks for.

/// Implements the traits of approx and simba for a number that has those of num-traits: `impl_simba!([generics] Type)`.
///
/// `AbsDiffEq`, `RelativeEq`, `UlpsEq`, `SimdValue`, `Field`, `SubsetOf`, `ComplexField`, `RealField`. Provided methods
/// whose derivatives would be wrong are written out: `signum`, `to_exp` and the cardinal functions at 0.
///
/// Two methods of `SimdValue` are `unsafe fn` in the trait. Their bodies here have nothing unsafe.
#[macro_export]
macro_rules! impl_simba {
    ([$($g:tt)+] $n:ty) => {
        const _: () = {
            use $crate::foreign::num_traits::{Float, FloatConst};
            use $crate::foreign::simba::scalar::{ComplexField, Field, RealField, SubsetOf};
            use $crate::foreign::simba::simd::SimdValue;
            use $crate::foreign::approx::{AbsDiffEq, RelativeEq, UlpsEq};
            use $crate::{Real, Scalar};

            /// By value.
            impl<$($g)+> AbsDiffEq for $n {
                type Epsilon = Self;
                fn default_epsilon() -> Self {
                    Float::epsilon()
                }
                fn abs_diff_eq(&self, other: &Self, epsilon: Self) -> bool {
                    let [x, y, epsilon] = [*self, *other, epsilon].map(|x| Scalar::value(x).to_f64());
                    f64::abs_diff_eq(&x, &y, epsilon)
                }
            }
            impl<$($g)+> RelativeEq for $n {
                fn default_max_relative() -> Self {
                    Float::epsilon()
                }
                fn relative_eq(&self, other: &Self, epsilon: Self, relative: Self) -> bool {
                    let [x, y, epsilon, relative] =
                        [*self, *other, epsilon, relative].map(|x| Scalar::value(x).to_f64());
                    f64::relative_eq(&x, &y, epsilon, relative)
                }
            }
            impl<$($g)+> UlpsEq for $n {
                fn default_max_ulps() -> u32 {
                    f64::default_max_ulps()
                }
                fn ulps_eq(&self, other: &Self, epsilon: Self, ulps: u32) -> bool {
                    // In ulps of the precision of the number.
                    let [x, y, epsilon] = [*self, *other, epsilon].map(|x| Scalar::value(x).to_f64());
                    let ulp = <<Self as Scalar>::Real as Real>::EPSILON.to_f64();
                    x == y
                        || (x - y).abs() <= epsilon
                        || x.signum() == y.signum() && (x - y).abs() <= f64::from(ulps) * ulp * x.abs().max(y.abs())
                }
            }

            impl<$($g)+> SimdValue for $n {
                const LANES: usize = 1;
                type Element = Self;
                type SimdBool = bool;
                #[inline(always)]
                fn splat(number: Self) -> Self {
                    number
                }
                #[inline(always)]
                fn extract(&self, _: usize) -> Self {
                    *self
                }
                #[inline(always)]
                unsafe fn extract_unchecked(&self, _: usize) -> Self {
                    *self
                }
                #[inline(always)]
                fn replace(&mut self, _: usize, number: Self) {
                    *self = number;
                }
                #[inline(always)]
                unsafe fn replace_unchecked(&mut self, _: usize, number: Self) {
                    *self = number;
                }
                #[inline(always)]
                fn select(self, condition: bool, other: Self) -> Self {
                    Scalar::select(condition, self, other)
                }
            }
            impl<$($g)+> Field for $n {}

            impl<$($g)+> SubsetOf<$n> for $n {
                #[inline(always)]
                fn to_superset(&self) -> Self {
                    *self
                }
                #[inline(always)]
                fn from_superset_unchecked(number: &Self) -> Self {
                    *number
                }
                #[inline(always)]
                fn is_in_subset(_: &Self) -> bool {
                    true
                }
            }
            $crate::impl_simba!(@plain [$($g)+] $n, f32);
            $crate::impl_simba!(@plain [$($g)+] $n, f64);

            impl<$($g)+> ComplexField for $n {
                type RealField = Self;
                $crate::impl_simba!(@unary floor ceil round trunc fract abs recip sqrt cbrt exp exp2 exp_m1 ln ln_1p log2
                    log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh);
                #[inline(always)]
                fn from_real(re: Self) -> Self {
                    re
                }
                #[inline(always)]
                fn real(self) -> Self {
                    self
                }
                #[inline(always)]
                fn imaginary(self) -> Self {
                    Scalar::zero()
                }
                #[inline(always)]
                fn conjugate(self) -> Self {
                    self
                }
                fn modulus(self) -> Self {
                    Scalar::abs(self)
                }
                fn modulus_squared(self) -> Self {
                    self * self
                }
                fn argument(self) -> Self {
                    // As for f64: 0 or π.
                    if self >= <Self as Scalar>::Real::ZERO { Scalar::zero() } else { RealField::pi() }
                }
                fn norm1(self) -> Self {
                    Scalar::abs(self)
                }
                #[inline(always)]
                fn scale(self, factor: Self) -> Self {
                    self * factor
                }
                #[inline(always)]
                fn unscale(self, factor: Self) -> Self {
                    self / factor
                }
                fn to_exp(self) -> (Self, Self) {
                    // The branch taken, so that the product of both is the number and has its slope, at 0 too.
                    let one = <Self as Scalar>::Real::ONE;
                    if self >= <Self as Scalar>::Real::ZERO {
                        (self, Scalar::constant(one))
                    } else {
                        (-self, Scalar::constant(-one))
                    }
                }
                fn signum(self) -> Self {
                    $crate::foreign::signum(self)
                }
                fn sin_cos(self) -> (Self, Self) {
                    Scalar::sin_cos(self)
                }
                fn sinh_cosh(self) -> (Self, Self) {
                    (Scalar::sinh(self), Scalar::cosh(self))
                }
                fn sinc(self) -> Self {
                    $crate::foreign::spherical_bessel(self, 0)
                }
                fn sinhc(self) -> Self {
                    $crate::foreign::sinhc(self)
                }
                /// simba says 1 at 0, where this has a pole.
                fn cosc(self) -> Self {
                    Scalar::cos(self) / self
                }
                /// simba says 1 at 0, where this has a pole.
                fn coshc(self) -> Self {
                    Scalar::cosh(self) / self
                }
                fn mul_add(self, a: Self, b: Self) -> Self {
                    Scalar::mul_add(self, a, b)
                }
                fn hypot(self, other: Self) -> Self {
                    Scalar::hypot(self, other)
                }
                fn log(self, base: Self) -> Self {
                    Scalar::ln(self) / Scalar::ln(base)
                }
                fn powi(self, n: i32) -> Self {
                    Scalar::powi(self, n)
                }
                fn powf(self, n: Self) -> Self {
                    $crate::foreign::pow(self, n)
                }
                fn powc(self, n: Self) -> Self {
                    $crate::foreign::pow(self, n)
                }
                fn is_finite(&self) -> bool {
                    Scalar::is_finite(*self)
                }
                fn try_sqrt(self) -> Option<Self> {
                    (self >= <Self as Scalar>::Real::ZERO).then(|| Scalar::sqrt(self))
                }
            }

            impl<$($g)+> RealField for $n {
                fn is_sign_positive(&self) -> bool {
                    Float::is_sign_positive(*self)
                }
                fn is_sign_negative(&self) -> bool {
                    Float::is_sign_negative(*self)
                }
                fn copysign(self, sign: Self) -> Self {
                    Scalar::copysign(self, sign)
                }
                fn max(self, other: Self) -> Self {
                    Scalar::max(self, other)
                }
                fn min(self, other: Self) -> Self {
                    Scalar::min(self, other)
                }
                fn clamp(self, lo: Self, hi: Self) -> Self {
                    // As for f64, without a panic for bounds that are no interval.
                    if self < lo {
                        lo
                    } else if self > hi {
                        hi
                    } else {
                        self
                    }
                }
                fn atan2(self, other: Self) -> Self {
                    Scalar::atan2(self, other)
                }
                fn min_value() -> Option<Self> {
                    Some(Float::min_value())
                }
                fn max_value() -> Option<Self> {
                    Some(Float::max_value())
                }
                fn two_pi() -> Self {
                    FloatConst::TAU()
                }
                $crate::impl_simba!(@constants pi PI, frac_pi_2 FRAC_PI_2, frac_pi_3 FRAC_PI_3, frac_pi_4 FRAC_PI_4,
                    frac_pi_6 FRAC_PI_6, frac_pi_8 FRAC_PI_8, frac_1_pi FRAC_1_PI, frac_2_pi FRAC_2_PI,
                    frac_2_sqrt_pi FRAC_2_SQRT_PI, e E, log2_e LOG2_E, log10_e LOG10_E, ln_2 LN_2, ln_10 LN_10);
            }
        };
    };
    (@plain [$($g:tt)+] $n:ty, $real:ident) => {
        /// A plain number is a constant; a number that depends on inputs is none.
        impl<$($g)+> SubsetOf<$n> for $real {
            #[inline(always)]
            fn to_superset(&self) -> $n {
                Scalar::constant(Real::from_f64(f64::from(*self)))
            }
            fn from_superset(number: &$n) -> Option<Self> {
                Scalar::to_plain(*number).map(|x| Real::from_f64(x.to_f64()))
            }
            fn from_superset_unchecked(number: &$n) -> Self {
                Self::from_superset(number).unwrap_or(Self::NAN)
            }
            fn is_in_subset(number: &$n) -> bool {
                Scalar::as_constant(*number).is_some()
            }
        }
    };
    (@unary $($method:ident)*) => { $(
        #[inline]
        fn $method(self) -> Self {
            Scalar::$method(self)
        }
    )* };
    (@constants $($method:ident $name:ident),*) => { $(
        fn $method() -> Self {
            FloatConst::$name()
        }
    )* };
}
