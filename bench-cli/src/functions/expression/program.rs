//! An expression as a function of its variables, on any number.

use dualtape_core::Scalar;

use crate::functions::expression::rows::{BinaryRow, NaryRow, UnaryRow};
use crate::functions::named_function::Label;

/// One number of a program, made of numbers before it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    /// A variable, by its place among them.
    Variable(usize),
    /// A constant.
    Number(f64),
    Unary(UnaryRow, usize),
    Binary(BinaryRow, usize, usize),
    Nary(NaryRow, Vec<usize>, Vec<usize>),
}

/// Numbers in the order in which they are computed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Program {
    /// The names of the variables, in the order in which they appear.
    pub(crate) variables: Vec<String>,
    pub(crate) terms: Vec<Term>,
    /// The term that is the function's value.
    pub(crate) output: usize,
    /// Names of terms: what was defined.
    pub(crate) labels: Vec<Label>,
    /// The terms that these are.
    pub(crate) labelled: Vec<usize>,
}

impl Program {
    /// The names of the variables.
    pub(crate) fn variables(&self) -> &[String] {
        &self.variables
    }

    /// How many numbers it computes.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The names of the numbers that [`Program::eval`] hands out.
    pub(crate) fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The value at `x`, a number per variable; `named` takes the numbers that have names.
    pub(crate) fn eval<S: Scalar<Real = f64>>(&self, x: &[S], named: &mut Vec<S>) -> S {
        let mut values: Vec<S> = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let value = match term {
                Term::Variable(index) => x[*index],
                Term::Number(number) => S::constant(*number),
                Term::Unary(row, x) => row.apply(values[*x]),
                Term::Binary(row, x, y) => row.apply(values[*x], values[*y]),
                Term::Nary(row, x, y) => {
                    let run = |run: &[usize]| run.iter().map(|&term| values[term]).collect::<Vec<S>>();
                    row.apply(&run(x), &run(y))
                }
            };
            values.push(value);
        }
        named.extend(self.labelled.iter().map(|&term| values[term]));
        values[self.output]
    }
}
