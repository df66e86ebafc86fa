//! The trait of losses, and its implementation for the standard ones.

use super::{Loss, Targets};
use crate::error::Error;
use dualtape_core::{Array, Buf, Real};
use std::fmt::Debug;

/// A loss, generic over the number: a mean of terms, one or several per example.
///
/// It is written once, without derivatives: every engine differentiates it. [`Loss`] is one. An own loss has
/// [`LossFunction::terms`]; from these follow the loss, its weighted form and its division into blocks of rows, so that
/// they cannot contradict one another.
///
/// # Example
/// The quantile loss, whose minimum is the quantile q of the targets: q r for residuals r = y − f above zero, else
/// (q − 1) r.
/// ```
/// use dualtape_core::{Array, Buf, Real, Scalar, rules};
/// use dualtape_mlp::{LossFunction, Targets};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Quantile(f64);
///
/// impl LossFunction for Quantile {
///     fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A {
///         let residuals = A::constant(targets.values()).zip(rules::Sub, outputs);
///         let scaled = |q| residuals.scale(A::Scalar::constant(A::Real::from_f64(q)));
///         scaled(self.0).map(rules::Relu).zip(rules::Add, &scaled(self.0 - 1.0).map(rules::Relu))
///     }
/// }
///
/// let targets = Targets::Values(Buf::from_slice(&[1.0, 1.0]));
/// assert_eq!(Quantile(0.75).eval(&Buf::from_slice(&[0.0, 3.0]), &targets), (0.75 * 1.0 + 0.25 * 2.0) / 2.0);
/// ```
pub trait LossFunction: Clone + Debug + PartialEq + Send + Sync {
    /// Returns the terms for outputs of examples × outputs, row-major: the same number of terms for each example, those
    /// of an example next to each other.
    fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A;

    /// Returns the loss: the mean of the terms.
    fn eval<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A::Scalar {
        let terms = self.terms(outputs, targets);
        terms.sum() * (A::Real::ONE / A::Real::from_usize(terms.len()))
    }

    /// Returns the loss with a weight w per example: the mean of w times the term.
    ///
    /// # Panics
    /// Panics if the terms are no whole number per weight.
    fn eval_weighted<A: Array>(
        &self,
        outputs: &A,
        targets: &Targets<A::Real>,
        weights: &Buf<A::Real>,
    ) -> A::Scalar {
        let terms = self.terms(outputs, targets);
        let weights = A::constant(weights).repeat_each(terms.len() / weights.len());
        terms.dot(&weights) * (A::Real::ONE / A::Real::from_usize(terms.len()))
    }

    /// Returns the weight of the loss of `rows` examples in the loss of `all`: their share, as for every mean.
    fn share(&self, rows: usize, all: usize) -> f64 {
        rows as f64 / all as f64
    }

    /// Checks that the loss is defined for `outputs` numbers per example and these targets.
    ///
    /// # Errors
    /// Returns an error that names the targets; by default none.
    fn check<R: Real>(&self, targets: &Targets<R>, rows: usize, outputs: usize) -> Result<(), Error> {
        let _ = (targets, rows, outputs);
        Ok(())
    }

    /// Returns the class that one example's outputs (or target values) indicate: by default the index of the largest, and
    /// class 1 for a single one above ½.
    fn predicted_class<R: Real>(&self, outputs: &[R]) -> u32 {
        Loss::SquaredError.predicted_class(outputs)
    }

    /// Returns a description for messages; by default that of [`Debug`].
    fn description(&self) -> String {
        format!("{self:?}")
    }

    /// Returns this loss if it is a standard one itself, for which smoothed labels are defined; a loss that contains one is
    /// none.
    #[doc(hidden)]
    fn as_loss(&self) -> Option<Loss> {
        None
    }
}

/// The standard losses, by block operations that are faster than the sum of their terms.
impl LossFunction for Loss {
    fn terms<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A {
        Loss::terms(*self, outputs, targets)
    }

    fn eval<A: Array>(&self, outputs: &A, targets: &Targets<A::Real>) -> A::Scalar {
        Loss::eval(*self, outputs, targets)
    }

    fn eval_weighted<A: Array>(
        &self,
        outputs: &A,
        targets: &Targets<A::Real>,
        weights: &Buf<A::Real>,
    ) -> A::Scalar {
        Loss::eval_weighted(*self, outputs, targets, weights)
    }

    fn share(&self, rows: usize, all: usize) -> f64 {
        Loss::share(*self, rows, all)
    }

    fn check<R: Real>(&self, targets: &Targets<R>, rows: usize, outputs: usize) -> Result<(), Error> {
        Loss::check(*self, targets, rows, outputs)
    }

    fn predicted_class<R: Real>(&self, outputs: &[R]) -> u32 {
        Loss::predicted_class(*self, outputs)
    }

    fn description(&self) -> String {
        self.name().to_owned()
    }

    fn as_loss(&self) -> Option<Loss> {
        Some(*self)
    }
}
