//! Numbers of other crates on which dualtape's functions run, by the operations of those crates alone.

use std::cmp::Ordering;
use std::fmt::{self, Debug, Display, Formatter};
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use dualtape_core::{Binary, Combine, Elements, Scalar, Unary};

/// The operations that the functions of [`comparison`](crate::comparison) need, under names that hide none of the
/// number's own.
pub(crate) trait Number:
    Copy
    + Debug
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
{
    fn own_value(self) -> f64;
    fn own_add(self, right: f64) -> Self;
    fn own_sub(self, right: f64) -> Self;
    fn own_mul(self, right: f64) -> Self;
    fn own_div(self, right: f64) -> Self;
    fn own_exp(self) -> Self;
    fn own_ln(self) -> Self;
    fn own_sqrt(self) -> Self;
    fn own_sin(self) -> Self;
    fn own_tanh(self) -> Self;
    fn own_recip(self) -> Self;

    fn own_hypot(self, other: Self) -> Self {
        (self * self + other * other).own_sqrt()
    }
    fn own_sigmoid(self) -> Self {
        (-self).own_exp().own_add(1.0).own_recip()
    }
}

/// Implements [`Number`] by the operators and methods of a type.
///
/// `own_number!([generics] Type, |x| value of x, conversion of an f64 into a right operand, { further methods })`.
macro_rules! own_number {
    ([$($generics:tt)*] $number:ty, |$x:ident| $value:expr, $operand:path, { $($method:item)* }) => {
        impl<$($generics)*> Number for $number {
            #[inline(always)]
            fn own_value(self) -> f64 {
                let $x = self;
                $value
            }
            own_number!(@operators $operand, own_add +, own_sub -, own_mul *, own_div /);
            own_number!(@methods own_exp exp, own_ln ln, own_sqrt sqrt, own_sin sin, own_tanh tanh, own_recip recip);
            $($method)*
        }
    };
    (@operators $operand:path, $($own:ident $operator:tt),*) => {$(
        #[inline(always)]
        fn $own(self, right: f64) -> Self {
            self $operator $operand(right)
        }
    )*};
    (@methods $($own:ident $method:ident),*) => {$(
        #[inline(always)]
        fn $own(self) -> Self {
            self.$method()
        }
    )*};
}

pub(crate) use own_number;

/// Another crate's number as a [`Scalar`] that applies none of dualtape's rules.
///
/// # Panics
/// In every operation that [`Number`] does not have, and in `Scalar::constant`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rival<N>(pub(crate) N);

impl<N: Number> Scalar for Rival<N> {
    type Real = f64;
    type Array = Elements<Self>;

    fn constant(_: f64) -> Self {
        panic!(
            "the functions use constants as right operands only: not every rival makes a number of one"
        )
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self.0.own_value()
    }
    fn unary<R: Unary>(self, _: R) -> Self {
        panic!("the rival's own {} is missing", R::INFO.name)
    }
    fn binary<R: Binary>(self, _: R, _: Self) -> Self {
        panic!("the rival's own {} is missing", R::INFO.name)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        Rival(self.0.own_exp())
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Rival(self.0.own_ln())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Rival(self.0.own_sqrt())
    }
    #[inline(always)]
    fn sin(self) -> Self {
        Rival(self.0.own_sin())
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        Rival(self.0.own_tanh())
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        Rival(self.0.own_sigmoid())
    }
    #[inline(always)]
    fn hypot<B>(self, other: B) -> Self
    where
        Self: Combine<B>,
    {
        Rival(self.0.own_hypot(Self::lift(other).0))
    }
}

macro_rules! operators {
    ($($Op:ident $op:ident $Assign:ident $assign:ident $own:ident;)*) => {$(
        impl<N: Number> $Op for Rival<N> {
            type Output = Self;
            #[inline(always)]
            fn $op(self, other: Self) -> Self {
                Rival($Op::$op(self.0, other.0))
            }
        }
        impl<N: Number> $Op<f64> for Rival<N> {
            type Output = Self;
            #[inline(always)]
            fn $op(self, right: f64) -> Self {
                Rival(self.0.$own(right))
            }
        }
        impl<N: Number> $Assign<f64> for Rival<N> {
            #[inline(always)]
            fn $assign(&mut self, right: f64) {
                *self = $Op::$op(*self, right);
            }
        }
        impl<N: Number> $Assign for Rival<N> {
            #[inline(always)]
            fn $assign(&mut self, other: Self) {
                *self = $Op::$op(*self, other);
            }
        }
    )*};
}

operators! {
    Add add AddAssign add_assign own_add;
    Sub sub SubAssign sub_assign own_sub;
    Mul mul MulAssign mul_assign own_mul;
    Div div DivAssign div_assign own_div;
}

impl<N: Number> Neg for Rival<N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Rival(-self.0)
    }
}

// Not `impl_derived_operators`: a rival makes no number of a constant, and its numbers are of one precision.
macro_rules! folds {
    ($($Fold:ident $fold:ident $op:tt),*) => {$(
        impl<N: Number> $Fold for Rival<N> {
            fn $fold<I: Iterator<Item = Self>>(numbers: I) -> Self {
                numbers.reduce(|all, x| all $op x).expect("none of the functions has an empty one")
            }
        }

        impl<'n, N: Number> $Fold<&'n Self> for Rival<N> {
            fn $fold<I: Iterator<Item = &'n Self>>(numbers: I) -> Self {
                $Fold::$fold(numbers.copied())
            }
        }
    )*};
}

folds!(Sum sum +, Product product *);

impl<N: Number> Combine<Self> for Rival<N> {
    fn combine<R: Binary>(self, rule: R, other: Self) -> Self {
        self.binary(rule, other)
    }
    fn lift(number: Self) -> Self {
        number
    }
}

impl<N: Number> Combine<f64> for Rival<N> {
    fn combine<R: Binary>(self, rule: R, other: f64) -> Self {
        self.binary_constant(rule, other)
    }
    fn lift(number: f64) -> Self {
        Self::constant(number)
    }
}

impl<N: Number> Display for Rival<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.value(), f)
    }
}

impl<N: Number> PartialEq for Rival<N> {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl<N: Number> PartialOrd for Rival<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value().partial_cmp(&other.value())
    }
}

impl<N: Number> PartialEq<f64> for Rival<N> {
    fn eq(&self, other: &f64) -> bool {
        self.value() == *other
    }
}

impl<N: Number> PartialOrd<f64> for Rival<N> {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.value().partial_cmp(other)
    }
}
