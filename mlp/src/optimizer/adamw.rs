//! Adam with decoupled weight decay.

use super::adam::Adam;
use super::step::Optimizer;
use dualtape_core::{Real, vectorise};
use serde::{Deserialize, Serialize};

/// `AdamW` (Loshchilov and Hutter 2019): θ ← (1 − η λ) θ, then a step of [`Adam`].
///
/// The decay does not pass through Adam's moments, so its rate is the same for all parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdamW<R> {
    /// The state of Adam.
    pub adam: Adam<R>,
    /// The rate of decay, λ: a step subtracts the share η λ of each parameter.
    pub weight_decay: f64,
}

impl<R: Real> AdamW<R> {
    /// Returns the optimizer before its first step, for this number of parameters.
    pub fn new(parameters: usize, weight_decay: f64) -> Self {
        Self { adam: Adam::new(parameters), weight_decay }
    }
}

impl<R: Real> Optimizer<R> for AdamW<R> {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        let keep = R::ONE - learning_rate * R::from_f64(self.weight_decay);
        let decaying = &mut *parameters;
        vectorise(move || decaying.iter_mut().for_each(|parameter| *parameter *= keep));
        self.adam.step(parameters, gradient, learning_rate);
    }

    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        self.adam.memory()
    }

    fn set_steps(&mut self, steps: u64) {
        Optimizer::<R>::set_steps(&mut self.adam, steps);
    }
}
