//! Losses by example and with a weight per example, made of the same rules and block operations.

use super::{Loss, Targets, ValueLoss};
use dualtape_core::{Array, Buf, Labels, Real, rules};

impl Loss {
    /// Returns the loss of `outputs` against `targets` with a weight w per example: the mean (or half the sum) of w
    /// times the term of the output or the example.
    ///
    /// Weights of 1 give [`Loss::eval`] up to rounding.
    ///
    /// # Panics
    /// Panics as [`Loss::eval`] does, and if there is not a weight per example.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Buf;
    /// use dualtape_mlp::{Loss, Targets};
    ///
    /// let outputs = Buf::from_slice(&[1.0, 4.0]);
    /// let targets = Targets::Values(Buf::from_slice(&[0.0, 2.0]));
    /// let weights = Buf::from_slice(&[2.0, 0.5]);
    /// assert_eq!(Loss::SquaredError.eval_weighted(&outputs, &targets, &weights), (2.0 * 1.0 + 0.5 * 4.0) / 2.0);
    /// ```
    pub fn eval_weighted<A: Array>(
        self,
        outputs: &A,
        targets: &Targets<A::Real>,
        weights: &Buf<A::Real>,
    ) -> A::Scalar {
        match (self.on_values(), targets) {
            (None, Targets::Classes(labels)) => softmax_cross_entropy(outputs, labels, weights),
            (Some(loss), Targets::Values(y)) => {
                let weights = A::constant(weights).repeat_each(outputs.len() / weights.len());
                loss.terms(outputs, y).dot(&weights) * loss.weight::<A::Real>(y.len())
            }
            _ => panic!("the loss {self} cannot judge these targets"),
        }
    }
}

impl Loss {
    /// Returns the term of each output, or of each example if it compares classes: the loss is their mean, or for half
    /// the sum of squares their sum.
    pub(super) fn terms<A: Array>(self, outputs: &A, targets: &Targets<A::Real>) -> A {
        match (self.on_values(), targets) {
            (None, Targets::Classes(labels)) => {
                let classes = outputs.len() / labels.len();
                let ones = Buf::filled(labels.len(), A::Real::ONE);
                let chosen = outputs.zip(rules::Mul, &A::constant(&one_hot(classes, labels, &ones)));
                outputs.log_sum_exp(classes).zip(rules::Sub, &chosen.row_sums(classes))
            }
            (Some(ValueLoss::HalfSumOfSquares), Targets::Values(y)) => {
                let halves = A::constant(&Buf::filled(y.len(), A::Real::HALF));
                ValueLoss::HalfSumOfSquares.terms(outputs, y).zip(rules::Mul, &halves)
            }
            (Some(loss), Targets::Values(y)) => loss.terms(outputs, y),
            _ => panic!("the loss {self} cannot judge these targets"),
        }
    }
}

impl ValueLoss {
    /// Returns the term of each output.
    fn terms<A: Array>(self, outputs: &A, y: &Buf<A::Real>) -> A {
        let target = || A::constant(y);
        match self {
            Self::SquaredError | Self::HalfSumOfSquares => {
                let residuals = outputs.zip(rules::Sub, &target());
                residuals.zip(rules::Mul, &residuals)
            }
            Self::BinaryCrossEntropy => outputs.zip(rules::LogisticLoss, &target()),
            Self::BinaryCrossEntropyProbabilities => {
                let one_minus_y = Buf::filled(y.len(), A::Real::ONE).zip(rules::Sub, y);
                let if_one = outputs.map(rules::Ln).zip(rules::Mul, &target());
                let if_zero = outputs.map(rules::Neg).map(rules::Ln1p);
                let if_zero = if_zero.zip(rules::Mul, &A::constant(&one_minus_y));
                if_one.zip(rules::Add, &if_zero).map(rules::Neg)
            }
        }
    }
}

/// Returns the mean of w (ln Σ eᶠ − f\[y\]) over the examples.
fn softmax_cross_entropy<A: Array>(outputs: &A, labels: &Labels, weights: &Buf<A::Real>) -> A::Scalar {
    let classes = outputs.len() / labels.len();
    let chosen = one_hot(classes, labels, weights);
    let total = outputs.log_sum_exp(classes).dot(&A::constant(weights)) - outputs.dot(&A::constant(&chosen));
    total * (A::Real::ONE / A::Real::from_usize(labels.len()))
}

/// Returns the weight of each example at its class, rows × `classes`, and zero elsewhere.
fn one_hot<R: Real>(classes: usize, labels: &Labels, weights: &[R]) -> Buf<R> {
    let mut chosen = vec![R::ZERO; classes * labels.len()];
    for (row, (&label, &weight)) in chosen.chunks_mut(classes).zip(labels.iter().zip(weights)) {
        row[label as usize] = weight;
    }
    Buf::from_slice(&chosen)
}
