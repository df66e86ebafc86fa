//! The syntax tree of an expression.
//!
//! Nodes stand in one list, operands before the operations on them, so deep nesting needs no deep stack.

use std::fmt;
use std::fmt::Write;

use crate::functions::expression::comparison::Comparison;
use crate::functions::expression::diagnostic::Span;
use crate::functions::expression::rows;

/// The index of a node.
pub(crate) type NodeId = usize;

/// An infix operator.
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

    /// The symbol of the operator.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "^",
        }
    }

    /// The operator between its operands, with spaces.
    fn written(self) -> &'static str {
        match self {
            Self::Add => " + ",
            Self::Sub => " - ",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "^",
        }
    }

    /// The binding powers to the left and to the right: `a - b - c` is `(a - b) - c`, but
    /// `a ^ b ^ c` is `a ^ (b ^ c)`.
    pub(crate) fn powers(self) -> (u8, u8) {
        match self {
            Self::Add | Self::Sub => (1, 2),
            Self::Mul | Self::Div => (3, 4),
            Self::Pow => (8, 7),
        }
    }
}

/// The binding power of the sign: `-x^2` is `-(x^2)`, and `-x*y` is `(-x)*y`.
pub(crate) const SIGN: u8 = 5;

/// The binding power of nodes that need no brackets.
pub(crate) const ATOM: u8 = 9;

/// A node of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExpressionNode {
    /// A number without a sign.
    Number(f64),
    /// A variable.
    Name(String),
    /// The definition of this index.
    Defined(usize),
    /// A negated operand.
    Negate(NodeId),
    Binary(Operator, NodeId, NodeId),
    /// A call of a rule by its name.
    Call(String, Vec<NodeId>),
    /// A selection: the two operands of a comparison, then the value if it holds and the value if not.
    If(Comparison, [NodeId; 4]),
    /// A vector of elements.
    Vector(Vec<NodeId>),
    /// The element of a vector at an index from 1.
    Element(NodeId, usize),
}

/// A name for a subexpression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    /// The name.
    pub(crate) name: String,
    /// The subexpression.
    pub(crate) value: NodeId,
}

/// Definitions, and an expression that may use them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// The nodes.
    pub(crate) nodes: Vec<ExpressionNode>,
    /// The place of each node in the text.
    pub(crate) spans: Vec<Span>,
    /// The definitions.
    pub(crate) definitions: Vec<Definition>,
    /// The expression; none if it is the last definition.
    pub(crate) result: Option<NodeId>,
}

impl Tree {
    /// Adds a node and returns its index.
    pub(crate) fn add(&mut self, node: ExpressionNode, span: Span) -> NodeId {
        self.nodes.push(node);
        self.spans.push(span);
        self.nodes.len() - 1
    }

    /// The binding power of a node.
    pub(crate) fn power(&self, id: NodeId) -> u8 {
        match self.nodes[id] {
            // A power is an operand of a power only on the right.
            ExpressionNode::Binary(operator, ..) => operator.powers().0.min(operator.powers().1),
            ExpressionNode::Negate(_) => SIGN,
            _ => ATOM,
        }
    }

    /// The text of a node.
    pub(crate) fn text(&self, id: NodeId) -> String {
        struct Node<'t>(&'t Tree, NodeId);
        impl fmt::Display for Node<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, self.1)
            }
        }
        Node(self, id).to_string()
    }

    /// Writes a node with a stack of pending fragments; recursion would be as deep as the text.
    fn write(&self, f: &mut fmt::Formatter<'_>, id: NodeId) -> fmt::Result {
        let mut parts = vec![Fragment::ExpressionNode(id, 0)];
        while let Some(part) = parts.pop() {
            match part {
                Fragment::Text(text) => f.write_str(text)?,
                Fragment::Count(count) => write!(f, "{count}")?,
                Fragment::ExpressionNode(id, least) if self.power(id) < least => {
                    parts.extend([Fragment::Text(")"), Fragment::ExpressionNode(id, 0), Fragment::Text("(")]);
                }
                Fragment::ExpressionNode(id, _) => self.write_node(f, id, &mut parts)?,
            }
        }
        Ok(())
    }

    /// Writes the start of a node and pushes the rest to `parts`.
    fn write_node<'t>(
        &'t self,
        f: &mut fmt::Formatter<'_>,
        id: NodeId,
        parts: &mut Vec<Fragment<'t>>,
    ) -> fmt::Result {
        match &self.nodes[id] {
            // Without a sign and without `.0`, as it is read.
            ExpressionNode::Number(number) => f.write_str(format!("{number:?}").trim_end_matches(".0"))?,
            ExpressionNode::Name(name) => f.write_str(name)?,
            ExpressionNode::Defined(index) => f.write_str(&self.definitions[*index].name)?,
            ExpressionNode::Negate(operand) => {
                f.write_char('-')?;
                parts.push(Fragment::ExpressionNode(*operand, SIGN));
            }
            ExpressionNode::Binary(operator, left, right) => {
                let (left_power, right_power) = operator.powers();
                let right = Fragment::ExpressionNode(*right, right_power);
                parts.extend([
                    right,
                    Fragment::Text(operator.written()),
                    Fragment::ExpressionNode(*left, left_power),
                ]);
            }
            ExpressionNode::Call(name, operands) => {
                write!(f, "{name}(")?;
                parts.push(Fragment::Text(")"));
                push_list(parts, operands);
            }
            ExpressionNode::If(comparison, [left, right, first, second]) => {
                write!(f, "{}(", rows::IF)?;
                parts.push(Fragment::Text(")"));
                push_list(parts, &[*right, *first, *second]);
                parts.extend([Fragment::Text(comparison.written()), Fragment::ExpressionNode(*left, 0)]);
            }
            ExpressionNode::Vector(elements) => {
                f.write_char('[')?;
                parts.push(Fragment::Text("]"));
                push_list(parts, elements);
            }
            ExpressionNode::Element(vector, index) => {
                let index = [Fragment::Text("]"), Fragment::Count(*index), Fragment::Text("[")];
                parts.extend(index.into_iter().chain([Fragment::ExpressionNode(*vector, ATOM)]));
            }
        }
        Ok(())
    }
}

/// A pending fragment of the text.
enum Fragment<'t> {
    Text(&'t str),
    Count(usize),
    /// A node, in brackets if its binding power is less.
    ExpressionNode(NodeId, u8),
}

fn push_list(parts: &mut Vec<Fragment<'_>>, items: &[NodeId]) {
    for (index, &item) in items.iter().enumerate().rev() {
        parts.push(Fragment::ExpressionNode(item, 0));
        if index > 0 {
            parts.push(Fragment::Text(", "));
        }
    }
}

/// Writes the text; parsing it gives the same nodes.
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
