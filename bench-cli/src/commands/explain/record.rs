//! An explanation as JSON. Field names are CLI.md's `dualtape.explain/1`; other programs read them.

use serde::{Serialize, Serializer};

use crate::commands::explain::explanation::Explanation;
use crate::functions::examples::Part;

/// Names with numbers, as an object in this order.
#[derive(Debug, Clone, PartialEq)]
struct Named(Vec<(String, f64)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, number)| (name, number)))
    }
}

/// All numbers of an explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ExplainRecord {
    /// Names the meaning of the fields: `dualtape.explain/1`.
    schema: &'static str,
    function: String,
    nodes: Vec<NodeRecord>,
    value: f64,
    gradient: Named,
    passes: Passes,
    /// Ways from the variables to the value: what adding up over paths would walk. Null beyond what a float holds.
    paths: f64,
    check: Check,
    /// The same function elsewhere, or another one to compare it with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    then: Vec<ExplainRecord>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct NodeRecord {
    id: usize,
    op: &'static str,
    name: Option<String>,
    inputs: Vec<usize>,
    value: f64,
    partials: Vec<f64>,
    tangents: Named,
    /// Null without reverse mode.
    adjoint: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Passes {
    forward: usize,
    reverse: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Check {
    max_relative_difference: f64,
}

impl ExplainRecord {
    /// The record of the first explanation, with the others in it.
    pub(crate) fn of(parts: &[Part]) -> Self {
        let (first, others) = parts.split_first().expect("there is something to explain");
        let then = others.iter().map(|part| Self::one(&part.explanation)).collect();
        Self { then, ..Self::one(&first.explanation) }
    }

    fn one(explanation: &Explanation) -> Self {
        let trace = &explanation.trace;
        let name = |&variable: &usize| explanation.name(variable).to_owned();
        let nodes = trace.nodes.iter().zip(1..).map(|(node, id)| NodeRecord {
            id,
            op: node.op.name(),
            name: node.name.clone(),
            inputs: node.inputs.iter().map(|input| input + 1).collect(),
            value: node.value,
            partials: node.partials.clone(),
            tangents: Named(trace.seeds.iter().map(name).zip(node.tangents.iter().copied()).collect()),
            adjoint: explanation.mode.has_reverse().then_some(node.adjoint),
        });
        let gradient = explanation.gradient.iter();
        Self {
            schema: "dualtape.explain/1",
            function: explanation.function.clone(),
            nodes: nodes.collect(),
            value: explanation.value(),
            gradient: Named(gradient.map(|d| (name(&d.variable), d.value)).collect()),
            passes: Passes { forward: explanation.gradient.len(), reverse: 1 },
            paths: trace.paths().to_f64(),
            check: Check { max_relative_difference: explanation.max_relative_difference() },
            then: Vec::new(),
        }
    }
}
