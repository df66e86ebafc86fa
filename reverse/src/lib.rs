//! Reverse-mode automatic differentiation: a tape of scalar nodes and block events, and one sweep back over it.
//!
//! The function runs once on [`Var`]iables, which record what was done to them; a sweep then carries the adjoint
//! of the output back to all inputs at once. A gradient costs a small multiple of the function, whatever the
//! number of inputs, and memory in proportion to the number of operations: reverse mode is for many inputs and
//! few outputs. It is backpropagation (Linnainmaa 1970; Rumelhart, Hinton and Williams 1986), for any program.
//!
//! ```
//! use dualtape_core::{Engine, Function, Scalar};
//! use dualtape_reverse::Reverse;
//!
//! struct Product;
//! impl Function for Product {
//!     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
//!         x[0] * x[1].sin()
//!     }
//! }
//! let gradient = Reverse::new().gradient(&Product, &[2.0, 0.0])?;
//! assert_eq!(gradient, [0.0, 2.0]);
//! # Ok::<(), dualtape_core::Error>(())
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `tape` | the memory of recordings, and its limits |
//! | `recording` | one recording: scalar nodes in arena blocks, block events in a list |
//! | `event` | what a block event remembers |
//! | `lists` | the events of a recording, and what they refer to |
//! | `var`, `var_array` | the number and the array that record |
//! | `spare` | memory for variables between recordings |
//! | `adjoint` | adjoints of blocks: first touch writes, later ones add |
//! | `sweep` | the backward pass and nothing else |
//! | `pullback` | what each block operation does in it |
//! | `graph` | a recorded function: its inputs and outputs |
//! | `engine` | the eight operations |

mod adjoint;
mod engine;
mod event;
mod graph;
mod lists;
#[cfg(doctest)]
mod misuse;
mod pullback;
mod recording;
mod spare;
mod sweep;
mod tape;
mod var;
mod var_array;

pub use engine::Reverse;
pub use recording::Recording;
pub use tape::{Limits, Tape, Usage};
pub use var::Var;
pub use var_array::VarArray;
