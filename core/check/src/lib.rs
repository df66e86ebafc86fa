//! Finite differences, and the laws that rules, block operations and engines must obey.
//!
//! The tests of every crate call these checks: one list of rules and one list of block operations for every engine,
//! every nesting and both precisions. Users call them for their own rules and engines. A check returns an
//! [`Error::Disagreement`](dualtape_core::Error::Disagreement) with the name of the quantity and both numbers; none
//! panics or prints.
//!
//! | item | checks | against |
//! |---|---|---|
//! | [`check_unary`], [`check_binary`] | a rule: partials, second order, `NEEDS`, edges, NaN | finite differences of its value |
//! | [`laws`], [`unary_laws`], [`binary_laws`] | an engine, in scalar and in block code, to second order | the rules on plain numbers |
//! | [`nary_laws`] | an engine on rules of any number of operands | their loops, finite differences |
//! | [`edge_laws`] | an engine at kinks, zeros and infinities, in every style, to second order | another engine |
//! | [`plain_laws`] | the block operations of [`Buf`](dualtape_core::Buf) | their defining loops |
//! | [`array_laws`] | an engine's block operations, to second order | their defining loops |
//! | [`graph_laws`] | an engine on a random expression graph | finite differences, and itself |
//! | [`engines_agree`] | an engine on a function | another engine |
//! | [`gradients_differ`], [`hessians_differ`] | what is NaN and what is infinite | another engine |
//! | [`finite_difference`], [`gradient_by_differences`], [`jacobian_by_differences`] | – | – |
//! | [`RandomGraph`] | functions with shared subexpressions | – |
//! | [`Rosenbrock`], [`GaussianMixture`], [`RungeKutta`], [`SerialSum`] | functions of any size to measure engines on | – |
//! | [`function_laws`] | an engine on those | known values and gradients, finite differences |
//! | [`each_call`] | every operation of an engine, to count allocations | – |
//! | [`SplitMix`] | pseudorandom choices of tests | – |
//! | [`operations`] | the number of operations of a function, the divisor of its time | – |
//! | [`diagnose`] | a function at a point: the operation that makes its first infinity or NaN | – |
//! | [`timing`] | tasks that take turns, for ratios of times | – |

mod agreement;
mod array_laws;
mod calls;
mod compare;
mod count;
mod diagnosis;
mod difference;
mod edge_laws;
mod functions;
mod laws;
mod nary_laws;
mod operation;
mod path_laws;
mod random;
mod random_graph;
mod random_program;
mod row;
mod rule;
pub mod timing;

pub use agreement::{direction, engines_agree};
pub use array_laws::{array_laws, plain_laws};
pub use calls::each_call;
pub use compare::{FLOOR, all_close, close};
pub use count::operations;
pub use diagnosis::{Diagnosis, NonFinite, Origin, Quantity, TracedOperation, diagnose};
pub use difference::{
    DifferenceEstimate, finite_difference, gradient_by_differences, jacobian_by_differences,
};
pub use edge_laws::edge_laws;
pub use functions::{GaussianMixture, Rosenbrock, RungeKutta, SerialSum, TanhLayer, function_laws};
pub use laws::{binary_laws, laws, unary_laws};
pub use nary_laws::nary_laws;
pub use path_laws::{gradients_differ, hessians_differ};
pub use random::SplitMix;
pub use random_graph::{GraphSum, RandomGraph, graph_laws};
pub use random_program::{BlockProgram, RandomProgram};
pub use rule::{check_binary, check_unary};

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
