//! Computation graphs as pictures: the graph that is to be drawn, its layout, and what is written of it.

pub(crate) mod appearance;
pub(crate) mod boxes;
pub(crate) mod dot;
pub(crate) mod html;
pub(crate) mod layout;
pub(crate) mod legend;
pub(crate) mod network;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod style;
pub(crate) mod svg;
#[cfg(test)]
mod tests;

pub(crate) use crate::graph::dot::dot;
pub(crate) use crate::graph::html::html;
pub(crate) use crate::graph::svg::svg;

/// More boxes than this are drawn only if asked for.
pub(crate) const MAX_BOXES: usize = 60;

/// A computation graph to be drawn, layered left to right, before it is laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Diagram {
    /// What is drawn, in a line.
    pub(crate) title: String,
    /// What stands in the boxes and on the edges, in a line.
    pub(crate) subtitle: String,
    /// The nodes. Operands stand before what is made of them.
    pub(crate) boxes: Vec<DiagramBox>,
    /// Who is an operand of whom.
    pub(crate) edges: Vec<Edge>,
    /// What happens, in order: the forward pass, then the reverse pass; empty if there is nothing to step through.
    pub(crate) steps: Vec<DiagramStep>,
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiagramBox {
    /// Decides the colour.
    pub(crate) role: NodeRole,
    /// The name of an input, the symbol of an operation; a constant needs none.
    pub(crate) title: String,
    /// What is computed, in the names of the operands.
    pub(crate) formula: Option<String>,
    /// What comes out, from the forward pass.
    pub(crate) value: String,
    /// The derivative of the output with respect to this node, from the reverse pass.
    pub(crate) adjoint: Option<String>,
}

impl DiagramBox {
    /// What it is called: a constant is its value.
    fn name(&self) -> &str {
        if self.title.is_empty() { &self.value } else { &self.title }
    }
}

/// What a node is to the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeRole {
    /// A given number that is not trained.
    Input,
    /// A number that is trained.
    Parameter,
    /// A number that stands in the formula.
    Constant,
    /// Something computed on the way.
    Operation,
    /// What the function gives.
    Output,
}

/// An arrow between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edge {
    /// The operand, as a place in [`Diagram::boxes`].
    pub(crate) from: usize,
    /// What is made of it, as a later place in [`Diagram::boxes`].
    pub(crate) to: usize,
    /// The local derivative, or a weight; may be empty.
    pub(crate) label: String,
}

/// One step of one pass, for stepping through: what appears, and the sentence that says why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiagramStep {
    /// Which pass the step belongs to: forward steps make values appear, reverse steps adjoints.
    pub(crate) pass: PassKind,
    /// The node that is worked on, as a place in [`Diagram::boxes`].
    pub(crate) at: usize,
    /// Why its value or its adjoint is what it is; it names the node.
    pub(crate) sentence: String,
}

/// A pass over the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassKind {
    /// From the inputs to the output: values.
    Forward,
    /// From the output to the inputs: adjoints.
    Reverse,
}
