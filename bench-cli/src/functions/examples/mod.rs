//! Worked examples of courses and textbooks, by name.

mod courses;
mod deep_relu;
pub(crate) mod worked_example;

use crate::error::Failure;
use crate::functions::examples::courses::courses;
use crate::functions::examples::deep_relu::deep_relu;
use crate::functions::examples::worked_example::WorkedExample;

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
    use crate::functions::examples::worked_example::CasePoint;

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
