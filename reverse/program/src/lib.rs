//! Functions recorded once as programs, and run many times.
//!
//! A tape records a function anew for each derivative. A [`Program`] is recorded once: its derivatives are programs
//! again, made by the same rules, scheduled for the machine, and run for one sample or for sixteen at a time. Each
//! comparison of the function is a guard: where one has another outcome, a run is an error, never a wrong number.
//!
//! | item | purpose |
//! |---|---|
//! | [`Program`] | a recorded function, its gradient, Jacobian, Hessian, and products with them |
//! | [`Runner`] | a program with memory: one sample, or [`LANES`] in columns |
//! | [`Recorded`] | an engine over programs, which asks another engine where they do not serve |
//! | [`Language`] | the source code of a program, in Rust or C without dependencies |
//! | [`Traced`] | the number that records |
//! | [`Error`] | a guard that does not hold, a plain value that was read |

mod code;
mod derivation;
mod derive;
mod error;
mod graph;
mod grouping;
mod kernel;
mod language;
mod listing;
mod program;
mod recorded;
mod rule;
mod runner;
mod samples;
mod slots;
mod source;
mod text;
mod traced;

pub use error::Error;
pub use language::Language;
pub use program::Program;
pub use recorded::{Recorded, Usage};
pub use runner::Runner;
pub use slots::LANES;
pub use traced::Traced;

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
