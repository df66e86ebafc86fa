//! The graph of a function's operations, with the numbers of both modes.
//!
//! The function runs on a recording number over dual numbers, so the rules and forward mode give the values, the local
//! derivatives and the tangents. A sweep over the graph gives the adjoints. No derivative is stated here.

mod paths;
mod recorded;
#[cfg(test)]
mod tests;

use dualtape_core::PathSum;
use dualtape_forward::PathDual;

use crate::commands::explain::number::five_digits;
use crate::commands::explain::trace::recorded::{GraphRecording, RecordedOperation};
use crate::functions::named_function::{Label, NamedFunction};

pub(crate) use crate::commands::explain::trace::recorded::Op;

/// A number of the computation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TraceNode {
    /// The operation that computes it.
    pub(crate) op: Op,
    /// The name, if it is a variable or labelled.
    pub(crate) name: Option<String>,
    /// The group, if it is labelled.
    pub(crate) group: Option<String>,
    /// The indices of the operands.
    pub(crate) inputs: Vec<usize>,
    /// The value.
    pub(crate) value: f64,
    /// The local derivative with respect to each operand.
    pub(crate) partials: Vec<f64>,
    /// Flag for a rule that leaves out the operands whose local derivative is zero.
    selects: bool,
    /// Flag for a number from which a path leads to the value.
    has_path: bool,
    /// The tangent along each seed.
    pub(crate) tangents: Vec<f64>,
    /// The derivative of the function with respect to it.
    pub(crate) adjoint: f64,
}

impl TraceNode {
    /// Returns whether the operation leaves out an operand of this local derivative.
    fn leaves_out(&self, partial: f64) -> bool {
        self.selects && partial == 0.0
    }
}

/// A computation with both passes over it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trace {
    /// The numbers in the order of computation; the variables come first.
    pub(crate) nodes: Vec<TraceNode>,
    /// The index of the function's value.
    pub(crate) output: usize,
    /// The indices of the variables that are seeds of tangents.
    pub(crate) seeds: Vec<usize>,
}

impl Trace {
    /// Runs both modes; forward mode once per seed, which is the index of a variable.
    pub(crate) fn of(function: &impl NamedFunction, seeds: &[usize]) -> Self {
        let first = record(function, seeds.first().copied());
        let mut nodes: Vec<TraceNode> = first.operations.iter().map(node).collect();
        name_nodes(&mut nodes, function, &first.labelled);
        if let Some((_, others)) = seeds.split_first() {
            push_tangents(&mut nodes, &first);
            others.iter().for_each(|&seed| push_tangents(&mut nodes, &record(function, Some(seed))));
        }
        sweep(&mut nodes, first.output);
        Self { nodes, output: first.output, seeds: seeds.to_vec() }
    }

    /// The name of a node, or else its number from 1; the value of a constant.
    pub(crate) fn label(&self, place: usize) -> String {
        match (&self.nodes[place].name, self.nodes[place].op) {
            (Some(name), _) => name.clone(),
            (None, Op::Constant) => five_digits(self.nodes[place].value),
            (None, _) => format!("#{}", place + 1),
        }
    }

    /// Returns whether no path leads to the value from an operand of this node over it.
    pub(crate) fn is_left_out(&self, user: usize, operand: usize) -> bool {
        let node = &self.nodes[user];
        !node.has_path || node.leaves_out(node.partials[operand])
    }

    /// The users of each node: their indices, and the operand that the node is there.
    pub(crate) fn users(&self) -> Vec<Vec<(usize, usize)>> {
        let mut users = vec![Vec::new(); self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate() {
            for (operand, &input) in node.inputs.iter().enumerate() {
                users[input].push((place, operand));
            }
        }
        users
    }
}

/// A recorded evaluation of the function.
struct TraceRun {
    operations: Vec<RecordedOperation<PathDual<f64>>>,
    output: usize,
    /// The indices of the labelled numbers; none for a constant.
    labelled: Vec<Option<usize>>,
}

/// Evaluates the function once, with the tangent along one variable or none.
fn record(function: &impl NamedFunction, seed: Option<usize>) -> TraceRun {
    let recording = GraphRecording::new();
    let (output, labelled) = {
        let number = |(index, &value): (usize, &f64)| {
            let value = PathDual::new(value, (seed == Some(index)).then_some(1.0));
            recording.variable(index, value)
        };
        let x: Vec<_> = function.point().iter().enumerate().map(number).collect();
        let mut labelled = Vec::new();
        let output = function.eval(&x, &mut labelled);
        (recording.place_of(output), labelled.iter().map(|number| number.place()).collect())
    };
    TraceRun { operations: recording.into_operations(), output, labelled }
}

/// Names the variables, and every other node by its first label.
fn name_nodes(nodes: &mut [TraceNode], function: &impl NamedFunction, labelled: &[Option<usize>]) {
    for (node, variable) in nodes.iter_mut().zip(function.variables()) {
        node.name = Some(variable.name.clone());
    }
    for (Label { name, group }, place) in function.labels().into_iter().zip(labelled) {
        if let Some(node) = place.map(|place| &mut nodes[place]).filter(|node| node.name.is_none()) {
            node.name = Some(name);
            node.group = Some(group);
        }
    }
}

/// The node of an operation, without name, tangents and adjoint.
fn node(operation: &RecordedOperation<PathDual<f64>>) -> TraceNode {
    TraceNode {
        op: operation.op,
        name: None,
        group: None,
        inputs: operation.inputs.clone(),
        value: operation.value.primal,
        partials: operation.partials.iter().map(|partial| partial.primal).collect(),
        selects: operation.selects,
        has_path: false,
        tangents: Vec::new(),
        adjoint: 0.0,
    }
}

/// Adds the tangents of one more evaluation; each evaluation records the same operations.
fn push_tangents(nodes: &mut [TraceNode], run: &TraceRun) {
    for (node, operation) in nodes.iter_mut().zip(&run.operations) {
        node.tangents.push(operation.value.tangent().unwrap_or(0.0));
    }
}

/// Runs the reverse sweep: adds each adjoint, times the local derivatives, to the adjoints of the operands. Adjoints are
/// sums over paths, as those of the engine are where it matters (see `dualtape_core::semantics`).
fn sweep(nodes: &mut [TraceNode], output: usize) {
    let mut adjoints = vec![PathSum::NONE; nodes.len()];
    adjoints[output] = PathSum::of(1.0);
    for place in (0..=output).rev() {
        let node = &nodes[place];
        for (&input, &partial) in node.inputs.iter().zip(&node.partials) {
            if !node.leaves_out(partial) {
                adjoints[input] = adjoints[input].join(adjoints[place].along(partial));
            }
        }
    }
    for (node, adjoint) in nodes.iter_mut().zip(adjoints) {
        node.has_path = adjoint.is_some();
        node.adjoint = adjoint.total().unwrap_or(0.0);
    }
}
