//! Automatic differentiation of functions that are written once, for any number.
//!
//! ```
//! use dualtape::prelude::*;
//!
//! // One source for both modes, with a captured variable.
//! let k = 100.0;
//! let rosenbrock = function!(|x, k: f64| (x[0] - 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * k);
//! let x = [1.0, 2.0];
//! let (value, gradient) = Reverse::new().value_and_gradient(&rosenbrock, &x)?;
//! assert_eq!((value, &gradient), (100.0, &vec![-400.0, 200.0]));
//! assert_eq!(Forward::new().gradient(&rosenbrock, &x)?, gradient);
//! assert_eq!(Reverse::new().hessian(&rosenbrock, &x)?, [402.0, -400.0, -400.0, 200.0]);
//! // A closure, on the numbers of one engine.
//! assert_eq!(Forward::new().derivative_of(|x| 2.0 * x.sin(), 0.0)?, 2.0);
//! # Ok::<(), dualtape::Error>(())
//! ```
//!
//! # Operations
//!
//! | operation | of | result | of a closure |
//! |---|---|---|---|
//! | [`derivative`](Engine::derivative) | 1 → 1 | `f'(x)` | `derivative_of` |
//! | [`gradient`](Engine::gradient), [`value_and_gradient`](Engine::value_and_gradient) | n → 1 | n numbers | `gradient_of`, `value_and_gradient_of` |
//! | [`jacobian`](Engine::jacobian) | n → m | m × n numbers, row-major | `jacobian_of` |
//! | [`jvp`](Engine::jvp) | n → m | `J v` | `jvp_of` |
//! | [`vjp`](Engine::vjp) | n → m | `Jᵀ w` | `vjp_of` |
//! | [`hvp`](Engine::hvp) | n → 1 | `H v` | `hvp_of` |
//! | [`hessian`](Engine::hessian) | n → 1 | n × n numbers | `hessian_of` |
//!
//! Each of the first has a twin `…_into` that writes to the caller's buffers, and allocates nothing when warm. Closures
//! that can fail have `try_value_and_gradient_of` and `try_jacobian_of`.
//!
//! # Which mode
//!
//! | function | mode | cost |
//! |---|---|---|
//! | few inputs (up to some tens), or one direction | [`Forward`] | an evaluation per 16 inputs, no memory |
//! | many inputs, few outputs | [`Reverse`] | a recording and a sweep per output, memory for each operation |
//! | not known | [`Auto`] | measures both at the first call |
//!
//! # Scalar or block
//!
//! Scalar code calculates with numbers ([`Scalar`]); block code with arrays ([`Array`]), each operation of which is one
//! operation of the engine: products of matrices, maps, sums. Networks and large linear algebra pay in blocks. Everything
//! else reads better in scalars, and is as fast.
//!
//! # From a closure, num-traits, nalgebra
//!
//! | code | way |
//! |---|---|
//! | a closure | `engine.gradient_of(\|x\| …, &x0)`; captured variables as in any closure; an engine with its precision, `Reverse::<f64>::new()`, where the compiler asks for a type |
//! | the same for both engines | [`function!`](macro@function), captured variables with their types |
//! | functions that fail | `function!(\|x: &[S]\| -> Result<S, E> { … })`; the error comes out as [`Error::Function`] |
//! | a struct of one's own | [`Function`], [`VectorFunction`], [`BlockFunction`], [`BlockVectorFunction`] |
//! | generic over `num_traits::Float` | feature `num-traits`: `handle::gradient(\|x\| f(x), &x0)`, or `Forward::gradient_of` |
//! | nalgebra | feature `nalgebra`: `Dual` and `Handle` are `RealField` |
//!
//! Generic code calculates `x * 2.0`, `x.max(0.0)` and `s += 1.0`. A plain number on the left (`2.0 * x`), and operands by
//! reference (`&a * &b`), compile on the numbers themselves, as in closures: Rust has no bound that would say it of `S`.
//!
//! # Nesting
//!
//! An engine inside a function runs on that function's numbers, `Reverse::<S>::new()`. Outer numbers enter an inner closure
//! by `Var::lift` or `Dual::inactive`; without it the code does not compile, or is an error on handles.
//!
//! ```
//! use dualtape::prelude::*;
//!
//! // d/dx of ∂/∂y (x y³) at y = x.
//! let outer = function!(|x: &[S]| -> Result<S, Error> {
//!     Ok(Forward::new().derivative_of(|y| Dual::inactive(x[0]) * y.powi(3), x[0])?)
//! });
//! assert_eq!(Reverse::new().gradient(&outer, &[2.0])?, [36.0]);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Own rule
//!
//! [`Unary`] and [`Binary`] are rules: a value, and its partial on any number. `x.unary(MyRule)` has the standing of
//! `x.tanh()`. `dualtape_check::check_unary` holds it against differences; call it in a test.
//!
//! # Long loops
//!
//! Reverse mode keeps every operation. [`Forward`] needs no memory; `Reverse::with_limits` refuses a recording beyond a
//! limit, and `Reverse::forecast` tells its size. Sums over data go term by term with the feature `rayon`
//! (`TermByTerm`), and a loop in segments by a vector-Jacobian product each.

pub use dualtape_core::*;
#[cfg(all(feature = "forward", feature = "rayon"))]
pub use dualtape_forward::ParallelForward;
#[cfg(feature = "forward")]
pub use dualtape_forward::{Dual, DualArray, Forward, Lanes};
#[cfg(feature = "mlp")]
pub use dualtape_mlp as mlp;
#[cfg(feature = "reverse")]
pub use dualtape_reverse::{Limits, Reverse, Tape, Usage, Var, VarArray, handle};

/// The names that most programs need: `use dualtape::prelude::*`.
pub mod prelude {
    pub use dualtape_core::{
        Array, Auto, BlockFunction, BlockVectorFunction, Engine, Error, Function, NanAsError, Scalar,
        TryFunction, VectorFunction, function, rules, value,
    };
    #[cfg(feature = "forward")]
    pub use dualtape_forward::{Dual, Forward};
    #[cfg(feature = "reverse")]
    pub use dualtape_reverse::handle::{self, Handle};
    #[cfg(feature = "reverse")]
    pub use dualtape_reverse::{Reverse, Var};
}

/// The example of the README.
#[cfg(all(doctest, feature = "reverse"))]
#[doc = include_str!("../README.md")]
struct Readme;
