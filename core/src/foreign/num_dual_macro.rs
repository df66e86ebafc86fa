//! The trait of num-dual.

/// Implements num-dual's `DualNum` for a number over another one, `f64` at the bottom, that has the traits of num-traits:
/// `impl_num_dual!([generics] Type, Inner, |inner| constant)`.
#[macro_export]
macro_rules! impl_num_dual {
    ([$($g:tt)+] $n:ty, $inner:ty, |$re:ident| $constant:expr) => {
        const _: () = {
            use $crate::Scalar;
            use $crate::foreign::num_dual::{DualNum, DualStruct, Mappable};

            impl<$($g)+> DualStruct for $n {
                type Real = f64;
                type Inner = $inner;
                fn re(&self) -> f64 {
                    Scalar::value(*self)
                }
                fn from_inner(inner: &$inner) -> Self {
                    let $re = *inner;
                    $constant
                }
            }
            impl<$($g)+> Mappable<Self> for $n {
                type Output<Out> = Out;
                fn map_dual<Map: Fn(Self) -> Out, Out>(self, map: Map) -> Out {
                    map(self)
                }
            }
            impl<$($g)+> DualNum for $n {
                type Primitive = f64;
                type InnerDual = $inner;
                const NDERIV: usize = 1 + <$inner as DualNum>::NDERIV;
                $crate::impl_num_dual!(@unary recip sqrt cbrt exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan
                    sinh cosh tanh asinh acosh atanh);
                fn from_re(re: $inner) -> Self {
                    let $re = re;
                    $constant
                }
                fn scale(self, factor: &$inner) -> Self {
                    self * <Self as DualNum>::from_re(*factor)
                }
                fn powi(&self, n: i32) -> Self {
                    Scalar::powi(*self, n)
                }
                fn powf(&self, n: f64) -> Self {
                    Scalar::powf(*self, n)
                }
                fn powd(&self, exponent: Self) -> Self {
                    $crate::foreign::pow(*self, exponent)
                }
                fn log(&self, base: f64) -> Self {
                    Scalar::ln(*self) / base.ln()
                }
                fn sin_cos(&self) -> (Self, Self) {
                    Scalar::sin_cos(*self)
                }
                fn atan2(&self, other: Self) -> Self {
                    Scalar::atan2(*self, other)
                }
                fn sph_j0(&self) -> Self {
                    $crate::foreign::spherical_bessel(*self, 0)
                }
                fn sph_j1(&self) -> Self {
                    $crate::foreign::spherical_bessel(*self, 1)
                }
                fn sph_j2(&self) -> Self {
                    $crate::foreign::spherical_bessel(*self, 2)
                }
            }
        };
    };
    (@unary $($method:ident)*) => { $(
        #[inline]
        fn $method(&self) -> Self {
            Scalar::$method(*self)
        }
    )* };
}
