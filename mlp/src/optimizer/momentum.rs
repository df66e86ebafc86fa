//! Gradient descent with momentum: Polyak's and Nesterov's.

use super::step::Optimizer;
use dualtape_core::{Real, vectorise};
use serde::{Deserialize, Serialize};

/// The decay of the velocity per step, μ (Sutskever et al. 2013).
const DECAY: f64 = 0.9;

/// Descent with momentum (Polyak 1964): v ← μ v + g, θ ← θ − η v, with μ = 0.9 and v = 0 at first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Momentum<R> {
    /// The decaying sum of the gradients: v, one number per parameter.
    pub velocity: Vec<R>,
}

impl<R: Real> Momentum<R> {
    /// Returns the optimizer before its first step, for this number of parameters.
    pub fn new(parameters: usize) -> Self {
        Self { velocity: vec![R::ZERO; parameters] }
    }
}

impl<R: Real> Optimizer<R> for Momentum<R> {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        descend(parameters, gradient, &mut self.velocity, |v, _| learning_rate * v);
    }

    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        vec![("velocity", &mut self.velocity)]
    }
}

/// Nesterov's momentum (Nesterov 1983, in the form of Sutskever et al. 2013): v ← μ v + g, θ ← θ − η (g + μ v),
/// with μ = 0.9 and v = 0 at first: the gradient is treated as that of the point ahead along the velocity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nesterov<R> {
    /// The decaying sum of the gradients: v, one number per parameter.
    pub velocity: Vec<R>,
}

impl<R: Real> Nesterov<R> {
    /// Returns the optimizer before its first step, for this number of parameters.
    pub fn new(parameters: usize) -> Self {
        Self { velocity: vec![R::ZERO; parameters] }
    }
}

impl<R: Real> Optimizer<R> for Nesterov<R> {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        let decay = R::from_f64(DECAY);
        descend(parameters, gradient, &mut self.velocity, |v, g| learning_rate * (g + decay * v));
    }

    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        vec![("velocity", &mut self.velocity)]
    }
}

/// Updates v ← μ v + g, θ ← θ − step(v, g).
#[inline(always)]
fn descend<R: Real>(parameters: &mut [R], gradient: &[R], velocity: &mut [R], step: impl Fn(R, R) -> R) {
    assert_eq!(parameters.len(), gradient.len(), "one derivative per parameter");
    assert_eq!(parameters.len(), velocity.len(), "the number of parameters of the optimizer");
    let decay = R::from_f64(DECAY);
    vectorise(move || {
        for ((parameter, &g), v) in parameters.iter_mut().zip(gradient).zip(velocity) {
            *v = decay * *v + g;
            *parameter -= step(*v, g);
        }
    });
}
