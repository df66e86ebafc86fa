//! Adam: steps from the moments of the gradient.

use super::step::Optimizer;
use dualtape_core::{Real, vectorise};
use serde::{Deserialize, Serialize};

/// Adam (Kingma and Ba 2015): θ ← θ − η m̂ / (√v̂ + ε), with m and v the decaying means of g and g².
///
/// All of its state is public, so that it can be inspected, saved and restored.
///
/// # Example
/// ```
/// use dualtape_mlp::{Adam, Optimizer};
///
/// let mut adam = Adam::new(1);
/// let mut parameters = [1.0_f64];
/// adam.step(&mut parameters, &[250.0], 0.1);
/// assert!((parameters[0] - 0.9).abs() < 1e-9); // the first step has the length η
/// assert_eq!(adam.steps, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adam<R> {
    /// The number of steps taken: t.
    pub steps: i32,
    /// The decaying mean of the gradients: m, one number per parameter.
    pub first_moment: Vec<R>,
    /// The decaying mean of the squared gradients: v, one number per parameter.
    pub second_moment: Vec<R>,
}

impl<R: Real> Adam<R> {
    /// The decay of the first moment, β₁, as in the paper.
    pub const FIRST_DECAY: f64 = 0.9;
    /// The decay of the second moment, β₂, as in the paper.
    pub const SECOND_DECAY: f64 = 0.999;
    /// The constant that keeps the quotient finite, ε, as in the paper.
    pub const EPSILON: f64 = 1e-8;

    /// Returns the optimizer before its first step, for this number of parameters.
    pub fn new(parameters: usize) -> Self {
        Self { steps: 0, first_moment: vec![R::ZERO; parameters], second_moment: vec![R::ZERO; parameters] }
    }
}

impl<R: Real> Optimizer<R> for Adam<R> {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        assert_eq!(parameters.len(), gradient.len(), "one derivative per parameter");
        assert_eq!(parameters.len(), self.first_moment.len(), "the number of parameters of the optimizer");
        self.steps = self.steps.saturating_add(1);
        let [beta1, beta2, epsilon] = [Self::FIRST_DECAY, Self::SECOND_DECAY, Self::EPSILON].map(R::from_f64);
        // Both means start at zero; the division by 1 - βᵗ corrects the bias (section 3 of the paper).
        let unbias1 = R::from_f64(1.0 / (1.0 - Self::FIRST_DECAY.powi(self.steps)));
        let unbias2 = R::from_f64(1.0 / (1.0 - Self::SECOND_DECAY.powi(self.steps)));
        let step = learning_rate * unbias1;
        let (keep1, keep2) = (R::ONE - beta1, R::ONE - beta2);
        let (first, second) = (&mut self.first_moment[..], &mut self.second_moment[..]);
        vectorise(move || {
            let moments = first.iter_mut().zip(second);
            for ((parameter, &g), (m, v)) in parameters.iter_mut().zip(gradient).zip(moments) {
                *m = beta1 * *m + keep1 * g;
                *v = beta2 * *v + keep2 * g * g;
                *parameter -= step * *m / ((*v * unbias2).sqrt() + epsilon);
            }
        });
    }

    fn memory(&mut self) -> Vec<(&'static str, &mut [R])> {
        vec![("first_moment", &mut self.first_moment), ("second_moment", &mut self.second_moment)]
    }

    fn set_steps(&mut self, steps: u64) {
        // Beyond 2³¹ steps neither power of a decay differs from zero.
        self.steps = i32::try_from(steps).unwrap_or(i32::MAX);
    }
}
