//! The contenders of `dualtape bench`: ways to get a gradient, and the functions to get it of.
//!
//! A crate of its own because nearly all generic code of the command is instantiated here (rules × widths × styles ×
//! precisions × num-dual): it is compiled once, as one code-generation unit, while the command around it changes.
//! [`Precision::problems`] is not generic and [`Problem::contender`] returns trait objects, so that none of it is
//! instantiated again.
//!
//! | file | holds |
//! |---|---|
//! | `workload` | the families of functions, one file each |
//! | `problem` | one function at one size, with its contenders |
//! | `contender` | the ways to get a gradient or a Jacobian |
//! | `sizes`, `options` | the settings of a workload |
//! | `memory` | memory estimates, made before anything is allocated |
//! | `engine_kind`, `code_style` | names of contenders and of styles |

mod code_style;
mod contender;
mod engine_kind;
mod error;
mod memory;
mod named;
mod options;
mod problem;
mod sizes;
mod workload;

pub use code_style::CodeStyle;
pub use contender::{Contender, EngineOptions, TapeSize, output_weight};
pub use engine_kind::EngineKind;
pub use error::InvalidOption;
pub use memory::MemoryEstimate;
pub use options::{NetworkOptions, WorkloadOptions};
pub use problem::{ContenderFactory, Problem};
pub use sizes::{Sizes, parse_count};
pub use workload::{Nouns, Precision, WorkloadName};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
