//! How far the outputs are from the targets, written once for every number.

use crate::Error;
use crate::text::names;
use dualtape_core::{Array, Buf, Labels, Real, rules};

mod weighted;

/// What the outputs of a run of examples should have been.
#[derive(Clone, Debug)]
pub enum Targets<R: Real> {
    /// A class per example, from 0.
    Classes(Labels),
    /// A value per output: examples × outputs, row-major.
    Values(Buf<R>),
}

/// A number that is smaller the nearer the outputs f are to the targets y.
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
    /// Mean of ln Σ eᶠ − f\[y\] over the examples, for classes.
    SoftmaxCrossEntropy,
    /// Mean of y softplus(−f) + (1 − y) softplus(f), with f the log-odds (logits) of y = 1.
    BinaryCrossEntropy,
    /// Mean of −y ln f − (1 − y) ln(1 − f), with f the probability of y = 1, strictly between 0 and 1.
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
    /// The loss of `outputs` (examples × outputs, row-major) against `targets`.
    ///
    /// # Panics
    /// Softmax cross-entropy meets values, another loss meets classes, or the lengths do not fit;
    /// [`Loss::check`] finds that out beforehand.
    pub fn eval<A: Array>(self, outputs: &A, targets: &Targets<A::Real>) -> A::Scalar {
        match (self, targets) {
            (Self::SoftmaxCrossEntropy, Targets::Classes(labels)) => outputs.softmax_cross_entropy(labels),
            (Self::SoftmaxCrossEntropy, Targets::Values(_)) | (_, Targets::Classes(_)) => {
                panic!("the loss {self} cannot judge these targets")
            }
            (_, Targets::Values(y)) => self.eval_values(outputs, y) * self.weight::<A::Real>(y.len()),
        }
    }

    /// The unweighted sum over all outputs for the losses that compare values.
    fn eval_values<A: Array>(self, outputs: &A, y: &Buf<A::Real>) -> A::Scalar {
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
            Self::SoftmaxCrossEntropy => unreachable!("softmax cross-entropy compares classes"),
        }
    }

    /// What turns the sum over `count` outputs into the loss.
    fn weight<R: Real>(self, count: usize) -> R {
        match self {
            Self::HalfSumOfSquares => R::HALF,
            _ => R::ONE / R::from_usize(count),
        }
    }

    /// What the loss of `rows` examples counts for in the loss of `all` examples: their share for a
    /// mean, 1 for a sum.
    pub fn share(self, rows: usize, all: usize) -> f64 {
        match self {
            Self::HalfSumOfSquares => 1.0,
            _ => rows as f64 / all as f64,
        }
    }

    /// Checks that this loss can judge `outputs` numbers per example against these targets.
    ///
    /// # Errors
    /// Classes where values are needed or the reverse, a class beyond the outputs, or a number of
    /// values that differs from that of the outputs.
    pub fn check<R: Real>(self, targets: &Targets<R>, rows: usize, outputs: usize) -> Result<(), Error> {
        let problem = |expected: String, found: String| Error::Targets { loss: self.name(), expected, found };
        match (self, targets) {
            (Self::SoftmaxCrossEntropy, Targets::Classes(labels)) => {
                if labels.len() != rows {
                    return Err(Error::Length { what: "classes", found: labels.len(), expected: rows });
                }
                match labels.iter().find(|&&label| label as usize >= outputs) {
                    Some(label) => Err(problem(
                        format!("classes below the network's {outputs} outputs"),
                        format!("class {label}"),
                    )),
                    None => Ok(()),
                }
            }
            (Self::SoftmaxCrossEntropy, Targets::Values(_)) => {
                Err(problem("a class per example".into(), "values".into()))
            }
            (_, Targets::Classes(_)) => Err(problem("a value per output".into(), "classes".into())),
            (_, Targets::Values(values)) if values.len() != rows * outputs => {
                Err(Error::Length { what: "target values", found: values.len(), expected: rows * outputs })
            }
            _ => Ok(()),
        }
    }

    /// The class that one example's outputs (or target values) speak for: the largest of several, or
    /// for a single one whether it is past the middle.
    #[must_use]
    pub fn decide<R: Real>(self, outputs: &[R]) -> u32 {
        if let [only] = outputs {
            let middle = if self == Self::BinaryCrossEntropy { R::ZERO } else { R::HALF };
            return u32::from(*only > middle);
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
    fn targets_that_do_not_fit_are_named() {
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
    fn outputs_speak_for_a_class() {
        assert_eq!(Loss::SoftmaxCrossEntropy.decide(&[0.1, 2.0, -1.0]), 1);
        assert_eq!(Loss::BinaryCrossEntropy.decide(&[0.2]), 1, "log-odds above 0");
        assert_eq!(Loss::BinaryCrossEntropyProbabilities.decide(&[0.2]), 0, "a probability below a half");
    }
}
