//! What every dualtape engine shares: one op trait, one table of derivative rules, numbers and arrays of numbers.
//!
//! A user writes a function once, generic over the number; an engine decides which derivative comes out, and how.
//! Each derivative rule is one row of one table ([`rules`]); engines ([`Engine`]) hold no rules of their own, and
//! their numbers nest, so that the same row serves every order of derivative.
//!
//! | look at | for |
//! |---|---|
//! | [`Scalar`], [`Array`] | one number, a run of numbers: what generic code is written in |
//! | [`Function`], [`VectorFunction`], [`BlockFunction`], [`BlockVectorFunction`] | what a user writes |
//! | [`OneByOne`] | block code as scalar code, from the same source |
//! | [`Engine`] | what `dualtape-forward` and `dualtape-reverse` offer |
//! | [`Auto`] | an engine over both, which measures and chooses |
//! | [`Unary`], [`Binary`], [`Nary`], [`rules`] | derivative rules |
//! | `SumFunction`, `TermByTerm` | sums over data, in parallel and bit-identical (feature `rayon`) |
//!
//! The crate `dualtape-check` has finite differences, and the laws that engines and rules must obey.

pub mod array;
mod auto;
pub mod curve;
mod engine;
mod error;
pub mod function;
#[cfg(feature = "num-dual")]
mod num_dual;
mod one_by_one;
mod op;
mod real;
pub mod rules;
mod scalar;
#[cfg(feature = "rayon")]
mod sum;

pub use array::{Accumulate, Array, Buf, Elements, Labels, Layout, MatMul};
pub use auto::{Auto, Choice, Cost, Costs, Explanation, Passes, Prediction};
pub use engine::Engine;
pub use error::Error;
pub use function::{
    BlockFunction, BlockVectorFunction, Differentiable, Function, Output, Style, VectorFunction, value,
    values_into,
};
pub use one_by_one::OneByOne;
pub use op::{Binary, Nary, Needs, Operand, RuleInfo, Side, Unary, weigh};
pub use real::{Real, vectorise};
pub use scalar::Scalar;
#[cfg(feature = "rayon")]
pub use sum::{SumFunction, TermByTerm};
