//! The courses' examples by name: a row of data each.

mod courses;
mod deep;
mod lesson;
#[cfg(test)]
mod tests;

use courses::COURSES;
use deep::deep_relu;
pub(super) use lesson::{Lesson, Order, Part, Worked};

use crate::failure::Failure;

/// An example: one function at a point, or several to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Example {
    /// What FUNCTION calls it.
    pub(super) name: &'static str,
    /// What there is to see, in a sentence or two.
    pub(super) about: &'static str,
    /// What is shown, in order.
    pub(super) scenes: &'static [Scene],
}

/// A function at a point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scene {
    /// What tells it from the others; empty if there are none.
    pub(super) head: &'static str,
    /// The function.
    pub(super) text: &'static str,
    /// Where.
    pub(super) at: Point,
    /// What the gradient is by.
    pub(super) wrt: &'static [&'static str],
    /// The numbers that the source prints; where it prints none, what its formulas give by hand.
    pub(super) figures: &'static [Figure],
}

/// Where a scene is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Point {
    /// There.
    Given(&'static [(&'static str, f64)]),
    /// Where the scene before was, after one step of this rate against its gradient.
    Step(f64),
}

/// A number of a worked example.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// Which.
    pub(super) what: Quantity,
    /// As it is printed.
    pub(super) printed: &'static str,
    /// Where the source slips, what is right.
    pub(super) slip: Option<&'static str>,
}

/// A number of a computation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Quantity {
    /// The value of what is called so.
    Value(&'static str),
    /// The derivative by what is called so.
    Slope(&'static str),
}

/// What stands before the depth of `deep-relu:K`.
const DEEP: &str = "deep-relu";

/// The example that has a depth.
const DEEPER: &str = "deep-relu:3";

/// The example of this name, if there is one.
pub(super) fn example(name: &str) -> Result<Option<Lesson>, Failure> {
    if let Some(depth) = name.strip_prefix(DEEP).map(|rest| rest.strip_prefix(':').unwrap_or(rest)) {
        return deep_relu(depth).map(Some);
    }
    Ok(COURSES.iter().find(|example| example.name == name).map(Lesson::of))
}

/// The names, for help and errors.
pub(super) fn names() -> String {
    let names = COURSES.iter().map(|example| example.name);
    names.chain([DEEPER]).collect::<Vec<_>>().join(", ")
}
