//! Worked examples of courses and textbooks, by name.

mod courses;
mod deep_relu;

use crate::error::Failure;
use crate::functions::assignment::{Assignment, override_values};
use crate::functions::examples::courses::courses;
use crate::functions::examples::deep_relu::deep_relu;

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

/// The prefix of `deep-relu:K`, before the colon and the depth.
const DEEP: &str = "deep-relu";

/// The representative of `deep-relu:K` in lists of names.
const DEEP_NAME: &str = "deep-relu:3";

/// Returns the example of this name, if there is one.
///
/// # Errors
///
/// If the name is `deep-relu` without a valid depth.
pub(crate) fn example(name: &str) -> Result<Option<WorkedExample>, Failure> {
    if let Some(depth) = name.strip_prefix(DEEP).map(|rest| rest.strip_prefix(':').unwrap_or(rest)) {
        return deep_relu(depth).map(Some);
    }
    Ok(courses().into_iter().find(|example| example.name == name))
}

/// The names of all examples, for help and errors.
pub(crate) fn names() -> String {
    let names = courses().into_iter().map(|example| example.name);
    names.chain([DEEP_NAME.to_owned()]).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_that_makes_no_sense_is_named() {
        for name in ["deep-relu", "deep-relu:0", "deep-relu:x", "deep-relu:101"] {
            let failure = example(name).expect_err(name).to_string();
            assert!(failure.contains("expected deep-relu:K with K from 1 to 100"), "{failure}");
        }
    }

    #[test]
    fn every_example_has_figures_or_several_cases() {
        for course in courses() {
            let figures: usize = course.cases.iter().map(|case| case.figures.len()).sum();
            assert!(figures > 0 || course.cases.len() > 1, "{}", course.name);
            assert!(matches!(course.cases[0].point, CasePoint::At(_)), "{}", course.name);
            assert_eq!(example(&course.name).expect("a known name"), Some(course));
        }
    }
}
