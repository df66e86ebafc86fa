//! The interface of an optimizer.

use dualtape_core::Real;

/// An update rule for the parameters, in place and without allocation.
pub trait Optimizer<R: Real> {
    /// Moves `parameters` by one step against `gradient`.
    ///
    /// # Panics
    /// Panics if the two lengths differ from each other or from the number of parameters of the optimizer.
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R);

    /// Returns the state of the optimizer except for the number of steps.
    ///
    /// The state is a list of named vectors of one number per parameter, always in the same order. Gradient descent
    /// has none.
    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        Vec::new()
    }

    /// Sets the number of steps taken; with its memory restored as well, an optimizer continues from its old state.
    fn set_steps(&mut self, _steps: u64) {}
}
