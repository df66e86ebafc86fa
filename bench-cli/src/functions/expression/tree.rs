//! An expression as it was written.
//!
//! Nodes stand in one list, operands before the operations on them, so that no depth of nesting needs a deep stack.

use std::fmt;
use std::fmt::Write;

use crate::functions::expression::diagnostic::Span;

/// The place of a node in the list.
pub(crate) type Id = usize;

/// An operation between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
}

impl Operator {
    /// Every operator.
    pub(crate) const ALL: [Self; 5] = [Self::Add, Self::Sub, Self::Mul, Self::Div, Self::Pow];

    /// The letter that stands for it.
    pub(crate) fn symbol(self) -> char {
        match self {
            Self::Add => '+',
            Self::Sub => '-',
            Self::Mul => '*',
            Self::Div => '/',
            Self::Pow => '^',
        }
    }

    /// How it stands between its operands.
    fn written(self) -> &'static str {
        match self {
            Self::Add => " + ",
            Self::Sub => " - ",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "^",
        }
    }

    /// How strongly it binds the operand on its left and the one on its right: `a - b - c` is `(a - b) - c`, but
    /// `a ^ b ^ c` is `a ^ (b ^ c)`.
    pub(crate) fn powers(self) -> (u8, u8) {
        match self {
            Self::Add | Self::Sub => (1, 2),
            Self::Mul | Self::Div => (3, 4),
            Self::Pow => (8, 7),
        }
    }
}

/// How strongly the sign binds: `-x^2` is `-(x^2)`, and `-x*y` is `(-x)*y`.
pub(crate) const SIGN: u8 = 5;

/// How strongly what needs no brackets binds.
const ATOM: u8 = 9;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// A number without a sign.
    Number(f64),
    /// A variable.
    Name(String),
    /// What was defined before, by its place among the definitions.
    Defined(usize),
    Negate(Id),
    Binary(Operator, Id, Id),
    /// A rule by its name.
    Call(String, Vec<Id>),
    Vector(Vec<Id>),
    /// An element of a vector, from 1.
    Element(Id, usize),
}

/// A name for a part that is used later on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) value: Id,
}

/// What was written: definitions, and an expression that may use them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// Where each node stands in the text.
    pub(crate) spans: Vec<Span>,
    pub(crate) definitions: Vec<Definition>,
    /// The expression; `None` if it is the last definition.
    pub(crate) result: Option<Id>,
}

impl Tree {
    /// Adds a node.
    pub(crate) fn add(&mut self, node: Node, span: Span) -> Id {
        self.nodes.push(node);
        self.spans.push(span);
        self.nodes.len() - 1
    }

    fn power(&self, id: Id) -> u8 {
        match self.nodes[id] {
            // A power is an operand of a power only on the right.
            Node::Binary(operator, ..) => operator.powers().0.min(operator.powers().1),
            Node::Negate(_) => SIGN,
            _ => ATOM,
        }
    }

    /// Writes a node by a list of what is still to be written, last first: recursion would be as deep as the text.
    fn write(&self, f: &mut fmt::Formatter<'_>, id: Id) -> fmt::Result {
        let mut parts = vec![Part::Node(id, 0)];
        while let Some(part) = parts.pop() {
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Count(count) => write!(f, "{count}")?,
                Part::Node(id, least) if self.power(id) < least => {
                    parts.extend([Part::Text(")"), Part::Node(id, 0), Part::Text("(")]);
                }
                Part::Node(id, _) => self.write_node(f, id, &mut parts)?,
            }
        }
        Ok(())
    }

    /// Writes how a node begins and leaves the rest in `parts`.
    fn write_node<'t>(
        &'t self,
        f: &mut fmt::Formatter<'_>,
        id: Id,
        parts: &mut Vec<Part<'t>>,
    ) -> fmt::Result {
        match &self.nodes[id] {
            // Without a sign and without `.0`, as it is read.
            Node::Number(number) => f.write_str(format!("{number:?}").trim_end_matches(".0"))?,
            Node::Name(name) => f.write_str(name)?,
            Node::Defined(index) => f.write_str(&self.definitions[*index].name)?,
            Node::Negate(operand) => {
                f.write_char('-')?;
                parts.push(Part::Node(*operand, SIGN));
            }
            Node::Binary(operator, left, right) => {
                let (left_power, right_power) = operator.powers();
                let right = Part::Node(*right, right_power);
                parts.extend([right, Part::Text(operator.written()), Part::Node(*left, left_power)]);
            }
            Node::Call(name, operands) => {
                write!(f, "{name}(")?;
                parts.push(Part::Text(")"));
                push_list(parts, operands);
            }
            Node::Vector(elements) => {
                f.write_char('[')?;
                parts.push(Part::Text("]"));
                push_list(parts, elements);
            }
            Node::Element(vector, index) => {
                let index = [Part::Text("]"), Part::Count(*index), Part::Text("[")];
                parts.extend(index.into_iter().chain([Part::Node(*vector, ATOM)]));
            }
        }
        Ok(())
    }
}

/// What is still to be written.
enum Part<'t> {
    Text(&'t str),
    Count(usize),
    /// A node, in brackets if it binds less strongly than this.
    Node(Id, u8),
}

fn push_list(parts: &mut Vec<Part<'_>>, items: &[Id]) {
    for (index, &item) in items.iter().enumerate().rev() {
        parts.push(Part::Node(item, 0));
        if index > 0 {
            parts.push(Part::Text(", "));
        }
    }
}

/// As it is read: parsing it gives the same nodes.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, definition) in self.definitions.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{} = ", definition.name)?;
            self.write(f, definition.value)?;
        }
        if let Some(result) = self.result {
            f.write_str(if self.definitions.is_empty() { "" } else { "; " })?;
            self.write(f, result)?;
        }
        Ok(())
    }
}
