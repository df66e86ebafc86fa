//! `RMSProp`: steps divided by the root mean square of recent gradients.

use super::step::Optimizer;
use dualtape_core::{Real, vectorise};
use serde::{Deserialize, Serialize};

/// `RMSProp` (Tieleman and Hinton 2012, lecture 6.5): v ← ρ v + (1 − ρ) g², θ ← θ − η g / (√v + ε), with ρ = 0.9,
/// ε = 10⁻⁸ and v = 0 at first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RmsProp<R> {
    /// The decaying mean of the squared gradients: v, one number per parameter.
    pub second_moment: Vec<R>,
}

impl<R: Real> RmsProp<R> {
    /// The decay of the mean, ρ, as in the lecture.
    pub const DECAY: f64 = 0.9;
    /// The constant that keeps the quotient finite, ε.
    pub const EPSILON: f64 = 1e-8;

    /// Returns the optimizer before its first step, for this number of parameters.
    pub fn new(parameters: usize) -> Self {
        Self { second_moment: vec![R::ZERO; parameters] }
    }
}

impl<R: Real> Optimizer<R> for RmsProp<R> {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        assert_eq!(parameters.len(), gradient.len(), "one derivative per parameter");
        assert_eq!(parameters.len(), self.second_moment.len(), "the number of parameters of the optimizer");
        let [decay, epsilon] = [Self::DECAY, Self::EPSILON].map(R::from_f64);
        let take = R::ONE - decay;
        let second = &mut self.second_moment[..];
        vectorise(move || {
            for ((parameter, &g), v) in parameters.iter_mut().zip(gradient).zip(second) {
                *v = decay * *v + take * g * g;
                *parameter -= learning_rate * g / (v.sqrt() + epsilon);
            }
        });
    }

    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        vec![("second_moment", &mut self.second_moment)]
    }
}
