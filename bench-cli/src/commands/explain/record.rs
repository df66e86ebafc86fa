//! The record of an explanation, `dualtape.explain/1`. Field names are stable: other programs read them.

use serde::{Serialize, Serializer};

use crate::commands::explain::document::Document;
use crate::commands::explain::explanation::FunctionExplanation;
use crate::functions::row_attribution::RowAttribution;

/// Numbers by name, serialised as an object in this order.
#[derive(Debug, Clone, PartialEq)]
struct NumbersByName(Vec<(String, f64)>);

impl Serialize for NumbersByName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, number)| (name, number)))
    }
}

/// The record of an explanation: all its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ExplainRecord {
    /// The schema: `dualtape.explain/1`.
    schema: &'static str,
    function: String,
    nodes: Vec<NodeRecord>,
    value: f64,
    gradient: NumbersByName,
    passes: PassCounts,
    /// The number of paths from the variables to the value; null beyond the range of a float.
    paths: f64,
    check: DifferenceCheck,
    /// The operations that make the first numbers that are not finite, as sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_finite: Vec<String>,
    /// The sentence about modes that disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreement: Option<String>,
    /// The shares of the inputs in the prediction of a trained model.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<RowAttribution>,
    /// The explanations after the first.
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
    tangents: NumbersByName,
    /// Null without reverse mode.
    adjoint: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct PassCounts {
    forward: usize,
    reverse: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct DifferenceCheck {
    max_relative_difference: f64,
}

impl ExplainRecord {
    /// The record of the first section, with the others in `then`.
    pub(crate) fn of(document: &Document) -> Self {
        let (first, others) = document.sections.split_first().expect("there is something to explain");
        let then = others.iter().map(|section| Self::one(&section.explanation)).collect();
        Self { then, attribution: document.attribution.clone(), ..Self::one(&first.explanation) }
    }

    fn one(explanation: &FunctionExplanation) -> Self {
        let trace = &explanation.trace;
        let name = |&variable: &usize| explanation.name(variable).to_owned();
        let nodes = trace.nodes.iter().zip(1..).map(|(node, id)| NodeRecord {
            id,
            op: node.op.name(),
            name: node.name.clone(),
            inputs: node.inputs.iter().map(|input| input + 1).collect(),
            value: node.value,
            partials: node.partials.clone(),
            tangents: NumbersByName(
                trace.seeds.iter().map(name).zip(node.tangents.iter().copied()).collect(),
            ),
            adjoint: explanation.mode.has_reverse().then_some(node.adjoint),
        });
        let gradient = explanation.gradient.iter();
        Self {
            schema: "dualtape.explain/1",
            function: explanation.function.clone(),
            nodes: nodes.collect(),
            value: explanation.value(),
            gradient: NumbersByName(gradient.map(|d| (name(&d.variable), d.value)).collect()),
            passes: PassCounts { forward: explanation.gradient.len(), reverse: 1 },
            paths: trace.paths().to_f64(),
            check: DifferenceCheck { max_relative_difference: explanation.max_relative_difference() },
            not_finite: explanation.marks.iter().map(|mark| mark.sentence.clone()).collect(),
            disagreement: explanation.disagreement.clone(),
            attribution: None,
            then: Vec::new(),
        }
    }
}
