//! Lowering of a tree to a program: names become variables and rules, vectors become their elements.

use std::rc::Rc;

use crate::functions::expression::comparison::Comparison;
use crate::functions::expression::constants::constant;
use crate::functions::expression::diagnostic::{Diagnostic, Span};
use crate::functions::expression::program::{Condition, Instruction, Program};
use crate::functions::expression::rows;
use crate::functions::expression::rows::{BinaryEntry, NaryEntry, UnaryEntry};
use crate::functions::expression::tree::{ExpressionNode, Operator, Tree};
use crate::functions::named_function::Label;

/// The most instructions of a program, with the operands of those that take lists.
const MOST_INSTRUCTIONS: usize = 100_000;

/// The value of a node, as indices of instructions.
#[derive(Debug, Clone)]
pub(crate) enum Lowered {
    /// A number.
    Number(usize),
    /// A vector of numbers, shared by its uses.
    Vector(Rc<[usize]>),
}

impl Lowered {
    /// The elements; a number is its own element.
    pub(crate) fn elements(&self) -> &[usize] {
        match self {
            Self::Number(term) => std::slice::from_ref(term),
            Self::Vector(instructions) => instructions,
        }
    }
}

/// Lowers a tree to a program. The names for which `is_given` holds are variables, also those of constants.
///
/// # Errors
///
/// If a name, an operand or a length is wrong, or if the program is too long.
pub(crate) fn lower(tree: &Tree, is_given: &dyn Fn(&str) -> bool) -> Result<Program, Diagnostic> {
    let values = Vec::with_capacity(tree.nodes.len());
    let mut lowering = Lowering { tree, is_given, values, program: Program::default(), listed: 0 };
    for id in 0..tree.nodes.len() {
        let value = lowering.node(id)?;
        lowering.values.push(value);
        lowering.check_length(id)?;
    }
    lowering.label_instructions()?;
    let last = || tree.definitions.last().map(|definition| definition.value);
    let result = tree.result.or_else(last).expect("a text without an expression does not parse");
    lowering.program.output = lowering.number(result, "the result")?;
    Ok(lowering.program)
}

/// The state of lowering.
pub(crate) struct Lowering<'t> {
    /// The tree.
    pub(crate) tree: &'t Tree,
    is_given: &'t dyn Fn(&str) -> bool,
    /// The value of each lowered node.
    pub(crate) values: Vec<Lowered>,
    program: Program,
    /// The operands of the rules of two lists, together.
    listed: usize,
}

impl Lowering<'_> {
    /// Lowers a node.
    fn node(&mut self, id: usize) -> Result<Lowered, Diagnostic> {
        let tree = self.tree;
        match &tree.nodes[id] {
            ExpressionNode::Number(number) => Ok(Lowered::Number(self.constant(*number))),
            ExpressionNode::Name(name) => self.named(name, tree.spans[id]).map(Lowered::Number),
            ExpressionNode::Defined(index) => Ok(self.values[tree.definitions[*index].value].clone()),
            ExpressionNode::Negate(operand) => Ok(self.each(rows::unary("neg"), *operand)),
            ExpressionNode::Binary(operator, left, right) => {
                self.pairs_of(id, *left, *right, |lowering, x, y| lowering.operation(*operator, x, y))
            }
            ExpressionNode::Call(name, operands) => self.call(id, name, operands),
            ExpressionNode::If(comparison, [left, right, first, second]) => {
                let condition = self.condition(*comparison, *left, *right)?;
                self.pairs_of(id, *first, *second, |lowering, x, y| lowering.select(condition, x, y))
            }
            ExpressionNode::Vector(elements) => {
                let elements = elements.iter().map(|&element| self.number(element, "an element"));
                elements.collect::<Result<_, _>>().map(Lowered::Vector)
            }
            ExpressionNode::Element(vector, place) => match &self.values[*vector] {
                Lowered::Vector(instructions) if *place <= instructions.len() => {
                    Ok(Lowered::Number(instructions[place - 1]))
                }
                Lowered::Vector(instructions) => {
                    let sentence = format!(
                        "found element {place} of a vector of {}, expected one that is there",
                        instructions.len()
                    );
                    Err(Diagnostic::at(tree.spans[id], sentence))
                }
                Lowered::Number(_) => {
                    let sentence = format!("found element {place} of a number, expected one of a vector");
                    Err(Diagnostic::at(tree.spans[id], sentence))
                }
            },
        }
    }

    /// Returns the instruction of the variable or the constant of this name.
    fn named(&mut self, name: &str, span: Span) -> Result<usize, Diagnostic> {
        if rows::is_rule(name) {
            return Err(Diagnostic::at(
                span,
                format!("found `{name}` without operands, expected `{name}(…)`"),
            ));
        }
        if let Some(number) = constant(name).filter(|_| !(self.is_given)(name)) {
            return Ok(self.constant(number));
        }
        let variables = &mut self.program.variables;
        let index = variables.iter().position(|known| known == name).unwrap_or_else(|| {
            variables.push(name.to_owned());
            variables.len() - 1
        });
        let term = self.program.instructions.iter().position(|term| *term == Instruction::Variable(index));
        Ok(term.unwrap_or_else(|| self.push(Instruction::Variable(index))))
    }

    fn push(&mut self, term: Instruction) -> usize {
        self.program.instructions.push(term);
        self.program.instructions.len() - 1
    }

    fn constant(&mut self, number: f64) -> usize {
        self.push(Instruction::Number(number))
    }

    /// The number that an instruction computes, if it does not depend on variables.
    pub(crate) fn known(&self, term: usize) -> Option<f64> {
        match self.program.instructions[term] {
            Instruction::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the instruction of a node that is a number.
    ///
    /// # Errors
    ///
    /// If it is a vector.
    pub(crate) fn number(&self, id: usize, what: &str) -> Result<usize, Diagnostic> {
        match &self.values[id] {
            Lowered::Number(term) => Ok(*term),
            Lowered::Vector(instructions) => {
                let sentence =
                    format!("found a vector of {} as {what}, expected a number", instructions.len());
                Err(Diagnostic::at(self.tree.spans[id], sentence))
            }
        }
    }

    /// Applies a rule to a number; constants are folded.
    pub(crate) fn unary(&mut self, row: UnaryEntry, x: usize) -> usize {
        match self.known(x) {
            Some(x) => self.constant(row.apply(x)),
            None => self.push(Instruction::Unary(row, x)),
        }
    }

    /// Applies a rule to two numbers; constants are folded.
    pub(crate) fn binary(&mut self, row: BinaryEntry, x: usize, y: usize) -> usize {
        match (self.known(x), self.known(y)) {
            (Some(x), Some(y)) => self.constant(row.apply(x, y)),
            _ => self.push(Instruction::Binary(row, x, y)),
        }
    }

    /// Adds a condition on two numbers and returns its index.
    fn condition(&mut self, comparison: Comparison, left: usize, right: usize) -> Result<usize, Diagnostic> {
        let symbol = comparison.symbol();
        let text = format!("{} {symbol} {}", self.tree.text(left), self.tree.text(right));
        let [left, right] = [left, right].map(|side| self.number(side, &format!("a side of `{symbol}`")));
        self.program.conditions.push(Condition { text, comparison, left: left?, right: right? });
        Ok(self.program.conditions.len() - 1)
    }

    /// Selects one of two numbers; constants are folded.
    fn select(&mut self, condition: usize, first: usize, second: usize) -> usize {
        let Condition { comparison, left, right, .. } = self.program.conditions[condition];
        if let (Some(left), Some(right)) = (self.known(left), self.known(right)) {
            let chosen = if comparison.holds(left, right) { first } else { second };
            if let (Some(_), Some(number)) = (self.known(first).and(self.known(second)), self.known(chosen)) {
                return self.constant(number);
            }
        }
        self.push(Instruction::Select(condition, first, second))
    }

    /// Applies a rule to two lists of numbers.
    pub(crate) fn nary(&mut self, row: NaryEntry, x: Vec<usize>, y: Vec<usize>) -> usize {
        self.listed += x.len() + y.len();
        self.push(Instruction::Nary(row, x, y))
    }

    /// Applies an operator to two numbers. A power with a constant exponent is a rule of one operand, as is a power of
    /// `e`.
    fn operation(&mut self, operator: Operator, x: usize, y: usize) -> usize {
        let row = match operator {
            Operator::Add => rows::binary("add"),
            Operator::Sub => rows::binary("sub"),
            Operator::Mul => rows::binary("mul"),
            Operator::Div => rows::binary("div"),
            Operator::Pow => match self.known(y) {
                Some(exponent) => return self.unary(power(exponent), x),
                None if self.known(x) == Some(std::f64::consts::E) => {
                    return self.unary(rows::unary("exp"), y);
                }
                None => rows::binary("pow"),
            },
        };
        self.binary(row, x, y)
    }

    /// Applies a rule to each element.
    pub(crate) fn each(&mut self, row: UnaryEntry, operand: usize) -> Lowered {
        match self.values[operand].clone() {
            Lowered::Number(term) => Lowered::Number(self.unary(row, term)),
            Lowered::Vector(instructions) => {
                Lowered::Vector(instructions.iter().map(|&term| self.unary(row, term)).collect())
            }
        }
    }

    /// Checks that the program is not too long, for a node.
    ///
    /// # Errors
    ///
    /// If it is.
    pub(crate) fn check_length(&self, id: usize) -> Result<(), Diagnostic> {
        if self.program.instructions.len() + self.listed <= MOST_INSTRUCTIONS {
            return Ok(());
        }
        let sentence = format!("found more than {MOST_INSTRUCTIONS} operations on numbers, expected fewer");
        Err(Diagnostic::at(self.tree.spans[id], sentence))
    }

    /// Applies `apply` to the elements of two operands.
    ///
    /// # Errors
    ///
    /// If they are vectors that differ in length.
    pub(crate) fn pairs_of(
        &mut self,
        id: usize,
        left: usize,
        right: usize,
        apply: impl FnMut(&mut Self, usize, usize) -> usize,
    ) -> Result<Lowered, Diagnostic> {
        self.pairs(id, self.values[left].clone(), self.values[right].clone(), apply)
    }

    /// Applies `apply` to the elements of two vectors; a number is paired with every element.
    ///
    /// # Errors
    ///
    /// If the vectors differ in length.
    pub(crate) fn pairs(
        &mut self,
        id: usize,
        left: Lowered,
        right: Lowered,
        mut apply: impl FnMut(&mut Self, usize, usize) -> usize,
    ) -> Result<Lowered, Diagnostic> {
        Ok(match (left, right) {
            (Lowered::Number(x), Lowered::Number(y)) => Lowered::Number(apply(self, x, y)),
            (Lowered::Number(x), Lowered::Vector(y)) => {
                Lowered::Vector(y.iter().map(|&y| apply(self, x, y)).collect())
            }
            (Lowered::Vector(x), Lowered::Number(y)) => {
                Lowered::Vector(x.iter().map(|&x| apply(self, x, y)).collect())
            }
            (Lowered::Vector(x), Lowered::Vector(y)) => {
                self.same_length(id, &x, &y)?;
                Lowered::Vector(x.iter().zip(&*y).map(|(&x, &y)| apply(self, x, y)).collect())
            }
        })
    }

    /// Checks that two vectors have the same length.
    ///
    /// # Errors
    ///
    /// If they have not.
    pub(crate) fn same_length(&self, id: usize, x: &[usize], y: &[usize]) -> Result<(), Diagnostic> {
        if x.len() == y.len() {
            return Ok(());
        }
        let sentence =
            format!("found vectors of {} and {} elements, expected equally many", x.len(), y.len());
        Err(Diagnostic::at(self.tree.spans[id], sentence))
    }

    /// Labels the instructions of definitions; the elements of a vector are labelled `name[1]`, `name[2]`, ….
    fn label_instructions(&mut self) -> Result<(), Diagnostic> {
        for definition in &self.tree.definitions {
            let name = &definition.name;
            if rows::is_rule(name) {
                let sentence =
                    format!("found a definition of `{name}`, which is a rule, expected another name");
                return Err(Diagnostic::at(self.tree.spans[definition.value], sentence));
            }
            let value = &self.values[definition.value];
            self.program.labelled.extend(value.elements());
            match value {
                Lowered::Number(_) => self.program.labels.push(Label::alone(name)),
                Lowered::Vector(instructions) => self.program.labels.extend(
                    (1..=instructions.len())
                        .map(|place| Label { name: format!("{name}[{place}]"), group: name.clone() }),
                ),
            }
        }
        Ok(())
    }
}

/// Returns the rule of a power with a constant exponent.
fn power(exponent: f64) -> UnaryEntry {
    let name = if exponent.fract() == 0.0 && exponent.abs() < f64::from(i32::MAX) { "powi" } else { "powf" };
    rows::parametrised(name).with(exponent).expect("an exponent that suits the rule")
}
