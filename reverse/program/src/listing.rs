//! Instructions on nodes: dead code is left out, and a product that is added once is fused with the sum.

use dualtape_core::Real;

use crate::graph::{Computation, Id, Node, core_rules};
use crate::kernel::Predicate;

/// The operation of an instruction; equal ones run in one loop.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Operation {
    /// A rule, by its id.
    Rule(Id),
    /// `ab + c`
    MulAdd,
    /// `ab - c`
    MulSub,
    /// `c - ab`
    SubMul,
    /// A comparison with the outcome that it must have.
    Guard(Predicate, bool),
}

impl Operation {
    /// Returns the place of this operation among all of a computation with this many rules.
    pub(crate) fn place(self, rules: usize) -> usize {
        match self {
            Operation::Rule(id) => id as usize,
            Operation::MulAdd => rules,
            Operation::MulSub => rules + 1,
            Operation::SubMul => rules + 2,
            Operation::Guard(predicate, holds) => rules + 3 + 2 * predicate as usize + usize::from(holds),
        }
    }

    /// Returns the number of operations of a computation with this many rules.
    pub(crate) fn count(rules: usize) -> usize {
        rules + 9
    }
}

/// An instruction whose operands and result are nodes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// The operation.
    pub(crate) operation: Operation,
    /// The node computed; for a guard, its place among the guards.
    pub(crate) result: Id,
    /// The operands; those beyond the operation's number repeat the first.
    pub(crate) operands: [Id; 3],
}

impl Line {
    /// Returns whether the instruction computes a node.
    pub(crate) fn computes(&self) -> bool {
        !matches!(self.operation, Operation::Guard(..))
    }
}

/// Returns the instructions that compute the outputs and check the guards, in order.
pub(crate) fn lines<R: Real>(computation: &Computation<R>, outputs: &[Id]) -> Vec<Line> {
    let live = computation.live(outputs);
    let plan = fusions(computation, outputs, &live);
    let mut guards: Vec<(Id, u32)> = computation.guards.iter().map(|g| g.a.max(g.b)).zip(0..).collect();
    guards.sort_unstable();
    let mut guards = guards.into_iter().peekable();
    let mut lines = Vec::with_capacity(live.iter().filter(|&&live| live).count());
    for (id, &node) in computation.nodes.iter().enumerate() {
        let result = u32::try_from(id).expect("nodes fit an id");
        if live[id] {
            match (plan[id], node) {
                (Fusion::Part, _) | (_, Node::Input(_) | Node::Constant(_)) => {}
                (Fusion::Whole(operation, operands), _) => lines.push(Line { operation, result, operands }),
                (Fusion::None, Node::Unary(rule, a)) => {
                    lines.push(Line { operation: Operation::Rule(rule), result, operands: [a, a, a] });
                }
                (Fusion::None, Node::Binary(rule, a, b)) => {
                    lines.push(Line { operation: Operation::Rule(rule), result, operands: [a, b, a] });
                }
            }
        }
        while let Some((_, index)) = guards.next_if(|&(last, _)| last == result) {
            let guard = computation.guards[index as usize];
            let operation = Operation::Guard(guard.predicate, guard.holds);
            lines.push(Line { operation, result: index, operands: [guard.a, guard.b, guard.a] });
        }
    }
    lines
}

/// The part of a node in a fused instruction.
#[derive(Clone, Copy)]
enum Fusion {
    None,
    /// A product that its only reader computes.
    Part,
    /// A sum or difference that computes a product.
    Whole(Operation, [Id; 3]),
}

fn fusions<R: Real>(computation: &Computation<R>, outputs: &[Id], live: &[bool]) -> Vec<Fusion> {
    let mut readers = vec![0_u32; live.len()];
    let guarded = computation.guards.iter().flat_map(|guard| [guard.a, guard.b]);
    for id in outputs.iter().copied().chain(guarded) {
        readers[id as usize] += 2; // not to be fused
    }
    for (node, _) in computation.nodes.iter().zip(live).filter(|(_, live)| **live) {
        node.operands().for_each(|operand| readers[operand as usize] += 1);
    }
    let mut plan = vec![Fusion::None; live.len()];
    for (id, &node) in computation.nodes.iter().enumerate() {
        let Node::Binary(rule @ (core_rules::ADD | core_rules::SUB), a, b) = node else { continue };
        if !live[id] {
            continue;
        }
        let product = |id: Id| match computation.nodes[id as usize] {
            Node::Binary(core_rules::MUL, x, y) if readers[id as usize] == 1 => Some((id, x, y)),
            _ => None,
        };
        let whole = match (rule, product(a), product(b)) {
            (core_rules::ADD, _, Some((part, x, y))) => (part, Operation::MulAdd, [x, y, a]),
            (core_rules::ADD, Some((part, x, y)), None) => (part, Operation::MulAdd, [x, y, b]),
            (core_rules::SUB, Some((part, x, y)), _) => (part, Operation::MulSub, [x, y, b]),
            (core_rules::SUB, None, Some((part, x, y))) => (part, Operation::SubMul, [x, y, a]),
            _ => continue,
        };
        let (part, operation, operands) = whole;
        plan[part as usize] = Fusion::Part;
        plan[id] = Fusion::Whole(operation, operands);
    }
    plan
}
