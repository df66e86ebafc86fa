//! Gradient descent.

use super::step::Optimizer;
use dualtape_core::{Real, vectorise};
use serde::{Deserialize, Serialize};

/// Gradient descent (Robbins and Monro 1951 for random minibatches): θ ← θ − η g.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sgd;

impl<R: Real> Optimizer<R> for Sgd {
    fn step(&mut self, parameters: &mut [R], gradient: &[R], learning_rate: R) {
        assert_eq!(parameters.len(), gradient.len(), "one derivative per parameter");
        vectorise(move || {
            for (parameter, &g) in parameters.iter_mut().zip(gradient) {
                *parameter -= learning_rate * g;
            }
        });
    }
}
