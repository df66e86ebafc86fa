//! The traits of num-traits.

/// Implements the traits of num-traits for a number, and `%`: `impl_num_traits!([generics] Type)`.
///
/// `Zero`, `One`, `Num`, `Float` (and with it `real::Real`), `NumCast`, `ToPrimitive`, `FromPrimitive`, `FloatConst`,
/// `Signed`, `Bounded`, `Inv`.
#[macro_export]
macro_rules! impl_num_traits {
    ([$($g:tt)+] $n:ty) => {
        const _: () = {
            use ::std::num::FpCategory;
            use $crate::foreign::num_traits::{
                self, Bounded, Float, FloatConst, FromPrimitive, Inv, Num, NumCast, One, Signed, ToPrimitive, Zero,
            };
            use $crate::{Combine, Real, Scalar};

            /// The plain number underneath.
            type Plain<S> = <S as Scalar>::Real;

            /// The remainder of a division, with the sign of the dividend.
            impl<$($g)+> ::std::ops::Rem for $n {
                type Output = Self;
                #[inline]
                fn rem(self, other: Self) -> Self {
                    Combine::combine(self, $crate::foreign::Remainder, other)
                }
            }
            impl<$($g)+, RealOperand: Real> ::std::ops::Rem<RealOperand> for $n
            where
                $n: Scalar<Real = RealOperand>,
            {
                type Output = Self;
                #[inline]
                fn rem(self, other: RealOperand) -> Self {
                    Combine::combine(self, $crate::foreign::Remainder, other)
                }
            }
            impl<$($g)+, RealOperand: Real> ::std::ops::RemAssign<RealOperand> for $n
            where
                $n: Scalar<Real = RealOperand>,
            {
                #[inline]
                fn rem_assign(&mut self, other: RealOperand) {
                    *self = *self % other;
                }
            }
            impl<$($g)+> ::std::ops::RemAssign for $n {
                #[inline]
                fn rem_assign(&mut self, other: Self) {
                    *self = *self % other;
                }
            }
            impl<'number, $($g)+> ::std::ops::Rem<&'number Self> for $n {
                type Output = Self;
                #[inline]
                fn rem(self, other: &'number Self) -> Self {
                    self % *other
                }
            }
            impl<'number, $($g)+> ::std::ops::RemAssign<&'number Self> for $n {
                #[inline]
                fn rem_assign(&mut self, other: &'number Self) {
                    *self = *self % *other;
                }
            }
            /// By value.
            impl<$($g)+> Zero for $n {
                fn zero() -> Self {
                    Scalar::zero()
                }
                #[inline]
                fn is_zero(&self) -> bool {
                    Scalar::value(*self) == Real::ZERO
                }
            }
            impl<$($g)+> One for $n {
                fn one() -> Self {
                    Scalar::one()
                }
            }
            impl<$($g)+> Num for $n {
                type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
                fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
                    f64::from_str_radix(text, radix).map(|x| Scalar::constant(Real::from_f64(x)))
                }
            }
            /// By `to_plain`: a number that depends on inputs is none, or is counted.
            impl<$($g)+> ToPrimitive for $n {
                fn to_i64(&self) -> Option<i64> {
                    self.to_f64()?.to_i64()
                }
                fn to_u64(&self) -> Option<u64> {
                    self.to_f64()?.to_u64()
                }
                fn to_f64(&self) -> Option<f64> {
                    Scalar::to_plain(*self).map(Real::to_f64)
                }
            }
            impl<$($g)+> NumCast for $n {
                fn from<Number: ToPrimitive>(number: Number) -> Option<Self> {
                    number.to_f64().map(|x| Scalar::constant(Real::from_f64(x)))
                }
            }
            impl<$($g)+> FromPrimitive for $n {
                fn from_i64(number: i64) -> Option<Self> {
                    number.to_f64().map(|x| Scalar::constant(Real::from_f64(x)))
                }
                fn from_u64(number: u64) -> Option<Self> {
                    number.to_f64().map(|x| Scalar::constant(Real::from_f64(x)))
                }
                fn from_f64(number: f64) -> Option<Self> {
                    Some(Scalar::constant(Real::from_f64(number)))
                }
            }
            impl<$($g)+> Inv for $n {
                type Output = Self;
                fn inv(self) -> Self {
                    Scalar::recip(self)
                }
            }
            impl<$($g)+> Bounded for $n {
                fn min_value() -> Self {
                    Scalar::constant(-<Plain<Self> as Real>::MAX)
                }
                fn max_value() -> Self {
                    Scalar::constant(<Plain<Self> as Real>::MAX)
                }
            }
            impl<$($g)+> Signed for $n {
                fn abs(&self) -> Self {
                    Scalar::abs(*self)
                }
                fn abs_sub(&self, other: &Self) -> Self {
                    // As for f64, also for two infinities.
                    if *self <= *other { Scalar::zero() } else { *self - *other }
                }
                fn signum(&self) -> Self {
                    $crate::foreign::signum(*self)
                }
                fn is_positive(&self) -> bool {
                    Float::is_sign_positive(*self)
                }
                fn is_negative(&self) -> bool {
                    Float::is_sign_negative(*self)
                }
            }
            impl<$($g)+> FloatConst for $n {
                $crate::impl_num_traits!(@constants E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2
                    FRAC_PI_3 FRAC_PI_4 FRAC_PI_6 FRAC_PI_8 LN_10 LN_2 LOG10_E LOG2_E PI SQRT_2 TAU LOG10_2 LOG2_10);
            }
            impl<$($g)+> Float for $n {
                $crate::impl_num_traits!(@unary floor ceil round trunc fract abs recip sqrt cbrt exp exp2 exp_m1 ln ln_1p
                    log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh);
                $crate::impl_num_traits!(@binary max min hypot atan2);
                $crate::impl_num_traits!(@value is_nan is_infinite is_finite is_sign_positive is_sign_negative);
                fn is_normal(self) -> bool {
                    Float::classify(self) == FpCategory::Normal
                }
                fn is_subnormal(self) -> bool {
                    Float::classify(self) == FpCategory::Subnormal
                }
                fn nan() -> Self {
                    Scalar::constant(<Plain<Self> as Real>::NAN)
                }
                fn infinity() -> Self {
                    Scalar::constant(<Plain<Self> as Real>::INFINITY)
                }
                fn neg_infinity() -> Self {
                    Scalar::constant(-<Plain<Self> as Real>::INFINITY)
                }
                fn neg_zero() -> Self {
                    Scalar::constant(-<Plain<Self> as Real>::ZERO)
                }
                fn min_value() -> Self {
                    Bounded::min_value()
                }
                fn max_value() -> Self {
                    Bounded::max_value()
                }
                fn min_positive_value() -> Self {
                    Scalar::constant(<Plain<Self> as Real>::MIN_POSITIVE)
                }
                fn epsilon() -> Self {
                    Scalar::constant(<Plain<Self> as Real>::EPSILON)
                }
                fn classify(self) -> FpCategory {
                    let value = Scalar::value(self);
                    match Float::classify(value.to_f64()) {
                        // In double precision the numbers below those of single precision have all their digits.
                        FpCategory::Normal if Real::abs(value) < <Plain<Self> as Real>::MIN_POSITIVE => {
                            FpCategory::Subnormal
                        }
                        category => category,
                    }
                }
                fn signum(self) -> Self {
                    $crate::foreign::signum(self)
                }
                fn mul_add(self, a: Self, b: Self) -> Self {
                    Scalar::mul_add(self, a, b)
                }
                fn powi(self, n: i32) -> Self {
                    Scalar::powi(self, n)
                }
                fn powf(self, n: Self) -> Self {
                    $crate::foreign::pow(self, n)
                }
                fn log(self, base: Self) -> Self {
                    Scalar::ln(self) / Scalar::ln(base)
                }
                fn to_degrees(self) -> Self {
                    self * Plain::<Self>::from_f64(180.0 / ::std::f64::consts::PI)
                }
                fn to_radians(self) -> Self {
                    self * Plain::<Self>::from_f64(::std::f64::consts::PI / 180.0)
                }
                fn abs_sub(self, other: Self) -> Self {
                    Signed::abs_sub(&self, &other)
                }
                fn sin_cos(self) -> (Self, Self) {
                    Scalar::sin_cos(self)
                }
                fn clamp(self, lo: Self, hi: Self) -> Self {
                    Scalar::clamp(self, lo, hi)
                }
                fn copysign(self, sign: Self) -> Self {
                    Scalar::copysign(self, sign)
                }
                fn integer_decode(self) -> (u64, i16, i8) {
                    let plain = Scalar::to_plain(self).expect("a number without tangent: integers have no derivative");
                    Float::integer_decode(Real::to_f64(plain))
                }
            }
        };
    };
    (@unary $($method:ident)*) => { $(
        #[inline]
        fn $method(self) -> Self {
            Scalar::$method(self)
        }
    )* };
    (@binary $($method:ident)*) => { $(
        #[inline]
        fn $method(self, other: Self) -> Self {
            Scalar::$method(self, other)
        }
    )* };
    (@value $($method:ident)*) => { $(
        #[inline]
        fn $method(self) -> bool {
            Float::$method(Scalar::value(self).to_f64())
        }
    )* };
    (@constants $($name:ident)*) => { $(
        #[allow(non_snake_case)]
        fn $name() -> Self {
            Scalar::constant(Real::from_f64(<f64 as FloatConst>::$name()))
        }
    )* };
}
