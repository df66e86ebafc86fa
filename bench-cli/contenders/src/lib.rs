//! The contenders of `dualtape bench` and `dualtape train`: ways to get a gradient, and the functions to get it of.
//!
//! A crate of its own because nearly all generic code of the command is instantiated here (rules × widths × styles ×
//! precisions × num-dual): it is compiled once, as one code-generation unit per precision, while the command around it
//! changes. Nothing is instantiated in this crate: one per precision does so, by [`EntryPoints`].
//!
//! | file | holds |
//! |---|---|
//! | `workload` | the families of functions, one file each |
//! | `problem` | one function at one size, with its contenders |
//! | `contender` | the ways to get a gradient or a Jacobian |
//! | `gradient_method` | the ways to get the gradients of a training |
//! | `entry_points` | the functions that everything is compiled for |
//! | `model_entry_points` | the derivatives of stored models |
//! | `sizes`, `options` | the settings of a workload |
//! | `memory` | memory estimates, made before anything is allocated |
//! | `engine_kind`, `code_style` | names of contenders and of styles |

mod code_style;
mod contender;
mod engine_kind;
mod entry_points;
mod error;
mod gradient_method;
mod memory;
mod model_entry_points;
mod named;
mod options;
mod problem;
mod sizes;
mod workload;

pub use code_style::CodeStyle;
pub use contender::{Contender, EngineOptions, NumDualReal, TapeSize, output_weight};
pub use engine_kind::EngineKind;
pub use entry_points::EntryPoints;
pub use error::InvalidOption;
pub use gradient_method::{GradientMethod, TrainingGradient};
pub use memory::MemoryEstimate;
pub use model_entry_points::ModelEntryPoints;
pub use options::{NetworkOptions, WorkloadOptions};
pub use problem::{ContenderFactory, Problem};
pub use sizes::{Sizes, parse_count};
pub use workload::{Nouns, WorkloadName};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
