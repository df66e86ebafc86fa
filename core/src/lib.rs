//! The common part of the dualtape engines: one op trait, one table of derivative rules, numbers and arrays of numbers.
//!
//! A user writes a function once, generic over the number; the engine determines the derivative and the mode.
//! Each derivative rule is one row of one table ([`rules`]); engines ([`Engine`]) hold no rules of their own, and
//! their numbers nest, so that the same row serves every order of derivative.
//!
//! | items | purpose |
//! |---|---|
//! | [`Scalar`], [`Array`] | one number, a run of numbers: the vocabulary of generic code |
//! | [`Function`], [`VectorFunction`], [`BlockFunction`], [`BlockVectorFunction`] | differentiable functions |
//! | [`function!`](macro@function), [`TryFunction`] | functions with captured values, and ones that fail |
//! | [`NanAsError`] | an engine for which NaN is an error |
//! | [`OneByOne`] | block code as scalar code, from the same source |
//! | [`Engine`] | the operations of `dualtape-forward` and `dualtape-reverse` |
//! | [`Auto`] | an engine over both, which measures and chooses |
//! | [`Unary`], [`Binary`], [`Nary`], [`rules`] | derivative rules |
//! | `SumFunction`, `TermByTerm` | sums over data, in parallel and bit-identical (feature `rayon`) |
//!
//! The crate `dualtape-check` has finite differences, and the laws that engines and rules must obey.

pub mod arguments;
pub mod array;
mod auto;
pub mod curve;
mod engine;
mod error;
#[cfg(feature = "num-traits")]
#[doc(hidden)]
pub mod foreign;
pub mod function;
mod function_macro;
mod nan_as_error;
#[cfg(feature = "num-dual")]
mod num_dual;
mod one_by_one;
mod op;
mod operators;
mod path_sum;
mod real;
pub mod rules;
mod scalar;
#[cfg(feature = "rayon")]
mod sum;

/// Zeros, infinities and kinks: what a derivative is where a factor is not a number like others.
///
#[doc = include_str!("../SEMANTICS.md")]
pub mod semantics {}

/// The path of this file as the compiler records it: code in its folder is no code of a user.
#[doc(hidden)]
pub const SOURCE_FILE: &str = file!();

pub use array::{Accumulate, Array, Buf, Elements, Labels, Layout, MatMul};
pub use auto::{Auto, Choice, Cost, Costs, Explanation, Passes, Prediction};
pub use engine::Engine;
pub use error::{Error, FunctionError};
pub use function::{
    BlockFunction, BlockVectorFunction, Differentiable, Function, Output, Style, TryFunction, VectorFunction,
    value, values_into,
};
pub use nan_as_error::NanAsError;
pub use one_by_one::{OneByOne, Single};
pub use op::{Binary, Nary, Needs, Operand, RuleInfo, Side, Unary, carry, derivative_of};
pub use path_sum::PathSum;
pub use real::{Real, vectorise};
pub use scalar::{Combine, Scalar};
#[cfg(feature = "rayon")]
pub use sum::{SumFunction, TermByTerm};

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
