//! The courses' examples by name: a row of data each.

pub(crate) mod courses;
pub(crate) mod deep_relu;
pub(crate) mod lesson;
#[cfg(test)]
mod tests;

use crate::error::Failure;
use crate::functions::examples::courses::COURSES;
use crate::functions::examples::deep_relu::deep_relu;
pub(crate) use crate::functions::examples::lesson::{Lesson, Order, Part, Worked};

/// An example: one function at a point, or several to be compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Example {
    /// What FUNCTION calls it.
    pub(crate) name: &'static str,
    /// What there is to see, in a sentence or two.
    pub(crate) about: &'static str,
    /// What is shown, in order.
    pub(crate) scenes: &'static [Scene],
}

/// A function at a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    /// What tells it from the others; empty if there are none.
    pub(crate) head: &'static str,
    /// The function.
    pub(crate) text: &'static str,
    /// Where.
    pub(crate) at: Point,
    /// What the gradient is by.
    pub(crate) wrt: &'static [&'static str],
    /// The numbers that the source prints; where it prints none, what its formulas give by hand.
    pub(crate) figures: &'static [Figure],
}

/// Where a scene is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Point {
    /// There.
    Given(&'static [(&'static str, f64)]),
    /// Where the scene before was, after one step of this rate against its gradient.
    Step(f64),
}

/// A number of a worked example.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// Which.
    pub(crate) what: Quantity,
    /// As it is printed.
    pub(crate) printed: &'static str,
    /// Where the source slips, what is right.
    pub(crate) slip: Option<&'static str>,
}

/// A number of a computation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Quantity {
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
pub(crate) fn example(name: &str) -> Result<Option<Lesson>, Failure> {
    if let Some(depth) = name.strip_prefix(DEEP).map(|rest| rest.strip_prefix(':').unwrap_or(rest)) {
        return deep_relu(depth).map(Some);
    }
    Ok(COURSES.iter().find(|example| example.name == name).map(Lesson::of))
}

/// The names, for help and errors.
pub(crate) fn names() -> String {
    let names = COURSES.iter().map(|example| example.name);
    names.chain([DEEPER]).collect::<Vec<_>>().join(", ")
}
