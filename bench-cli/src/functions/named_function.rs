//! What is explained: a function of named numbers, written once for every number.

use dualtape_core::{Function, Scalar};

/// What a variable is in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Data.
    Input,
    /// What training changes.
    Parameter,
}

/// A number that the function takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variable {
    /// What it is called.
    pub(crate) name: String,
    /// Its value at the point.
    pub(crate) value: f64,
    /// What it is.
    pub(crate) role: Role,
}

/// The name of a number that is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// Its own.
    pub(crate) name: String,
    /// What it is a part of: a layer, a vector; its own name if it stands alone.
    pub(crate) group: String,
}

impl Label {
    /// A number that is part of nothing.
    pub(crate) fn alone(name: &str) -> Self {
        Self { name: name.to_owned(), group: name.to_owned() }
    }
}

/// A function at a point.
pub(crate) trait Subject {
    /// What it takes.
    fn variables(&self) -> &[Variable];
    /// The names of the numbers that [`Subject::eval`] hands out.
    fn labels(&self) -> Vec<Label>;
    /// About how many operations it takes.
    fn operations(&self) -> usize;
    /// The value at `x`; `named` takes the numbers on the way that have names, in the order of the names.
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], named: &mut Vec<S>) -> S;

    /// The point.
    fn point(&self) -> Vec<f64> {
        self.variables().iter().map(|variable| variable.value).collect()
    }
}

/// A subject as the engines take functions: of some of its variables, the others being constants.
pub(crate) struct Along<'s, F> {
    subject: &'s F,
    point: Vec<f64>,
    /// The variables that it is a function of, by places.
    wrt: &'s [usize],
}

impl<'s, F: Subject> Along<'s, F> {
    /// The subject as a function of the variables at the places `wrt`.
    pub(crate) fn new(subject: &'s F, wrt: &'s [usize]) -> Self {
        Self { subject, point: subject.point(), wrt }
    }

    /// Where these variables stand.
    pub(crate) fn point(&self) -> Vec<f64> {
        self.wrt.iter().map(|&variable| self.point[variable]).collect()
    }
}

impl<F: Subject> Function for Along<'_, F> {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut all: Vec<S> = self.point.iter().map(|&value| S::constant(value)).collect();
        for (&variable, &x) in self.wrt.iter().zip(x) {
            all[variable] = x;
        }
        self.subject.eval(&all, &mut Vec::new())
    }
}
