//! Loss functions, generic over the number.

use crate::error::Error;
use crate::text::names;
use dualtape_core::{Array, Buf, Labels, Real, rules};

mod function;
mod smoothing;
mod weighted;

pub use function::LossFunction;

/// The targets of a list of examples.
#[derive(Clone, Debug)]
pub enum Targets<R: Real> {
    /// A class per example, from 0.
    Classes(Labels),
    /// A value per output: examples × outputs, row-major.
    Values(Buf<R>),
}

impl<R: Real> Targets<R> {
    /// Returns the classes.
    ///
    /// # Panics
    /// Panics if the targets are values, which [`Loss::check`] detects beforehand, and an own [`LossFunction::check`] may.
    pub fn classes(&self) -> &Labels {
        match self {
            Self::Classes(labels) => labels,
            Self::Values(_) => panic!("the targets are values, not classes"),
        }
    }

    /// Returns the values.
    ///
    /// # Panics
    /// Panics if the targets are classes, which [`Loss::check`] detects beforehand, and an own [`LossFunction::check`] may.
    pub fn values(&self) -> &Buf<R> {
        match self {
            Self::Values(values) => values,
            Self::Classes(_) => panic!("the targets are classes, not values"),
        }
    }
}

/// The loss of outputs f against targets y.
///
/// Means are over all outputs of all examples, except for softmax cross-entropy, whose mean is over
/// the examples.
///
/// # Example
/// ```
/// use dualtape_core::Buf;
/// use dualtape_mlp::{Loss, Targets};
///
/// let outputs = Buf::from_slice(&[1.0, 4.0]);
/// let targets = Targets::Values(Buf::from_slice(&[0.0, 2.0]));
/// assert_eq!(Loss::HalfSumOfSquares.eval(&outputs, &targets), 2.5);
/// assert_eq!(Loss::SquaredError.eval(&outputs, &targets), 2.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// Mean of ln Σ eᶠ − f\[y\] over the examples: f are the logits of the classes, y is the true class.
    SoftmaxCrossEntropy,
    /// Mean of y softplus(−f) + (1 − y) softplus(f): f is the logit of y = 1.
    ///
    /// Exact for logits of any size.
    BinaryCrossEntropy,
    /// Mean of −y ln f − (1 − y) ln(1 − f): f is the probability of y = 1, strictly between 0 and 1.
    BinaryCrossEntropyProbabilities,
    /// Mean of (f − y)².
    SquaredError,
    /// ½ Σ (f − y)².
    HalfSumOfSquares,
}

names!(Loss ("loss"):
    SoftmaxCrossEntropy = "softmax-cross-entropy",
    BinaryCrossEntropy = "binary-cross-entropy",
    BinaryCrossEntropyProbabilities = "binary-cross-entropy-probabilities",
    SquaredError = "squared-error",
    HalfSumOfSquares = "half-sum-of-squares",
);

impl Loss {
    /// Returns the loss of `outputs` (examples × outputs, row-major) against `targets`.
    ///
    /// # Panics
    /// Panics if softmax cross-entropy is given values, another loss classes, or lengths that differ;
    /// [`Loss::check`] detects these cases beforehand.
    pub fn eval<A: Array>(self, outputs: &A, targets: &Targets<A::Real>) -> A::Scalar {
        match (self.on_values(), targets) {
            (None, Targets::Classes(labels)) => outputs.softmax_cross_entropy(labels),
            (Some(loss), Targets::Values(y)) => loss.sum(outputs, y) * loss.weight::<A::Real>(y.len()),
            _ => panic!("the loss {self} cannot judge these targets"),
        }
    }

    /// Returns whether the outputs of a network with this loss are probabilities or logits: whether it is a cross-entropy.
    #[must_use]
    pub fn gives_probabilities(self) -> bool {
        !matches!(self, Self::SquaredError | Self::HalfSumOfSquares)
    }

    /// Returns the bound that a single output exceeds if it indicates class 1.
    pub(crate) fn threshold(self) -> f64 {
        if self == Self::BinaryCrossEntropy { 0.0 } else { 0.5 }
    }

    /// Returns the loss as one that compares values; none if it compares classes.
    fn on_values(self) -> Option<ValueLoss> {
        match self {
            Self::SoftmaxCrossEntropy => None,
            Self::BinaryCrossEntropy => Some(ValueLoss::BinaryCrossEntropy),
            Self::BinaryCrossEntropyProbabilities => Some(ValueLoss::BinaryCrossEntropyProbabilities),
            Self::SquaredError => Some(ValueLoss::SquaredError),
            Self::HalfSumOfSquares => Some(ValueLoss::HalfSumOfSquares),
        }
    }

    /// Returns the weight of the loss of `rows` examples in the loss of `all` examples: their share for a mean,
    /// 1 for a sum.
    pub fn share(self, rows: usize, all: usize) -> f64 {
        match self {
            Self::HalfSumOfSquares => 1.0,
            _ => rows as f64 / all as f64,
        }
    }

    /// Checks that this loss is defined for `outputs` numbers per example and these targets.
    ///
    /// # Errors
    /// Returns an error for classes where values are needed or the reverse, for a class beyond the outputs, and
    /// for a number of values that differs from that of the outputs.
    pub fn check<R: Real>(self, targets: &Targets<R>, rows: usize, outputs: usize) -> Result<(), Error> {
        let problem = |expected: String, found: String| Error::Targets { loss: self.name(), expected, found };
        match (self.on_values(), targets) {
            (None, Targets::Classes(labels)) => {
                if labels.len() != rows {
                    return Err(Error::Length { quantity: "classes", found: labels.len(), expected: rows });
                }
                match labels.iter().find(|&&label| label as usize >= outputs) {
                    Some(label) => Err(problem(
                        format!("classes below the network's {outputs} outputs"),
                        format!("class {label}"),
                    )),
                    None => Ok(()),
                }
            }
            (None, Targets::Values(_)) => Err(problem("a class per example".into(), "values".into())),
            (Some(_), Targets::Classes(_)) => Err(problem("a value per output".into(), "classes".into())),
            (Some(_), Targets::Values(values)) if values.len() != rows * outputs => Err(Error::Length {
                quantity: "target values",
                found: values.len(),
                expected: rows * outputs,
            }),
            (Some(_), Targets::Values(_)) => Ok(()),
        }
    }

    /// Returns the class that one example's outputs (or target values) indicate.
    ///
    /// Of several outputs it is the index of the largest. A single output indicates class 1 above the threshold:
    /// 0 for a logit, ½ otherwise.
    #[must_use]
    pub fn predicted_class<R: Real>(self, outputs: &[R]) -> u32 {
        if let [only] = outputs {
            return u32::from(*only > R::from_f64(self.threshold()));
        }
        let mut best = 0;
        for (index, output) in outputs.iter().enumerate() {
            if *output > outputs[best] {
                best = index;
            }
        }
        u32::try_from(best).expect("fewer than 2³² outputs")
    }
}

/// A loss that compares each output with a value.
#[derive(Clone, Copy)]
enum ValueLoss {
    BinaryCrossEntropy,
    BinaryCrossEntropyProbabilities,
    SquaredError,
    HalfSumOfSquares,
}

impl ValueLoss {
    /// Returns the unweighted sum of the terms of all outputs.
    fn sum<A: Array>(self, outputs: &A, y: &Buf<A::Real>) -> A::Scalar {
        let one_minus_y = || A::constant(&Buf::filled(y.len(), A::Real::ONE).zip(rules::Sub, y));
        let y = || A::constant(y);
        match self {
            Self::SquaredError | Self::HalfSumOfSquares => {
                let residuals = outputs.zip(rules::Sub, &y());
                residuals.dot(&residuals)
            }
            Self::BinaryCrossEntropy => outputs.zip(rules::LogisticLoss, &y()).sum(),
            Self::BinaryCrossEntropyProbabilities => {
                let if_one = outputs.map(rules::Ln);
                let if_zero = outputs.map(rules::Neg).map(rules::Ln1p);
                -(if_one.dot(&y()) + if_zero.dot(&one_minus_y()))
            }
        }
    }

    /// Returns the factor from the sum over `count` outputs to the loss.
    fn weight<R: Real>(self, count: usize) -> R {
        match self {
            Self::HalfSumOfSquares => R::HALF,
            _ => R::ONE / R::from_usize(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Loss, Targets};
    use dualtape_core::{Buf, Labels};

    fn values(y: &[f64]) -> Targets<f64> {
        Targets::Values(Buf::from_slice(y))
    }

    #[test]
    fn losses_from_logits_are_exact_however_large_the_logits() {
        let eval = |f: f64, y: f64| Loss::BinaryCrossEntropy.eval(&Buf::from_slice(&[f]), &values(&[y]));
        assert_eq!(eval(1000.0, 1.0), 0.0);
        assert_eq!(eval(1000.0, 0.0), 1000.0);
        assert_eq!(eval(-1000.0, 1.0), 1000.0);
        // ln(1 + e⁻⁴⁰) is e⁻⁴⁰ to all digits; softplus(f) - y f would give 0.
        assert!((eval(40.0, 1.0) / (-40.0_f64).exp() - 1.0).abs() < 1e-14);
        let logits = Buf::from_slice(&[1e4, -1e4]);
        let classes = Targets::Classes(Labels::new(vec![1]));
        assert_eq!(Loss::SoftmaxCrossEntropy.eval(&logits, &classes), 2e4);
    }

    #[test]
    fn both_binary_cross_entropies_are_the_same_number() {
        let logits = [0.3_f64, -1.2, 2.0];
        let probabilities = logits.map(|f| 1.0 / (1.0 + (-f).exp()));
        let y = values(&[1.0, 0.0, 0.4]);
        let a = Loss::BinaryCrossEntropy.eval(&Buf::from_slice(&logits), &y);
        let b = Loss::BinaryCrossEntropyProbabilities.eval(&Buf::from_slice(&probabilities), &y);
        assert!((a - b).abs() < 1e-15, "{a} and {b}");
    }

    #[test]
    fn mismatched_targets_are_named() {
        let classes = Targets::<f64>::Classes(Labels::new(vec![0, 3]));
        for (loss, targets, expected) in [
            (Loss::SquaredError, &classes, "the loss squared-error needs a value per output, found classes"),
            (
                Loss::SoftmaxCrossEntropy,
                &classes,
                "the loss softmax-cross-entropy needs classes below the network's 3 outputs, found class 3",
            ),
            (
                Loss::SoftmaxCrossEntropy,
                &values(&[0.0; 6]),
                "the loss softmax-cross-entropy needs a class per example, found values",
            ),
            (Loss::SquaredError, &values(&[0.0; 5]), "target values: found 5 numbers, expected 6"),
        ] {
            assert_eq!(loss.check(targets, 2, 3).unwrap_err().to_string(), expected);
        }
        assert!(Loss::SoftmaxCrossEntropy.check(&classes, 2, 4).is_ok());
        assert!(Loss::SquaredError.check(&values(&[0.0; 6]), 2, 3).is_ok());
    }

    #[test]
    fn outputs_indicate_a_class() {
        assert_eq!(Loss::SoftmaxCrossEntropy.predicted_class(&[0.1, 2.0, -1.0]), 1);
        assert_eq!(Loss::BinaryCrossEntropy.predicted_class(&[0.2]), 1, "a logit above 0");
        assert_eq!(
            Loss::BinaryCrossEntropyProbabilities.predicted_class(&[0.2]),
            0,
            "a probability below a half"
        );
    }
}
