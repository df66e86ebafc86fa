//! Programs: expressions as straight-line code over any number type.

use dualtape_core::Scalar;

use crate::functions::expression::comparison::Comparison;
use crate::functions::expression::rows::{BinaryEntry, NaryEntry, UnaryEntry};
use crate::functions::named_function::{Label, TakenBranch};

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
    /// One of two numbers: the first if the condition of this index holds.
    Select(usize, usize, usize),
}

impl Instruction {
    /// The operands that the value is computed from; `holds` says which conditions hold.
    fn operands(&self, holds: &[bool]) -> Vec<usize> {
        match self {
            Self::Variable(_) | Self::Number(_) => Vec::new(),
            Self::Unary(_, x) => vec![*x],
            Self::Binary(_, x, y) => vec![*x, *y],
            Self::Nary(_, x, y) => [x.as_slice(), y].concat(),
            Self::Select(condition, first, second) => vec![if holds[*condition] { *first } else { *second }],
        }
    }
}

/// The condition of a selection, which is decided on plain values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    /// The condition in canonical notation.
    pub(crate) text: String,
    /// The comparison.
    pub(crate) comparison: Comparison,
    /// The instruction on the left.
    pub(crate) left: usize,
    /// The instruction on the right.
    pub(crate) right: usize,
}

impl Condition {
    fn holds(&self, values: &[f64]) -> bool {
        self.comparison.holds(values[self.left], values[self.right])
    }
}

/// The selections of a program at a point.
#[derive(Debug, Clone, PartialEq)]
struct Selections {
    /// The plain value of each instruction.
    values: Vec<f64>,
    /// The conditions that hold.
    holds: Vec<bool>,
    /// The instructions that only conditions and branches not taken use.
    is_idle: Vec<bool>,
}

/// Instructions in the order of computation.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Program {
    /// The names of the variables, in the order of their appearance.
    pub(crate) variables: Vec<String>,
    /// The instructions.
    pub(crate) instructions: Vec<Instruction>,
    /// The conditions of selections.
    pub(crate) conditions: Vec<Condition>,
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
    ///
    /// Selections are decided on plain values. What only a branch not taken uses enters as a constant, so that it has
    /// no derivatives.
    pub(crate) fn eval<S: Scalar<Real = f64>>(&self, x: &[S], labelled: &mut Vec<S>) -> S {
        let selections = (!self.conditions.is_empty()).then(|| {
            let plain: Vec<f64> = x.iter().map(|x| x.value()).collect();
            self.selections(&plain)
        });
        let mut values: Vec<S> = Vec::with_capacity(self.instructions.len());
        for (place, term) in self.instructions.iter().enumerate() {
            let value = match &selections {
                Some(selections) if selections.is_idle[place] => S::constant(selections.values[place]),
                Some(selections) => computed(term, x, &values, &selections.holds),
                None => computed(term, x, &values, &[]),
            };
            values.push(value);
        }
        labelled.extend(self.labelled.iter().map(|&term| values[term]));
        values[self.output]
    }

    /// Returns the branches taken at `x`, in the order of their conditions.
    pub(crate) fn taken_branches(&self, x: &[f64]) -> Vec<TakenBranch> {
        let selections = self.selections(x);
        let is_reached = |condition: usize| {
            let mut terms = self.instructions.iter().zip(&selections.is_idle);
            terms.any(|(term, is_idle)| {
                matches!(term, Instruction::Select(index, ..) if *index == condition) && !is_idle
            })
        };
        let reached = self.conditions.iter().enumerate().filter(|(index, _)| is_reached(*index));
        let branch = |(index, condition): (usize, &Condition)| TakenBranch {
            condition: condition.text.clone(),
            left: selections.values[condition.left],
            comparison: condition.comparison.symbol(),
            right: selections.values[condition.right],
            is_first: selections.holds[index],
        };
        reached.map(branch).collect()
    }

    /// Evaluates on plain numbers, both branches of each selection, and finds what the taken ones leave idle.
    fn selections(&self, x: &[f64]) -> Selections {
        let mut values: Vec<f64> = Vec::with_capacity(self.instructions.len());
        let mut holds: Vec<bool> = Vec::with_capacity(self.conditions.len());
        for term in &self.instructions {
            self.decide(&values, &mut holds);
            values.push(computed(term, x, &values, &holds));
        }
        self.decide(&values, &mut holds);
        Selections { is_idle: self.idle(&holds), values, holds }
    }

    /// Decides the next conditions whose operands have values. They stand before the selections by it.
    fn decide(&self, values: &[f64], holds: &mut Vec<bool>) {
        while let Some(condition) = self.conditions.get(holds.len())
            && condition.left.max(condition.right) < values.len()
        {
            holds.push(condition.holds(values));
        }
    }

    /// Returns for each instruction whether only conditions and branches not taken use it.
    fn idle(&self, holds: &[bool]) -> Vec<bool> {
        let mut has_users = vec![false; self.instructions.len()];
        for condition in &self.conditions {
            has_users[condition.left] = true;
            has_users[condition.right] = true;
        }
        for term in &self.instructions {
            if let Instruction::Select(_, first, second) = term {
                has_users[*first] = true;
                has_users[*second] = true;
            }
        }
        let mut is_needed = vec![false; self.instructions.len()];
        is_needed[self.output] = true;
        for (place, term) in self.instructions.iter().enumerate().rev() {
            // A definition that nothing uses is no branch.
            let is_used = is_needed[place] || !has_users[place];
            is_needed[place] = is_used;
            for operand in term.operands(holds) {
                has_users[operand] = true;
                is_needed[operand] |= is_used;
            }
        }
        is_needed.into_iter().map(|is_needed| !is_needed).collect()
    }
}

/// Computes the value of an instruction from those before it.
fn computed<S: Scalar<Real = f64>>(term: &Instruction, x: &[S], values: &[S], holds: &[bool]) -> S {
    match term {
        Instruction::Variable(index) => x[*index],
        Instruction::Number(number) => S::constant(*number),
        Instruction::Unary(row, x) => row.apply(values[*x]),
        Instruction::Binary(row, x, y) => row.apply(values[*x], values[*y]),
        Instruction::Nary(row, x, y) => {
            let list = |list: &[usize]| list.iter().map(|&term| values[term]).collect::<Vec<S>>();
            row.apply(&list(x), &list(y))
        }
        Instruction::Select(condition, first, second) => {
            values[if holds[*condition] { *first } else { *second }]
        }
    }
}
