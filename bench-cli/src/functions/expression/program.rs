//! Programs: expressions as straight-line code over any number type.

use dualtape_core::Scalar;

use crate::functions::expression::rows::{BinaryEntry, NaryEntry, UnaryEntry};
use crate::functions::named_function::Label;

/// An instruction: a number computed from earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Instruction {
    /// The variable of this index.
    Variable(usize),
    /// A constant.
    Number(f64),
    /// A rule of one operand.
    Unary(UnaryEntry, usize),
    /// A rule of two operands.
    Binary(BinaryEntry, usize, usize),
    /// A rule of two lists of operands.
    Nary(NaryEntry, Vec<usize>, Vec<usize>),
}

/// Instructions in the order of computation.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Program {
    /// The names of the variables, in the order of their appearance.
    pub(crate) variables: Vec<String>,
    /// The instructions.
    pub(crate) instructions: Vec<Instruction>,
    /// The index of the function's value.
    pub(crate) output: usize,
    /// The labels of definitions.
    pub(crate) labels: Vec<Label>,
    /// The instruction of each label.
    pub(crate) labelled: Vec<usize>,
}

impl Program {
    /// The names of the variables.
    pub(crate) fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The number of instructions.
    pub(crate) fn len(&self) -> usize {
        self.instructions.len()
    }

    /// The labels of the numbers that [`Program::eval`] pushes.
    pub(crate) fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Returns the value at `x`, a number per variable, and pushes the labelled numbers to `labelled`.
    pub(crate) fn eval<S: Scalar<Real = f64>>(&self, x: &[S], labelled: &mut Vec<S>) -> S {
        let mut values: Vec<S> = Vec::with_capacity(self.instructions.len());
        for term in &self.instructions {
            let value = match term {
                Instruction::Variable(index) => x[*index],
                Instruction::Number(number) => S::constant(*number),
                Instruction::Unary(row, x) => row.apply(values[*x]),
                Instruction::Binary(row, x, y) => row.apply(values[*x], values[*y]),
                Instruction::Nary(row, x, y) => {
                    let list = |list: &[usize]| list.iter().map(|&term| values[term]).collect::<Vec<S>>();
                    row.apply(&list(x), &list(y))
                }
            };
            values.push(value);
        }
        labelled.extend(self.labelled.iter().map(|&term| values[term]));
        values[self.output]
    }
}
