//! Forward-mode automatic differentiation: dual numbers, arrays of them, and an engine that differentiates by any
//! number of inputs in chunks.
//!
//! A dual number carries its value and `N` tangents through every operation, so one evaluation of the function
//! gives `N` directional derivatives and needs no memory beyond the function's own. A gradient of n inputs takes
//! `⌈n/N⌉` evaluations: forward mode suits few inputs, many outputs, and single directions. The feature `rayon` adds
//! `ParallelForward`, which distributes the evaluations over threads.
//!
//! ```
//! use dualtape_core::{Engine, Function, Scalar};
//! use dualtape_forward::Forward;
//!
//! struct Product;
//! impl Function for Product {
//!     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
//!         x[0] * x[1].sin()
//!     }
//! }
//! let gradient = Forward::new().gradient(&Product, &[2.0, 0.0])?;
//! assert_eq!(gradient, [0.0, 2.0]);
//! # Ok::<(), dualtape_core::Error>(())
//! ```
//!
//! A closure needs no struct; it runs on one number, and so on this engine alone:
//!
//! ```
//! use dualtape_core::Scalar;
//! use dualtape_forward::Forward;
//!
//! let k = 3.0;
//! let (value, gradient) = Forward::new().value_and_gradient_of(|x| x[0].powi(2) * k + 2.0 * x[1], &[1.0, 5.0])?;
//! assert_eq!((value, gradient), (13.0, vec![6.0, 2.0]));
//! # Ok::<(), dualtape_core::Error>(())
//! ```

mod closures;
mod dual;
mod engine;
mod lanes;
#[cfg(feature = "rayon")]
mod parallel;
mod pass;

pub use dual::Dual;
pub use dual::array::DualArray;
pub use dual::path::PathDual;
pub use engine::Forward;
pub use lanes::Lanes;
#[cfg(feature = "rayon")]
pub use parallel::ParallelForward;

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
