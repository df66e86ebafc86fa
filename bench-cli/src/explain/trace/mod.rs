//! A function as the graph of its operations, with all that both modes compute on it.
//!
//! The function runs on a recording number over dual numbers: values, local derivatives and tangents are those that
//! the rules and forward mode give. The adjoints come from a sweep over the graph. No derivative is stated here.

mod paths;
mod recorded;
#[cfg(test)]
mod tests;

use dualtape_core::weigh;
use dualtape_forward::Dual;

use super::subject::{Label, Subject};
pub(crate) use recorded::Op;
use recorded::{Entry, Recording};

/// One number of the computation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// What made it.
    pub(crate) op: Op,
    /// What it is called, if it is a variable or was defined.
    pub(crate) name: Option<String>,
    /// What it is a part of, if it was defined.
    pub(crate) group: Option<String>,
    /// What it was made of, by places.
    pub(crate) inputs: Vec<usize>,
    /// Its value.
    pub(crate) value: f64,
    /// Its derivative by each of its inputs.
    pub(crate) partials: Vec<f64>,
    /// Its derivative by each seed.
    pub(crate) tangents: Vec<f64>,
    /// The derivative of the function's value by it.
    pub(crate) adjoint: f64,
}

/// A computation, and both passes over it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trace {
    /// The numbers in the order in which they were computed; the variables come first.
    pub(crate) nodes: Vec<Node>,
    /// Which of them is the function's value.
    pub(crate) output: usize,
    /// The variables that tangents are along, by places.
    pub(crate) seeds: Vec<usize>,
}

impl Trace {
    /// Runs both modes; forward mode once per seed, a variable by its place.
    pub(crate) fn of(subject: &impl Subject, seeds: &[usize]) -> Self {
        let first = record(subject, seeds.first().copied());
        let mut nodes: Vec<Node> = first.entries.iter().map(node).collect();
        name_nodes(&mut nodes, subject, &first.named);
        if let Some((_, others)) = seeds.split_first() {
            push_tangents(&mut nodes, &first);
            others.iter().for_each(|&seed| push_tangents(&mut nodes, &record(subject, Some(seed))));
        }
        sweep(&mut nodes, first.output);
        Self { nodes, output: first.output, seeds: seeds.to_vec() }
    }

    /// What a node is called in tables: its name, or its number from 1.
    pub(crate) fn label(&self, place: usize) -> String {
        match (&self.nodes[place].name, self.nodes[place].op) {
            (Some(name), _) => name.clone(),
            (None, Op::Constant) => super::figure::figure(self.nodes[place].value),
            (None, _) => format!("#{}", place + 1),
        }
    }

    /// The nodes that use a node, each with the operand that it is there.
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

/// One run of the function.
struct Run {
    entries: Vec<Entry<Dual<f64, 1>>>,
    output: usize,
    /// Where the numbers that have names stand.
    named: Vec<Option<usize>>,
}

/// Runs the function once, along one variable or along none.
fn record(subject: &impl Subject, seed: Option<usize>) -> Run {
    let recording = Recording::new();
    let (output, named) = {
        let number = |(index, &value): (usize, &f64)| {
            let value = if seed == Some(index) { Dual::seeded(value, 0) } else { Dual::inactive(value) };
            recording.variable(index, value)
        };
        let x: Vec<_> = subject.point().iter().enumerate().map(number).collect();
        let mut named = Vec::new();
        let output = subject.eval(&x, &mut named);
        (recording.place_of(output), named.iter().map(|number| number.place()).collect())
    };
    Run { entries: recording.into_entries(), output, named }
}

/// Calls variables by their names, and others by the first label that they got.
fn name_nodes(nodes: &mut [Node], subject: &impl Subject, named: &[Option<usize>]) {
    for (node, variable) in nodes.iter_mut().zip(subject.variables()) {
        node.name = Some(variable.name.clone());
    }
    for (Label { name, group }, place) in subject.labels().into_iter().zip(named) {
        if let Some(node) = place.map(|place| &mut nodes[place]).filter(|node| node.name.is_none()) {
            node.name = Some(name);
            node.group = Some(group);
        }
    }
}

/// A node without a name, tangents and an adjoint.
fn node(entry: &Entry<Dual<f64, 1>>) -> Node {
    Node {
        op: entry.op,
        name: None,
        group: None,
        inputs: entry.inputs.clone(),
        value: entry.value.primal,
        partials: entry.partials.iter().map(|partial| partial.primal).collect(),
        tangents: Vec::new(),
        adjoint: 0.0,
    }
}

/// One more direction for every node; each run records the same operations.
fn push_tangents(nodes: &mut [Node], run: &Run) {
    for (node, entry) in nodes.iter_mut().zip(&run.entries) {
        node.tangents.push(entry.value.tangents[0]);
    }
}

/// The reverse sweep: each node hands its adjoint, times the local derivatives, to what it was made of.
fn sweep(nodes: &mut [Node], output: usize) {
    nodes[output].adjoint = 1.0;
    for place in (0..=output).rev() {
        let (before, rest) = nodes.split_at_mut(place);
        let node = &rest[0];
        for (&input, &partial) in node.inputs.iter().zip(&node.partials) {
            before[input].adjoint += weigh(partial, node.adjoint);
        }
    }
}
