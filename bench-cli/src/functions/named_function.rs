//! Functions of named variables at a point, generic over the number type.

use std::collections::HashMap;

use dualtape_core::{Function, Scalar};

use crate::error::Failure;

/// The part that a variable plays in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariableKind {
    /// Data.
    Input,
    /// A number that training changes.
    Parameter,
}

/// An argument of the function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variable {
    /// The name.
    pub(crate) name: String,
    /// The value at the point.
    pub(crate) value: f64,
    /// The part that it plays in training.
    pub(crate) kind: VariableKind,
}

/// The name of a computed number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// The number's own name.
    pub(crate) name: String,
    /// The name of the layer or vector that it is an element of; its own name if it stands alone.
    pub(crate) group: String,
}

impl Label {
    /// The label of a number that is no element of a group.
    pub(crate) fn alone(name: &str) -> Self {
        Self { name: name.to_owned(), group: name.to_owned() }
    }
}

/// The branch of a selection that is taken at a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TakenBranch {
    /// The condition as it is written.
    pub(crate) condition: String,
    /// The value on the left of the comparison.
    pub(crate) left: f64,
    /// The symbol of the comparison.
    pub(crate) comparison: &'static str,
    /// The value on the right.
    pub(crate) right: f64,
    /// Flag for a condition that holds, so that the first branch is taken.
    pub(crate) is_first: bool,
}

/// A function of named variables at a point.
pub(crate) trait NamedFunction {
    /// The variables with their values at the point.
    fn variables(&self) -> &[Variable];
    /// The labels of the numbers that [`NamedFunction::eval`] pushes.
    fn labels(&self) -> Vec<Label>;
    /// The approximate number of operations of one evaluation.
    fn operations(&self) -> usize;
    /// Returns the value at `x` and pushes the labelled numbers to `labelled`, in the order of the labels.
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], labelled: &mut Vec<S>) -> S;

    /// The branches that its selections take at the point; none without selections.
    fn taken_branches(&self) -> Vec<TakenBranch> {
        Vec::new()
    }

    /// The statements as mathematics, each in pieces between which a line may end; none if they cannot be set.
    fn mathematics(&self) -> Vec<Vec<String>> {
        Vec::new()
    }

    /// The point.
    fn point(&self) -> Vec<f64> {
        self.variables().iter().map(|variable| variable.value).collect()
    }

    /// The indices of the variables of these names, or of all variables if there are no names.
    ///
    /// # Errors
    ///
    /// If a name is unknown or given twice; the sentence names the flag `--wrt`.
    fn indices_of(&self, names: &[String]) -> Result<Vec<usize>, Failure> {
        let variables = self.variables();
        if names.is_empty() {
            return Ok((0..variables.len()).collect());
        }
        let mut indices: HashMap<&str, usize> =
            variables.iter().enumerate().map(|(index, variable)| (variable.name.as_str(), index)).collect();
        let index = |name: &String| {
            // Removed, so that a second use of the name is an error.
            indices.remove(name.as_str()).ok_or_else(|| {
                let expected = if names.iter().filter(|other| *other == name).count() > 1 {
                    "each name once".to_owned()
                } else {
                    format!("some of {}", first_names(variables))
                };
                Failure::Input(format!("--wrt: found `{name}`, expected {expected}"))
            })
        };
        names.iter().map(index).collect()
    }
}

/// The names of the first twenty variables.
fn first_names(variables: &[Variable]) -> String {
    const SHOWN: usize = 20;
    let names = variables.iter().take(SHOWN).map(|variable| variable.name.as_str());
    let rest = if variables.len() > SHOWN { ", …" } else { "" };
    names.collect::<Vec<_>>().join(", ") + rest
}

/// A named function restricted to some of its variables, as the engines take functions; the other variables are
/// constants.
pub(crate) struct Restriction<'f, F> {
    function: &'f F,
    point: Vec<f64>,
    /// The indices of the free variables.
    free: &'f [usize],
}

impl<'f, F: NamedFunction> Restriction<'f, F> {
    /// The restriction to the variables at the indices `free`.
    pub(crate) fn new(function: &'f F, free: &'f [usize]) -> Self {
        Self { function, point: function.point(), free }
    }

    /// The values of the free variables.
    pub(crate) fn point(&self) -> Vec<f64> {
        self.free.iter().map(|&variable| self.point[variable]).collect()
    }
}

impl<F: NamedFunction> Function for Restriction<'_, F> {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut all: Vec<S> = self.point.iter().map(|&value| S::constant(value)).collect();
        for (&variable, &x) in self.free.iter().zip(x) {
            all[variable] = x;
        }
        self.function.eval(&all, &mut Vec::new())
    }
}
