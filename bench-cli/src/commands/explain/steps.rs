//! Both passes as sentences, one per node and pass.

use crate::commands::explain::explanation::FunctionExplanation;
use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::tables::NodeTexts;
use crate::commands::explain::trace::Op;
use crate::graph::{DiagramStep, PassKind};

/// Returns the steps of the shown passes: forward in the order of computation, then back.
pub(crate) fn steps(explanation: &FunctionExplanation) -> Vec<DiagramStep> {
    let trace = &explanation.trace;
    let texts = NodeTexts::of(explanation);
    let mut steps = Vec::new();
    for at in 0..trace.nodes.len() {
        let mut sentence = computed(explanation, at);
        if explanation.mode.has_forward() {
            sentence += &pushed(explanation, &texts, at);
        }
        steps.push(DiagramStep { pass: PassKind::Forward, at, sentence });
    }
    if explanation.mode.has_reverse() {
        let places = (0..trace.nodes.len()).rev().filter(|&at| trace.nodes[at].op != Op::Constant);
        steps.extend(places.map(|at| {
            let (label, adjoint) = (trace.label(at), five_digits(trace.nodes[at].adjoint));
            let sentence = format!("∂f/∂{label} = {adjoint}: {}", texts.contributions(at));
            DiagramStep { pass: PassKind::Reverse, at, sentence }
        }));
    }
    steps
}

/// The sentence about a value.
fn computed(explanation: &FunctionExplanation, at: usize) -> String {
    let trace = &explanation.trace;
    let (label, value) = (trace.label(at), five_digits(trace.nodes[at].value));
    match trace.nodes[at].op {
        Op::Variable(_) => format!("{label} = {} is given", given(trace.nodes[at].value)),
        Op::Constant => format!("{value} is a constant"),
        _ => format!("{label} = {} = {} = {value}", trace.formula(at), trace.formula_in_numbers(at)),
    }
}

/// The clauses about the local derivatives and the tangents of a node.
fn pushed(explanation: &FunctionExplanation, texts: &NodeTexts<'_>, at: usize) -> String {
    let trace = &explanation.trace;
    let node = &trace.nodes[at];
    let locals = texts.operands(at).map(|operand| {
        format!("; by {} it changes by {}", trace.label(node.inputs[operand]), texts.partial(at, operand))
    });
    let tangents = trace.seeds.iter().zip(&node.tangents).filter(|(_, tangent)| **tangent != 0.0);
    let tangents =
        tangents.map(|(&seed, &tangent)| format!("∂/∂{} {}", explanation.name(seed), five_digits(tangent)));
    let tangents: Vec<String> = tangents.collect();
    let tangents =
        if tangents.is_empty() { String::new() } else { format!("; tangents {}", tangents.join(", ")) };
    locals.collect::<String>() + &tangents
}
