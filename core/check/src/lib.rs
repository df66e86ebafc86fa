//! Finite differences, and the laws that rules, block operations and engines must obey.
//!
//! Every crate's tests call these, so that one list of rules and one list of block operations is held against
//! every engine, every nesting and both precisions; a user calls them for a rule or an engine of their own. All
//! return an [`Error::Disagreement`](dualtape_core::Error::Disagreement) that names what disagreed, and both numbers;
//! none panics or prints.
//!
//! | check | holds | against |
//! |---|---|---|
//! | [`check_unary`], [`check_binary`] | a rule: partials, second order, `NEEDS`, edges, NaN | finite differences of its value |
//! | [`laws`], [`unary_laws`], [`binary_laws`] | an engine, in scalar and in block code, to second order | the rules on plain numbers |
//! | [`nary_laws`] | an engine on rules of any number of operands | their loops, finite differences |
//! | [`plain_laws`] | the block operations of [`Buf`](dualtape_core::Buf) | their defining loops |
//! | [`array_laws`] | an engine's block operations, to second order | their defining loops |
//! | [`graph_laws`] | an engine on a random expression graph | finite differences, and itself |
//! | [`engines_agree`] | an engine on a function | another engine |
//! | [`finite_difference`], [`gradient_by_differences`], [`jacobian_by_differences`] | – | – |
//! | [`RandomGraph`] | functions with shared subexpressions, to try all this on | – |
//! | [`Rosenbrock`], [`GaussianMixture`], [`RungeKutta`], [`SerialSum`] | functions of any size to measure on | – |
//! | [`function_laws`] | an engine on those | known values and gradients, finite differences |
//! | [`each_call`] | every operation of an engine, to count what it costs | – |
//! | [`SplitMix`] | what tests choose at random, the same everywhere | – |
//! | [`operations`] | how many operations a function takes: what to divide a time by | – |

mod agreement;
mod array_laws;
mod calls;
mod compare;
pub mod comparison;
mod count;
mod difference;
mod functions;
mod laws;
mod nary_laws;
mod operation;
mod random;
mod random_graph;
pub mod rival;
mod row;
mod rule;
pub mod timing;

pub use agreement::{direction, engines_agree};
pub use array_laws::{array_laws, plain_laws};
pub use calls::each_call;
pub use compare::{FLOOR, all_close, close};
pub use count::operations;
pub use difference::{Estimate, finite_difference, gradient_by_differences, jacobian_by_differences};
pub use functions::{GaussianMixture, Rosenbrock, RungeKutta, SerialSum, TanhLayer, function_laws};
pub use laws::{binary_laws, laws, unary_laws};
pub use nary_laws::nary_laws;
pub use random::SplitMix;
pub use random_graph::{RandomGraph, SumOf, graph_laws};
pub use rule::{check_binary, check_unary};
