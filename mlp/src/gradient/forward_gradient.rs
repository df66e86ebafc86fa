//! Estimates of the gradient from the derivative along one random direction.

use super::source::{GradientSource, marker};
use crate::error::Error;
use crate::loss::LossFunction;
use crate::network::LayerFunction;
use crate::objective::Objective;
use crate::random::{Random, Stream};
use dualtape_core::function::require_scalar_valued;
use dualtape_core::{Buf, Differentiable, Engine, Real, vectorise};

/// The forward gradient (Baydin et al. 2022): g(x) = (∇f(x) · v) v, with v from the standard normal distribution.
///
/// The estimate takes one Jacobian-vector product, without a backward pass and without a tape. Along v it is exact:
/// g · v = (∇f · v) ‖v‖². Its mean over v is the gradient, since E\[v vᵀ\] = 1. Its variance grows with the number of
/// inputs.
///
/// # Cost
/// One `jvp` of the engine (in forward mode little more than two values of the function), and n draws of about 20 ns.
/// A warm estimate allocates nothing beyond the engine's own allocations.
///
/// # Example
/// ```
/// use dualtape_core::{Engine, Error, Function, Scalar};
/// use dualtape_mlp::ForwardGradient;
///
/// struct Bowl;
/// impl Function for Bowl {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0] * x[0] + x[1] * x[1] * 3.0 }
/// }
///
/// /// Returns the mean of `draws` estimates of the gradient at (1, 1), which is (2, 6).
/// fn mean(engine: impl Engine<f64>, draws: u32) -> Result<[f64; 2], Error> {
///     let mut source = ForwardGradient::new(engine, 7);
///     let (mut estimate, mut mean) = ([0.0; 2], [0.0; 2]);
///     for draw in 0..draws {
///         let value = source.value_and_gradient_into(&Bowl, &[1.0, 1.0], draw.into(), &mut estimate)?;
///         assert_eq!(value, 4.0);
///         mean = [0, 1].map(|i| mean[i] + estimate[i] / f64::from(draws));
///     }
///     Ok(mean)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ForwardGradient<E, R = f64> {
    engine: E,
    seed: u64,
    direction: Vec<R>,
}

impl<E: Engine<R>, R: Real> ForwardGradient<E, R> {
    /// Returns a source that takes the products of `engine` along directions determined by `seed`.
    pub fn new(engine: E, seed: u64) -> Self {
        Self { engine, seed, direction: Vec::new() }
    }

    /// Returns the direction v of the last estimate; empty before the first.
    pub fn direction(&self) -> &[R] {
        &self.direction
    }

    /// Writes the estimate at `x` and returns the value, which is exact.
    ///
    /// The same `draw` gives the same direction.
    ///
    /// # Errors
    /// Returns an error if the function has several outputs, if the lengths differ, or if the engine fails.
    pub fn value_and_gradient_into<F, K>(
        &mut self,
        f: &F,
        x: &[R],
        draw: u64,
        gradient: &mut [R],
    ) -> Result<R, dualtape_core::Error>
    where
        F: Differentiable<R, K>,
    {
        require_scalar_valued("forward gradient", f, x.len())?;
        dualtape_core::Error::check_length("gradient", x.len(), gradient.len())?;
        self.direction.resize(x.len(), R::ZERO);
        Random::new(self.seed, Stream::Direction(draw)).fill_normal(&mut self.direction);
        let (mut value, mut slope) = ([R::ZERO], [R::ZERO]);
        self.engine.jvp_into(f, x, &self.direction, &mut value, &mut slope)?;
        let (direction, slope) = (&self.direction[..], slope[0]);
        vectorise(move || {
            for (g, &v) in gradient.iter_mut().zip(direction) {
                *g = slope * v;
            }
        });
        Ok(value[0])
    }
}

impl<E, R, N, L> GradientSource<R, marker::ByDirection, N, L> for ForwardGradient<E, R>
where
    E: Engine<R>,
    R: Real,
    N: LayerFunction,
    L: LossFunction,
{
    fn loss_and_gradient(
        &mut self,
        objective: &Objective<R, N, L>,
        parameters: &Buf<R>,
        step: u64,
    ) -> Result<(R, Buf<R>), Error> {
        let mut loss = Ok(R::ZERO);
        let gradient = Buf::fill(parameters.len(), |gradient| {
            loss = self.value_and_gradient_into(objective, parameters, step, gradient);
        });
        Ok((loss?, gradient))
    }
}
