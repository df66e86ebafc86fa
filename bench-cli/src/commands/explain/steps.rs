//! Both passes as sentences, one per number and pass.

use crate::commands::explain::explanation::Explanation;
use crate::commands::explain::number::figure;
use crate::commands::explain::tables::Cells;
use crate::commands::explain::trace::Op;
use crate::graph::{Pass, Step};

/// The steps of the passes that are shown: forward in the order of computation, then back.
pub(crate) fn steps(explanation: &Explanation) -> Vec<Step> {
    let trace = &explanation.trace;
    let cells = Cells::of(explanation);
    let mut steps = Vec::new();
    for at in 0..trace.nodes.len() {
        let mut sentence = computed(explanation, at);
        if explanation.mode.has_forward() {
            sentence += &pushed(explanation, &cells, at);
        }
        steps.push(Step { pass: Pass::Forward, at, sentence });
    }
    if explanation.mode.has_reverse() {
        let places = (0..trace.nodes.len()).rev().filter(|&at| trace.nodes[at].op != Op::Constant);
        steps.extend(places.map(|at| {
            let (label, adjoint) = (trace.label(at), figure(trace.nodes[at].adjoint));
            let sentence = format!("∂f/∂{label} = {adjoint}: {}", cells.how(at));
            Step { pass: Pass::Reverse, at, sentence }
        }));
    }
    steps
}

/// How the value came about.
fn computed(explanation: &Explanation, at: usize) -> String {
    let trace = &explanation.trace;
    let (label, value) = (trace.label(at), figure(trace.nodes[at].value));
    match trace.nodes[at].op {
        Op::Variable(_) => format!("{label} = {value} is given"),
        Op::Constant => format!("{value} is a constant"),
        _ => format!("{label} = {} = {} = {value}", trace.formula(at), trace.formula_in_numbers(at)),
    }
}

/// The local derivatives, and the tangents that they make.
fn pushed(explanation: &Explanation, cells: &Cells<'_>, at: usize) -> String {
    let trace = &explanation.trace;
    let node = &trace.nodes[at];
    let locals = cells.operands(at).map(|operand| {
        format!("; by {} it changes by {}", trace.label(node.inputs[operand]), cells.partial(at, operand))
    });
    let tangents = trace.seeds.iter().zip(&node.tangents).filter(|(_, tangent)| **tangent != 0.0);
    let tangents =
        tangents.map(|(&seed, &tangent)| format!("∂/∂{} {}", explanation.name(seed), figure(tangent)));
    let tangents: Vec<String> = tangents.collect();
    let tangents =
        if tangents.is_empty() { String::new() } else { format!("; tangents {}", tangents.join(", ")) };
    locals.collect::<String>() + &tangents
}
