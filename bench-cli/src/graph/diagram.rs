//! A computation graph as plain data, before it is laid out.

/// More boxes than this are drawn only if asked for.
pub(crate) const MAX_BOXES: usize = 60;

/// A computation graph to be drawn from left to right.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Diagram {
    /// The title, in a line.
    pub(crate) title: String,
    /// The meaning of boxes and edges, in a line.
    pub(crate) subtitle: String,
    /// The formula that a page shows in place of its text; none if it cannot be set.
    pub(crate) formula: Option<DiagramFormula>,
    /// The nodes. Operands stand before what is made of them.
    pub(crate) boxes: Vec<DiagramBox>,
    /// The edges, from operands to results.
    pub(crate) edges: Vec<Edge>,
    /// Pictures beside the graph, such as the example itself.
    pub(crate) images: Vec<DiagramImage>,
    /// The steps in order: the forward pass, then the reverse pass; empty if there is nothing to step through.
    pub(crate) steps: Vec<DiagramStep>,
}

/// A formula of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiagramFormula {
    /// Statements as `math` elements, each in pieces between which a line may end.
    pub(crate) statements: Vec<Vec<String>>,
    /// The heading above it; without one it is the heading.
    pub(crate) heading: Option<String>,
    /// The line below it.
    pub(crate) note: String,
}

/// A square picture of pixels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiagramImage {
    /// The caption.
    pub(crate) caption: String,
    /// Pixels per row, and rows.
    pub(crate) side: usize,
    /// Pixels by colour, each from 0, paper, to 1, ink.
    pub(crate) layers: Vec<(ImageInk, Vec<f64>)>,
}

/// The colour of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageInk {
    /// That of text.
    Grey,
    /// That of pixels that raise an output.
    Raises,
    /// That of pixels that lower it.
    Lowers,
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiagramBox {
    /// Decides the colour.
    pub(crate) role: NodeRole,
    /// The name of an input, the symbol of an operation; a constant needs none.
    pub(crate) title: String,
    /// The operation, in the names of the operands.
    pub(crate) formula: Option<String>,
    /// The primal, from the forward pass.
    pub(crate) value: String,
    /// The derivative of the output with respect to this node, from the reverse pass.
    pub(crate) adjoint: Option<String>,
}

impl DiagramBox {
    /// Returns the name: a constant is called by its value.
    pub(crate) fn name(&self) -> &str {
        if self.title.is_empty() { &self.value } else { &self.title }
    }
}

/// The part of a node in the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeRole {
    /// A given number that is not trained.
    Input,
    /// A number that is trained.
    Parameter,
    /// A number that stands in the formula.
    Constant,
    /// An intermediate result.
    Operation,
    /// The value of the function.
    Output,
}

/// An arrow between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edge {
    /// The operand, as a place in [`Diagram::boxes`].
    pub(crate) from: usize,
    /// The result, as a later place in [`Diagram::boxes`].
    pub(crate) to: usize,
    /// The local derivative, or a weight; may be empty.
    pub(crate) label: String,
}

/// One step of one pass, for stepping through: what appears, and the sentence that says why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DiagramStep {
    /// The pass of the step: forward steps make values appear, reverse steps adjoints.
    pub(crate) pass: PassKind,
    /// The node that is worked on, as a place in [`Diagram::boxes`].
    pub(crate) at: usize,
    /// Reason for its value or its adjoint; it names the node.
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
