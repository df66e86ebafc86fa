//! Operators of numbers, by the rules of the table.

/// Implements the operators of a number by [`Scalar::unary`](crate::Scalar::unary) and [`Scalar::binary`](crate::Scalar::binary).
///
/// `impl_operators!([generics] Type)` implements `+ - * /` with itself and with the plain number on either side, the
/// assigning forms, `-x`, and all that [`impl_derived_operators`](crate::impl_derived_operators) adds. The type must be
/// generic over the number underneath.
///
/// The number of a new engine needs two methods; its arrays are [`crate::Elements`]:
///
/// ```
/// use dualtape_core::{Binary, Elements, Scalar, Unary, impl_operators};
///
/// /// A value and the number of operations that led to it.
/// #[derive(Clone, Copy, Debug)]
/// struct Counted<T> { inner: T, operations: u32 }
///
/// impl<T: Scalar> Scalar for Counted<T> {
///     type Real = T::Real;
///     type Array = Elements<Self>;
///     fn constant(value: T::Real) -> Self { Counted { inner: T::constant(value), operations: 0 } }
///     fn value(self) -> T::Real { self.inner.value() }
///     fn unary<R: Unary>(self, rule: R) -> Self {
///         Counted { inner: self.inner.unary(rule), operations: self.operations + 1 }
///     }
///     fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
///         let inner = self.inner.binary(rule, other.inner);
///         Counted { inner, operations: self.operations + other.operations + 1 }
///     }
/// }
/// impl_operators!([T: Scalar] Counted<T>);
///
/// let x = Counted::<f64>::constant(2.0);
/// assert_eq!((1.0 + x * x).sqrt().operations, 3);
/// ```
#[macro_export]
macro_rules! impl_operators {
    ([$($g:tt)+] $n:ty) => {
        // The comma lets the implementations append a parameter of their own.
        $crate::impl_operators!(@all [$($g)+,] $n);
    };
    (@all [$($g:tt)*] $n:ty) => {
        $crate::impl_operators!(@arithmetic [$($g)*] $n);
        $crate::impl_operators!(@comparisons [$($g)*] $n);
    };
    (@arithmetic [$($g:tt)*] $n:ty) => {
        $crate::impl_operators!(@binary [$($g)*] $n, Add add AddAssign add_assign);
        $crate::impl_operators!(@binary [$($g)*] $n, Sub sub SubAssign sub_assign);
        $crate::impl_operators!(@binary [$($g)*] $n, Mul mul MulAssign mul_assign);
        $crate::impl_operators!(@binary [$($g)*] $n, Div div DivAssign div_assign);

        impl<$($g)*> ::std::ops::Neg for $n {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                $crate::Scalar::unary(self, $crate::rules::Neg)
            }
        }
        $crate::impl_derived_operators!(@arithmetic [$($g)*] $n);
    };
    (@comparisons [$($g:tt)*] $n:ty) => {
        $crate::impl_derived_operators!(@comparisons [$($g)*] $n);
    };
    (@binary [$($g:tt)*] $n:ty, $Op:ident $op:ident $Assign:ident $assign:ident) => {
        impl<$($g)*> ::std::ops::$Op for $n {
            type Output = Self;
            #[inline(always)]
            fn $op(self, other: Self) -> Self {
                $crate::Scalar::binary(self, $crate::rules::$Op, other)
            }
        }
        impl<$($g)* RealOperand: $crate::Real> ::std::ops::$Op<RealOperand> for $n
        where
            $n: $crate::Scalar<Real = RealOperand>,
        {
            type Output = Self;
            #[inline(always)]
            fn $op(self, other: RealOperand) -> Self {
                $crate::Scalar::binary_constant(self, $crate::rules::$Op, other)
            }
        }
        impl<$($g)*> ::std::ops::$Assign for $n {
            #[inline(always)]
            fn $assign(&mut self, other: Self) {
                *self = ::std::ops::$Op::$op(*self, other);
            }
        }
        impl<$($g)* RealOperand: $crate::Real> ::std::ops::$Assign<RealOperand> for $n
        where
            $n: $crate::Scalar<Real = RealOperand>,
        {
            #[inline(always)]
            fn $assign(&mut self, other: RealOperand) {
                *self = ::std::ops::$Op::$op(*self, other);
            }
        }
        $crate::impl_operators!(@left [$($g)*] $n, $Op $op f32);
        $crate::impl_operators!(@left [$($g)*] $n, $Op $op f64);
    };
    (@left [$($g:tt)*] $n:ty, $Op:ident $op:ident $real:ident) => {
        impl<$($g)*> ::std::ops::$Op<$n> for $real
        where
            $n: $crate::Scalar<Real = $real>,
        {
            type Output = $n;
            #[inline(always)]
            fn $op(self, other: $n) -> $n {
                <$n as $crate::Scalar>::constant_binary(self, $crate::rules::$Op, other)
            }
        }
    };
}

/// Implements the operators of a number that follow from `+ - * /` and `-x` by value.
///
/// They are those with operands by reference, `Sum` and `Product`, comparisons by value, `Combine`, conversions of plain
/// numbers, `Default` (zero) and `Display` (the plain value).
#[macro_export]
macro_rules! impl_derived_operators {
    ([$($g:tt)+] $n:ty) => {
        $crate::impl_derived_operators!(@all [$($g)+,] $n);
    };
    (@all [$($g:tt)*] $n:ty) => {
        $crate::impl_derived_operators!(@arithmetic [$($g)*] $n);
        $crate::impl_derived_operators!(@comparisons [$($g)*] $n);
    };
    (@arithmetic [$($g:tt)*] $n:ty) => {
        $crate::impl_derived_operators!(@fold [$($g)*] $n, Sum sum, zero, +);
        $crate::impl_derived_operators!(@fold [$($g)*] $n, Product product, one, *);
        $crate::impl_derived_operators!(@reference [$($g)*] $n, Add add AddAssign add_assign);
        $crate::impl_derived_operators!(@reference [$($g)*] $n, Sub sub SubAssign sub_assign);
        $crate::impl_derived_operators!(@reference [$($g)*] $n, Mul mul MulAssign mul_assign);
        $crate::impl_derived_operators!(@reference [$($g)*] $n, Div div DivAssign div_assign);
        $crate::impl_derived_operators!(@plain [$($g)*] $n, f32);
        $crate::impl_derived_operators!(@plain [$($g)*] $n, f64);

        impl<$($g)*> ::std::ops::Neg for &$n {
            type Output = $n;
            #[inline(always)]
            fn neg(self) -> $n {
                -*self
            }
        }
        impl<$($g)*> $crate::Combine<Self> for $n {
            #[inline(always)]
            fn combine<Rule: $crate::Binary>(self, rule: Rule, other: Self) -> Self {
                $crate::Scalar::binary(self, rule, other)
            }
            #[inline(always)]
            fn lift(number: Self) -> Self {
                number
            }
        }
        impl<$($g)* RealOperand: $crate::Real> $crate::Combine<RealOperand> for $n
        where
            $n: $crate::Scalar<Real = RealOperand>,
        {
            #[inline(always)]
            fn combine<Rule: $crate::Binary>(self, rule: Rule, other: RealOperand) -> Self {
                $crate::Scalar::binary_constant(self, rule, other)
            }
            #[inline(always)]
            fn lift(number: RealOperand) -> Self {
                $crate::Scalar::constant(number)
            }
        }
        /// Zero, with derivative zero.
        impl<$($g)*> ::std::default::Default for $n {
            #[inline(always)]
            fn default() -> Self {
                $crate::Scalar::zero()
            }
        }
        /// The plain value, as generic code would print it; `Debug` has the derivatives.
        impl<$($g)*> ::std::fmt::Display for $n {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::Scalar::value(*self), f)
            }
        }
    };
    (@comparisons [$($g:tt)*] $n:ty) => {
        /// By value: a branch on a comparison has the derivative of the code that runs (see `dualtape_core::semantics`).
        impl<$($g)*> ::std::cmp::PartialEq for $n {
            #[inline(always)]
            fn eq(&self, other: &Self) -> bool {
                $crate::Scalar::value(*self) == $crate::Scalar::value(*other)
            }
        }
        /// By value: a branch on a comparison has the derivative of the code that runs (see `dualtape_core::semantics`).
        impl<$($g)*> ::std::cmp::PartialOrd for $n {
            #[inline(always)]
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                $crate::Scalar::value(*self).partial_cmp(&$crate::Scalar::value(*other))
            }
        }
        /// By value, as with another such number.
        impl<$($g)* RealOperand: $crate::Real> ::std::cmp::PartialEq<RealOperand> for $n
        where
            $n: $crate::Scalar<Real = RealOperand>,
        {
            #[inline(always)]
            fn eq(&self, other: &RealOperand) -> bool {
                $crate::Scalar::value(*self) == *other
            }
        }
        /// By value, as with another such number.
        impl<$($g)* RealOperand: $crate::Real> ::std::cmp::PartialOrd<RealOperand> for $n
        where
            $n: $crate::Scalar<Real = RealOperand>,
        {
            #[inline(always)]
            fn partial_cmp(&self, other: &RealOperand) -> Option<::std::cmp::Ordering> {
                $crate::Scalar::value(*self).partial_cmp(other)
            }
        }
    };
    (@fold [$($g:tt)*] $n:ty, $Fold:ident $fold:ident, $empty:ident, $op:tt) => {
        impl<$($g)*> ::std::iter::$Fold for $n {
            fn $fold<I: Iterator<Item = Self>>(mut numbers: I) -> Self {
                // Starting from the first number instead of a constant spares an operation and keeps the bits of a loop.
                match numbers.next() {
                    None => $crate::Scalar::$empty(),
                    Some(first) => numbers.fold(first, |all, x| all $op x),
                }
            }
        }
        impl<'number, $($g)*> ::std::iter::$Fold<&'number Self> for $n {
            fn $fold<I: Iterator<Item = &'number Self>>(numbers: I) -> Self {
                ::std::iter::$Fold::$fold(numbers.copied())
            }
        }
    };
    (@reference [$($g:tt)*] $n:ty, $Op:ident $op:ident $Assign:ident $assign:ident) => {
        impl<'number, $($g)*> ::std::ops::$Op<&'number Self> for $n {
            type Output = Self;
            #[inline(always)]
            fn $op(self, other: &'number Self) -> Self {
                ::std::ops::$Op::$op(self, *other)
            }
        }
        impl<$($g)*> ::std::ops::$Op<$n> for &$n {
            type Output = $n;
            #[inline(always)]
            fn $op(self, other: $n) -> $n {
                ::std::ops::$Op::$op(*self, other)
            }
        }
        impl<'number, $($g)*> ::std::ops::$Op<&'number $n> for &$n {
            type Output = $n;
            #[inline(always)]
            fn $op(self, other: &'number $n) -> $n {
                ::std::ops::$Op::$op(*self, *other)
            }
        }
        impl<'number, $($g)*> ::std::ops::$Assign<&'number Self> for $n {
            #[inline(always)]
            fn $assign(&mut self, other: &'number Self) {
                ::std::ops::$Assign::$assign(self, *other);
            }
        }
        $crate::impl_derived_operators!(@reference_real [$($g)*] $n, $Op $op f32);
        $crate::impl_derived_operators!(@reference_real [$($g)*] $n, $Op $op f64);
    };
    (@reference_real [$($g:tt)*] $n:ty, $Op:ident $op:ident $real:ident) => {
        impl<$($g)*> ::std::ops::$Op<$real> for &$n
        where
            $n: $crate::Scalar<Real = $real>,
        {
            type Output = $n;
            #[inline(always)]
            fn $op(self, other: $real) -> $n {
                ::std::ops::$Op::$op(*self, other)
            }
        }
        impl<$($g)*> ::std::ops::$Op<&$n> for $real
        where
            $n: $crate::Scalar<Real = $real>,
        {
            type Output = $n;
            #[inline(always)]
            fn $op(self, other: &$n) -> $n {
                <$n as $crate::Scalar>::constant_binary(self, $crate::rules::$Op, *other)
            }
        }
    };
    (@plain [$($g:tt)*] $n:ty, $real:ident) => {
        /// A constant.
        impl<$($g)*> ::std::convert::From<$real> for $n
        where
            $n: $crate::Scalar<Real = $real>,
        {
            #[inline(always)]
            fn from(number: $real) -> Self {
                $crate::Scalar::constant(number)
            }
        }
    };
}
