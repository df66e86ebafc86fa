//! From a tree to a program: names become variables and rules, vectors become their elements.

use crate::functions::expression::calls::is_rule;
use crate::functions::expression::diagnostic::{Fault, Span};
use crate::functions::expression::program::{Program, Term};
use crate::functions::expression::rows;
use crate::functions::expression::rows::{BinaryRow, NaryRow, UnaryRow};
use crate::functions::expression::tree::{Node, Operator, Tree};
use crate::functions::named_function::Label;

/// The most numbers that a program may compute.
const MOST_TERMS: usize = 100_000;

/// A number or several, as places of terms.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    One(usize),
    Several(Vec<usize>),
}

impl Value {
    /// The elements; a number has itself.
    pub(crate) fn elements(&self) -> &[usize] {
        match self {
            Self::One(term) => std::slice::from_ref(term),
            Self::Several(terms) => terms,
        }
    }
}

/// Makes a program of a tree.
pub(crate) fn lower(tree: &Tree) -> Result<Program, Fault> {
    let mut lowering =
        Lowering { tree, values: Vec::with_capacity(tree.nodes.len()), program: Program::default() };
    for id in 0..tree.nodes.len() {
        let value = lowering.node(id)?;
        lowering.values.push(value);
        if lowering.program.terms.len() > MOST_TERMS {
            let sentence = format!("found more than {MOST_TERMS} operations on numbers, expected fewer");
            return Err(Fault::at(tree.spans[id], sentence));
        }
    }
    lowering.name_terms()?;
    let last = || tree.definitions.last().map(|definition| definition.value);
    let result = tree.result.or_else(last).expect("a text without an expression does not parse");
    lowering.program.output = lowering.number(result, "the result")?;
    Ok(lowering.program)
}

pub(crate) struct Lowering<'t> {
    pub(crate) tree: &'t Tree,
    /// The value of each node so far.
    pub(crate) values: Vec<Value>,
    program: Program,
}

impl Lowering<'_> {
    fn node(&mut self, id: usize) -> Result<Value, Fault> {
        let tree = self.tree;
        match &tree.nodes[id] {
            Node::Number(number) => Ok(Value::One(self.constant(*number))),
            Node::Name(name) => self.variable(name, tree.spans[id]).map(Value::One),
            Node::Defined(index) => Ok(self.values[tree.definitions[*index].value].clone()),
            Node::Negate(operand) => Ok(self.each(rows::unary("neg"), *operand)),
            Node::Binary(operator, left, right) => {
                self.pairs(id, *left, *right, |lowering, x, y| lowering.operation(*operator, x, y))
            }
            Node::Call(name, operands) => self.call(id, name, operands),
            Node::Vector(elements) => {
                let elements = elements.iter().map(|&element| self.number(element, "an element"));
                elements.collect::<Result<_, _>>().map(Value::Several)
            }
            Node::Element(vector, place) => match &self.values[*vector] {
                Value::Several(terms) if *place <= terms.len() => Ok(Value::One(terms[place - 1])),
                Value::Several(terms) => {
                    let sentence = format!(
                        "found element {place} of a vector of {}, expected one that is there",
                        terms.len()
                    );
                    Err(Fault::at(tree.spans[id], sentence))
                }
                Value::One(_) => {
                    let sentence = format!("found element {place} of a number, expected one of a vector");
                    Err(Fault::at(tree.spans[id], sentence))
                }
            },
        }
    }

    /// The variable of this name.
    fn variable(&mut self, name: &str, span: Span) -> Result<usize, Fault> {
        if is_rule(name) {
            return Err(Fault::at(span, format!("found `{name}` without operands, expected `{name}(…)`")));
        }
        let variables = &mut self.program.variables;
        let index = variables.iter().position(|known| known == name).unwrap_or_else(|| {
            variables.push(name.to_owned());
            variables.len() - 1
        });
        let term = self.program.terms.iter().position(|term| *term == Term::Variable(index));
        Ok(term.unwrap_or_else(|| self.push(Term::Variable(index))))
    }

    fn push(&mut self, term: Term) -> usize {
        self.program.terms.push(term);
        self.program.terms.len() - 1
    }

    fn constant(&mut self, number: f64) -> usize {
        self.push(Term::Number(number))
    }

    /// The number that a term is, if it does not depend on variables.
    pub(crate) fn known(&self, term: usize) -> Option<f64> {
        match self.program.terms[term] {
            Term::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The node as one number.
    pub(crate) fn number(&self, id: usize, what: &str) -> Result<usize, Fault> {
        match &self.values[id] {
            Value::One(term) => Ok(*term),
            Value::Several(terms) => {
                let sentence = format!("found a vector of {} as {what}, expected a number", terms.len());
                Err(Fault::at(self.tree.spans[id], sentence))
            }
        }
    }

    /// A rule of one number; of a constant it is a constant.
    pub(crate) fn unary(&mut self, row: UnaryRow, x: usize) -> usize {
        match self.known(x) {
            Some(x) => self.constant(row.apply(x)),
            None => self.push(Term::Unary(row, x)),
        }
    }

    /// A rule of two numbers; of constants it is a constant.
    pub(crate) fn binary(&mut self, row: BinaryRow, x: usize, y: usize) -> usize {
        match (self.known(x), self.known(y)) {
            (Some(x), Some(y)) => self.constant(row.apply(x, y)),
            _ => self.push(Term::Binary(row, x, y)),
        }
    }

    /// A rule of any number of numbers.
    pub(crate) fn nary(&mut self, row: NaryRow, x: Vec<usize>, y: Vec<usize>) -> usize {
        self.push(Term::Nary(row, x, y))
    }

    /// An operator between two numbers. A power with a constant exponent is a rule of one operand.
    fn operation(&mut self, operator: Operator, x: usize, y: usize) -> usize {
        let row = match operator {
            Operator::Add => rows::binary("add"),
            Operator::Sub => rows::binary("sub"),
            Operator::Mul => rows::binary("mul"),
            Operator::Div => rows::binary("div"),
            Operator::Pow => match self.known(y) {
                Some(exponent) => return self.unary(power(exponent), x),
                None => rows::binary("pow"),
            },
        };
        self.binary(row, x, y)
    }

    /// A rule of each element.
    pub(crate) fn each(&mut self, row: UnaryRow, operand: usize) -> Value {
        match self.values[operand].clone() {
            Value::One(term) => Value::One(self.unary(row, term)),
            Value::Several(terms) => {
                Value::Several(terms.into_iter().map(|term| self.unary(row, term)).collect())
            }
        }
    }

    /// `apply` on the elements of two vectors; a number meets every element.
    pub(crate) fn pairs(
        &mut self,
        id: usize,
        left: usize,
        right: usize,
        mut apply: impl FnMut(&mut Self, usize, usize) -> usize,
    ) -> Result<Value, Fault> {
        Ok(match (self.values[left].clone(), self.values[right].clone()) {
            (Value::One(x), Value::One(y)) => Value::One(apply(self, x, y)),
            (Value::One(x), Value::Several(y)) => {
                Value::Several(y.into_iter().map(|y| apply(self, x, y)).collect())
            }
            (Value::Several(x), Value::One(y)) => {
                Value::Several(x.into_iter().map(|x| apply(self, x, y)).collect())
            }
            (Value::Several(x), Value::Several(y)) => {
                self.same_length(id, &x, &y)?;
                Value::Several(x.into_iter().zip(y).map(|(x, y)| apply(self, x, y)).collect())
            }
        })
    }

    pub(crate) fn same_length(&self, id: usize, x: &[usize], y: &[usize]) -> Result<(), Fault> {
        if x.len() == y.len() {
            return Ok(());
        }
        let sentence =
            format!("found vectors of {} and {} elements, expected equally many", x.len(), y.len());
        Err(Fault::at(self.tree.spans[id], sentence))
    }

    /// Hands the names of definitions to their terms; the elements of a vector get `name[1]`, `name[2]`, ….
    fn name_terms(&mut self) -> Result<(), Fault> {
        for definition in &self.tree.definitions {
            let name = &definition.name;
            if is_rule(name) {
                let sentence =
                    format!("found a definition of `{name}`, which is a rule, expected another name");
                return Err(Fault::at(self.tree.spans[definition.value], sentence));
            }
            let value = &self.values[definition.value];
            self.program.labelled.extend(value.elements());
            match value {
                Value::One(_) => self.program.labels.push(Label::alone(name)),
                Value::Several(terms) => self.program.labels.extend(
                    (1..=terms.len())
                        .map(|place| Label { name: format!("{name}[{place}]"), group: name.clone() }),
                ),
            }
        }
        Ok(())
    }
}

/// `xᶜ` for a constant exponent.
fn power(exponent: f64) -> UnaryRow {
    let name = if exponent.fract() == 0.0 && exponent.abs() < f64::from(i32::MAX) { "powi" } else { "powf" };
    rows::parametrised(name).with(exponent).expect("an exponent that suits the rule")
}
