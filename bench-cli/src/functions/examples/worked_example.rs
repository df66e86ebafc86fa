//! Worked examples as data.

use crate::functions::assignment::{Assignment, override_values};

/// An example: one function at a point, or several to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkedExample {
    /// The name on the command line.
    pub(crate) name: String,
    /// A description in a sentence or two.
    pub(crate) about: &'static str,
    /// The functions in order; at least one.
    pub(crate) cases: Vec<ExampleCase>,
}

impl WorkedExample {
    /// The first function and its point, with the values of `at` in place of the example's own.
    pub(crate) fn first(&self, at: &[Assignment]) -> (&ExampleCase, Vec<Assignment>) {
        let case = &self.cases[0];
        let mut point = match &case.point {
            CasePoint::At(point) => point.clone(),
            CasePoint::AfterStep { .. } => Vec::new(),
        };
        override_values(&mut point, at);
        (case, point)
    }
}

/// A function at a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExampleCase {
    /// The heading; empty if the example has one case.
    pub(crate) heading: &'static str,
    /// The function as an expression.
    pub(crate) text: String,
    /// The point.
    pub(crate) point: CasePoint,
    /// The names to differentiate by.
    pub(crate) wrt: Vec<String>,
    /// The numbers printed in the source; where it prints none, numbers computed from its formulas by hand.
    pub(crate) figures: Vec<PrintedFigure>,
}

/// The point of an [`ExampleCase`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CasePoint {
    /// These values.
    At(Vec<Assignment>),
    /// The point of the previous case after one step of gradient descent.
    AfterStep {
        /// The learning rate.
        rate: f64,
    },
}

/// A number printed in the source of an example.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PrintedFigure {
    /// The quantity that the source prints.
    pub(crate) quantity: PrintedQuantity,
    /// The number as the source prints it.
    pub(crate) printed: &'static str,
    /// The correction, if the source contradicts its own formulas.
    pub(crate) erratum: Option<&'static str>,
}

/// A number of a computation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PrintedQuantity {
    /// The value of the number of this name.
    Value(&'static str),
    /// The derivative with respect to the number of this name.
    Derivative(&'static str),
}
