//! The costs of an engine, in passes.

use crate::engine::Engine;
use crate::error::Error;
use crate::function::Differentiable;
use crate::scalar::Scalar;

/// An engine whose work on a Jacobian falls into passes that cost about the same: chunks of inputs in forward mode,
/// sweeps of one output each in reverse mode. [`Auto`](crate::Auto) measures a pass and multiplies.
///
/// # Errors
/// Every method that is given a function fails as the engine's own operations do.
///
/// ```
/// use dualtape_core::{Passes, Scalar};
///
/// /// Whether one engine has less to do than another, if a pass is a pass.
/// fn fewer<T: Scalar>(one: &impl Passes<T>, other: &impl Passes<T>, inputs: usize, outputs: usize) -> bool {
///     one.passes(inputs, outputs) < other.passes(inputs, outputs)
/// }
/// ```
#[allow(clippy::missing_errors_doc, reason = "stated once, above, for all of them")]
pub trait Passes<T: Scalar = f64>: Engine<T> {
    /// Returns the number of passes of a Jacobian: `⌈inputs/N⌉` with N lanes, or one per output. A gradient and a
    /// vector-Jacobian product take as many as a Jacobian of one output.
    fn passes(&self, inputs: usize, outputs: usize) -> usize;

    /// Runs the preparation of the Jacobian of `f` at `x`, and then these passes, to be timed.
    ///
    /// # Panics
    /// If a pass is not below [`Passes::passes`].
    fn run_passes<F, K>(&mut self, f: &F, x: &[T], passes: &[usize]) -> Result<(), Error>
    where
        F: Differentiable<T::Real, K>;

    /// Returns the bytes that a derivative of `f` at `x` needs at a time, beside inputs and results.
    ///
    /// # Cost
    /// At most about that of the function, and no memory in proportion to the result.
    fn memory_bytes<F, K>(&mut self, f: &F, x: &[T]) -> Result<usize, Error>
    where
        F: Differentiable<T::Real, K>;
}
