//! A program as text: a table, and a graph in the DOT language.

use std::fmt::{self, Display, Formatter, Write};

use dualtape_core::Real;

use crate::graph::{Computation, Id, Node};
use crate::kernel::Predicate;
use crate::program::Program;

/// Returns the operation of a node in words: `mul %0 %1`, `powf(2.5) %3`.
fn operation<R: Real>(computation: &Computation<R>, node: Node) -> String {
    let name = |rule: Id| {
        let rule = &computation.rules[rule as usize];
        match rule.parameter {
            0.0 => rule.info.name.to_owned(),
            parameter => format!("{}({parameter})", rule.info.name),
        }
    };
    match node {
        Node::Input(place) => format!("input {place}"),
        Node::Constant(bits) => format!("{}", f64::from_bits(bits)),
        Node::Unary(rule, a) => format!("{} %{a}", name(rule)),
        Node::Binary(rule, a, b) => format!("{} %{a} %{b}", name(rule)),
    }
}

/// Returns the sign of a comparison and of its opposite.
pub(crate) fn sign(predicate: Predicate) -> &'static str {
    match predicate {
        Predicate::Less => "<",
        Predicate::LessEqual => "<=",
        Predicate::Equal => "==",
    }
}

impl<R: Real> Program<R> {
    /// Returns the nodes that a run takes, with their ids.
    pub(crate) fn live_nodes(&self) -> impl Iterator<Item = (Id, Node)> {
        let live = self.computation.live(&self.outputs);
        let nodes = (0..).zip(&self.computation.nodes).zip(live);
        nodes.filter(|(_, live)| *live).map(|((id, node), _)| (id, *node))
    }

    /// Returns the program as a graph in the DOT language of Graphviz: an edge from each operand to its operation.
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph program {\n    rankdir=LR;\n");
        for (id, node) in self.live_nodes() {
            let text = operation(&self.computation, node);
            let label = text.split(" %").next().unwrap_or(&text);
            let outputs: String = self.outputs.iter().enumerate().filter(|&(_, &output)| output == id).fold(
                String::new(),
                |mut all, (place, _)| {
                    let _ = write!(all, "\\ny[{place}]");
                    all
                },
            );
            let _ = writeln!(dot, "    n{id} [label=\"{label}{outputs}\"];");
            for operand in node.operands() {
                let _ = writeln!(dot, "    n{operand} -> n{id};");
            }
        }
        dot + "}\n"
    }
}

/// A line per operation, then the outputs and the comparisons.
impl<R: Real> Display for Program<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (id, node) in self.live_nodes() {
            writeln!(f, "%{id} = {}", operation(&self.computation, node))?;
        }
        for (place, id) in self.outputs.iter().enumerate() {
            writeln!(f, "y[{place}] = %{id}")?;
        }
        for guard in &self.computation.guards {
            let sign = sign(guard.predicate);
            writeln!(f, "%{} {sign} %{} is {} as at {}", guard.a, guard.b, guard.holds, guard.place)?;
        }
        Ok(())
    }
}
