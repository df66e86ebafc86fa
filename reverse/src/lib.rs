//! Reverse-mode automatic differentiation: a tape of scalar nodes and array operations, and one sweep back over it.
//!
//! The function runs once on [`Var`]iables, which record every operation. A sweep then pulls the adjoint of the
//! output back to all inputs at once. A gradient costs a small multiple of the function, whatever the number of
//! inputs, and memory in proportion to the number of operations: reverse mode is for many inputs and few outputs.
//! It is backpropagation (Linnainmaa 1970; Rumelhart, Hinton and Williams 1986), for any program.
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
//! A closure needs no struct; it runs on one number, and so on this engine alone:
//!
//! ```
//! use dualtape_core::Scalar;
//! use dualtape_reverse::Reverse;
//!
//! let k = 3.0;
//! let (value, gradient) = Reverse::new().value_and_gradient_of(|x| x[0].powi(2) * k + 2.0 * x[1], &[1.0, 5.0])?;
//! assert_eq!((value, gradient), (13.0, vec![6.0, 2.0]));
//! # Ok::<(), dualtape_core::Error>(())
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `closures` | derivatives of closures |
//! | `handle` | the number that is `Copy + 'static`, and records on the tape of its thread |
//! | `engine` | the engine: its eight operations |
//! | `recorded_function` | a recorded function, with its inputs and outputs |
//! | `spare_vec` | memory of variables between recordings |
//! | `pull` | inputs, cotangents pulled back to them, and their adjoints |
//! | `var/scalar`, `var/array` | the number and the array that record |
//! | `tape` | the memory that one recording after another is lent |
//! | `recording` | one recording: nodes, events, and the size of both |
//! | `sweep` | the backward pass over all events |
//! | `pullback` | the pullback of each event |
//! | `adjoint` | adjoints of blocks: the first contribution is written, later ones are added |
//! | `lists` | the events of a recording, and the lists that they refer to |
//! | `event` | the operations that are not scalar nodes: on arrays, reductions, of many operands |
//! | `scalar_tape` | scalar nodes, the pages that store them, and the sweep back over them |
//! | `limits` | limits of a recording, and its use of memory |
//! | `ids` | ids of scalars, blocks and stored arrays |
//!
//! Each file imports only files below it, except that `var/scalar` and `var/array` import each other: a number and
//! its array name each other in their traits.

mod adjoint;
mod closures;
mod engine;
mod event;
pub mod handle;
mod ids;
mod limits;
mod lists;
#[cfg(doctest)]
mod misuse;
mod pull;
mod pullback;
mod recorded_function;
mod recording;
mod scalar_tape;
mod spare_vec;
mod sweep;
mod tape;
mod var;

pub use engine::Reverse;
pub use limits::{Limits, Usage};
pub use recording::Recording;
pub use tape::Tape;
pub use var::{Var, VarArray};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
