//! The numbers of the crate [num-dual](https://docs.rs/num-dual) as [`Scalar`]s, driven by the rules of this crate.
//!
//! A function that is written for dualtape runs on `Dual`, `Dual2`, `HyperDual` and `DualSVec` unchanged. The value and
//! the chain rule come from the table of this crate; num-dual stores the parts. (The implementations are here because
//! Rust allows them only in the crate of the trait or of the type.)
//!
//! `DualSVec` tells no derivative (`None`) from one that is zero, the others do not: a constant at an infinite slope is
//! NaN on them (see [`crate::semantics`]).
//!
//! The operators `+ - * /` and the sum, which [`Scalar`] requires of the type itself, are num-dual's own.
//! Comparisons are by value in both crates. If both traits are in scope, `x.exp()` is ambiguous: write
//! `Scalar::exp(x)`. Generic code over [`Scalar`] is not affected.
//!
//! ```
//! use dualtape_core::Scalar;
//! use num_dual::Dual2;
//!
//! fn power<S: Scalar<Real = f64>>(x: S) -> S {
//!     x.powf(1.5) + x.tanh()
//! }
//! let z = power(Dual2::new(800.0, 1.0, 0.0)); // value, first and second derivative
//! assert_eq!(z.re, 800.0_f64.powf(1.5) + 1.0);
//! assert_eq!(z.v1, 1.5 * 800.0_f64.sqrt());
//! assert_eq!(power(num_dual::Dual::new(0.0, 1.0)).eps, 1.0);
//! ```

use num_dual::{Derivative, Dual, Dual2, DualSVec, HyperDual};

use crate::array::elements::Elements;
use crate::curve::{binary_curve, unary_curve};
use crate::op::{Binary, Unary, carry};
use crate::scalar::{Combine, Scalar};

macro_rules! combine {
    ($real:ident: $([$($g:tt)*] $number:ty),*) => { $(
        impl<$($g)*> Combine<Self> for $number {
            fn combine<R: Binary>(self, rule: R, other: Self) -> Self {
                Scalar::binary(self, rule, other)
            }
            fn lift(number: Self) -> Self {
                number
            }
        }
        impl<$($g)*> Combine<$real> for $number {
            fn combine<R: Binary>(self, rule: R, other: $real) -> Self {
                Scalar::binary_constant(self, rule, other)
            }
            fn lift(number: $real) -> Self {
                Self::from_re(number)
            }
        }
    )* };
}

macro_rules! carriers {
    ($real:ident) => {
        combine!($real: [] Dual<$real>, [const N: usize] DualSVec<$real, N>, [] Dual2<$real>, [] HyperDual<$real>);

        /// Value and one derivative.
        impl Scalar for Dual<$real> {
            type Real = $real;
            type Array = Elements<Self>;

            fn constant(value: $real) -> Self {
                Self::from_re(value)
            }
            fn value(self) -> $real {
                self.re
            }
            fn unary<R: Unary>(self, rule: R) -> Self {
                let z = rule.eval(self.re);
                Self::new(z, carry(R::SELECTS, rule.partial(self.re, z), self.eps))
            }
            fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
                let z = rule.eval(self.re, other.re);
                let (p, q) = rule.partials(self.re, other.re, z);
                Self::new(z, carry(R::SELECTS, p, self.eps) + carry(R::SELECTS, q, other.eps))
            }
        }

        /// Value and `N` derivatives; `None` stands for zeros.
        impl<const N: usize> Scalar for DualSVec<$real, N> {
            type Real = $real;
            type Array = Elements<Self>;

            fn constant(value: $real) -> Self {
                Self::from_re(value)
            }
            fn value(self) -> $real {
                self.re
            }
            fn unary<R: Unary>(self, rule: R) -> Self {
                let z = rule.eval(self.re);
                let slope = rule.partial(self.re, z);
                Self::new(
                    z,
                    Derivative::new(self.eps.0.map(|eps| eps.map(|eps| carry(R::SELECTS, slope, eps)))),
                )
            }
            fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
                let z = rule.eval(self.re, other.re);
                let (p, q) = rule.partials(self.re, other.re, z);
                let left = Derivative::new(self.eps.0.map(|eps| eps.map(|eps| carry(R::SELECTS, p, eps))));
                let right = Derivative::new(other.eps.0.map(|eps| eps.map(|eps| carry(R::SELECTS, q, eps))));
                Self::new(z, left + right)
            }
        }

        /// Value, first and second derivative along one direction.
        impl Scalar for Dual2<$real> {
            type Real = $real;
            type Array = Elements<Self>;

            fn constant(value: $real) -> Self {
                Self::from_re(value)
            }
            fn value(self) -> $real {
                self.re
            }
            fn unary<R: Unary>(self, rule: R) -> Self {
                let (x, z) = (self.re, rule.eval(self.re));
                let slope = rule.partial(x, z);
                let bend = carry(R::SELECTS, unary_curve(rule, x, z, self.v1), self.v1);
                Self::new(z, carry(R::SELECTS, slope, self.v1), carry(R::SELECTS, slope, self.v2) + bend)
            }
            fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
                let (x, y) = (self.re, other.re);
                let z = rule.eval(x, y);
                let (p, q) = rule.partials(x, y, z);
                let (dp, dq) = binary_curve(rule, x, y, z, self.v1, other.v1);
                let bend = carry(R::SELECTS, dp, self.v1) + carry(R::SELECTS, dq, other.v1);
                let first = carry(R::SELECTS, p, self.v1) + carry(R::SELECTS, q, other.v1);
                Self::new(z, first, carry(R::SELECTS, p, self.v2) + carry(R::SELECTS, q, other.v2) + bend)
            }
        }

        /// Value, two derivatives and their mixed second derivative.
        impl Scalar for HyperDual<$real> {
            type Real = $real;
            type Array = Elements<Self>;

            fn constant(value: $real) -> Self {
                Self::from_re(value)
            }
            fn value(self) -> $real {
                self.re
            }
            fn unary<R: Unary>(self, rule: R) -> Self {
                let (x, z) = (self.re, rule.eval(self.re));
                let slope = rule.partial(x, z);
                let bend = carry(R::SELECTS, unary_curve(rule, x, z, self.eps1), self.eps2);
                let mixed = carry(R::SELECTS, slope, self.eps1eps2) + bend;
                Self::new(z, carry(R::SELECTS, slope, self.eps1), carry(R::SELECTS, slope, self.eps2), mixed)
            }
            fn binary<R: Binary>(self, rule: R, other: Self) -> Self {
                let (x, y) = (self.re, other.re);
                let z = rule.eval(x, y);
                let (p, q) = rule.partials(x, y, z);
                let (dp, dq) = binary_curve(rule, x, y, z, self.eps1, other.eps1);
                let first = |left, right| carry(R::SELECTS, p, left) + carry(R::SELECTS, q, right);
                let bend = carry(R::SELECTS, dp, self.eps2) + carry(R::SELECTS, dq, other.eps2);
                let mixed = first(self.eps1eps2, other.eps1eps2) + bend;
                Self::new(z, first(self.eps1, other.eps1), first(self.eps2, other.eps2), mixed)
            }
        }
    };
}

carriers!(f32);
carriers!(f64);
