//! The rows of the table as values, so that one function type evaluates all of them.
//!
//! An engine's code is compiled per function type. With a type per rule, the laws would compile it once per row.

use dualtape_core::array::loops;
use dualtape_core::{Array, Binary, Operand, Scalar, Side, Unary, binary_rules, rules, unary_rules};

/// The evaluation of a block operation: by the method that an engine may override, or by the defining loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Evaluation {
    /// By the method.
    Method,
    /// By the loop.
    Loop,
}

/// A rule of one or two operands, or a row of the table.
pub(super) trait RuleLike {
    /// The number of operands, 1 or 2.
    const ARITY: usize;
    /// Applies the rule to `ARITY` numbers.
    fn apply<S: Scalar>(&self, x: &[S]) -> S;
    /// Applies a rule of two operands to a number and a constant; `side` is the constant's.
    fn apply_constant<S: Scalar>(&self, side: Side, constant: S::Real, x: S) -> S;
    /// Applies the rule to each element of `ARITY` blocks.
    fn apply_block<A: Array>(&self, x: &[A]) -> A;
}

/// A rule of one operand as a [`RuleLike`].
pub(super) struct UnaryRule<U>(pub(super) U);

impl<U: Unary> RuleLike for UnaryRule<U> {
    const ARITY: usize = 1;
    fn apply<S: Scalar>(&self, x: &[S]) -> S {
        x[0].unary(self.0)
    }
    fn apply_constant<S: Scalar>(&self, _: Side, _: S::Real, x: S) -> S {
        x.unary(self.0)
    }
    fn apply_block<A: Array>(&self, x: &[A]) -> A {
        x[0].map(self.0)
    }
}

/// A rule of two operands as a [`RuleLike`].
pub(super) struct BinaryRule<B>(pub(super) B);

impl<B: Binary> RuleLike for BinaryRule<B> {
    const ARITY: usize = 2;
    fn apply<S: Scalar>(&self, x: &[S]) -> S {
        x[0].binary(self.0, x[1])
    }
    fn apply_constant<S: Scalar>(&self, side: Side, constant: S::Real, x: S) -> S {
        match side {
            Side::Left => S::constant_binary(constant, self.0, x),
            Side::Right => x.binary_constant(self.0, constant),
        }
    }
    fn apply_block<A: Array>(&self, x: &[A]) -> A {
        x[0].zip(self.0, &x[1])
    }
}

macro_rules! unary_row {
    ($($rule:ident $(($p:ident: $pt:ident = $example:literal))? $method:ident $formula:literal
       |$v:ident| $value:expr, $derivative:literal |$x:tt, $z:tt| $partial:expr, $(blocks |$bx:tt, $bz:tt| $block:expr,)?
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        /// A rule of one operand by its place in the table.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum UnaryRow { $($rule),* }

        impl UnaryRow {
            pub(super) const ALL: &[UnaryRow] = &[$(UnaryRow::$rule),*];
        }

        impl RuleLike for UnaryRow {
            const ARITY: usize = 1;
            fn apply<S: Scalar>(&self, x: &[S]) -> S {
                match self { $(UnaryRow::$rule => x[0].unary(rules::$rule $(($example as $pt))?)),* }
            }
            fn apply_constant<S: Scalar>(&self, _: Side, _: S::Real, x: S) -> S {
                self.apply(&[x])
            }
            fn apply_block<A: Array>(&self, x: &[A]) -> A {
                match self { $(UnaryRow::$rule => x[0].map(rules::$rule $(($example as $pt))?)),* }
            }
        }
    };
}

macro_rules! binary_row {
    ($($rule:ident $method:ident $formula:literal
       |$v:ident, $w:ident| $value:expr, $derivative:literal |$x:tt, $y:tt, $z:tt| $partials:expr,
       at [$($sample:expr),*] edges [$($edge:expr),*] $($selects:ident)? $policy:literal;)*) => {
        /// A rule of two operands by its place in the table.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum BinaryRow { $($rule),* }

        impl BinaryRow {
            pub(super) const ALL: &[BinaryRow] = &[$(BinaryRow::$rule),*];

            /// Returns the defining loop of [`Array::zip`].
            pub(super) fn zip_loop<A: Array>(self, x: &A, y: &A) -> A {
                match self { $(BinaryRow::$rule => loops::zip(rules::$rule, x, y)),* }
            }
            /// Returns [`Array::zip_pull`] of `[x, y, z, d]`.
            pub(super) fn pull<A: Array>(self, evaluation: Evaluation, side: Side, [x, y, z, d]: [&A; 4]) -> A {
                match (self, evaluation) { $(
                    (BinaryRow::$rule, Evaluation::Method) => A::zip_pull(rules::$rule, side, x, y, z, d),
                    (BinaryRow::$rule, Evaluation::Loop) => loops::zip_pull(rules::$rule, side, x, y, z, d),
                )* }
            }
            /// Returns [`Array::zip_curve`] of `[x, y, z, t, d]`.
            pub(super) fn curve<A: Array>(self, evaluation: Evaluation, side: Side, along: Operand, x: [&A; 5]) -> A {
                let [x, y, z, t, d] = x;
                match (self, evaluation) { $(
                    (BinaryRow::$rule, Evaluation::Method) => A::zip_curve(rules::$rule, side, along, x, y, z, t, d),
                    (BinaryRow::$rule, Evaluation::Loop) => loops::zip_curve(rules::$rule, side, along, x, y, z, t, d),
                )* }
            }
        }

        impl RuleLike for BinaryRow {
            const ARITY: usize = 2;
            fn apply<S: Scalar>(&self, x: &[S]) -> S {
                match self { $(BinaryRow::$rule => x[0].binary(rules::$rule, x[1])),* }
            }
            fn apply_constant<S: Scalar>(&self, side: Side, constant: S::Real, x: S) -> S {
                match self { $(BinaryRow::$rule => BinaryRule(rules::$rule).apply_constant(side, constant, x)),* }
            }
            fn apply_block<A: Array>(&self, x: &[A]) -> A {
                match self { $(BinaryRow::$rule => x[0].zip(rules::$rule, &x[1])),* }
            }
        }
    };
}

unary_rules!(unary_row);
binary_rules!(binary_row);
