//! The result of an `eval` run, `dualtape.eval/1`.

use dualtape_mlp::{ConfusionMatrix, Dataset, Evaluation, RunManifest, Score, Task};
use serde::Serialize;

use crate::commands::eval::EvalArgs;
use crate::commands::eval::requirement::{Metric, Requirement};
use crate::error::Failure;

/// What a trained network reached on data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EvalRecord {
    /// Names the meaning of the fields: `dualtape.eval/1`.
    schema: &'static str,
    /// The run folder.
    pub(crate) run: String,
    /// The data, as they were named.
    pub(crate) data: String,
    /// Rows of data.
    pub(crate) rows: usize,
    /// What there was to learn.
    task: Task,
    /// Loss, accuracy, r².
    pub(crate) score: Score,
    /// What each class was taken for; none for a regression.
    pub(crate) confusion: Option<Confusion>,
    /// What was asked for, and whether it was reached.
    pub(crate) requirements: Vec<Verdict>,
}

/// A confusion matrix with the names of its classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Confusion {
    /// The names, in the order of rows and columns.
    pub(crate) classes: Vec<String>,
    /// A row per true class: how often it was taken for each.
    pub(crate) counts: Vec<Vec<usize>>,
}

/// A requirement and what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) metric: Metric,
    pub(crate) required: f64,
    pub(crate) found: Option<f64>,
    pub(crate) met: bool,
}

impl EvalRecord {
    /// Puts together what was found.
    pub(crate) fn new(args: &EvalArgs, run: &RunManifest, data: &Dataset, evaluation: Evaluation) -> Self {
        let Evaluation { score, confusion, .. } = evaluation;
        let verdict = |requirement: &Requirement| Verdict {
            metric: requirement.metric,
            required: requirement.bound,
            found: requirement.metric.of(&score),
            met: requirement.is_met(&score),
        };
        Self {
            schema: "dualtape.eval/1",
            run: args.run.display().to_string(),
            data: args.data.to_string(),
            rows: data.rows(),
            task: run.data.task,
            score,
            confusion: confusion.map(|matrix| named(&matrix, &run.data.classes)),
            requirements: args.require.iter().map(verdict).collect(),
        }
    }

    /// Fails if a requirement is missed.
    pub(crate) fn verdict(&self) -> Result<(), Failure> {
        let missed: Vec<String> =
            self.requirements.iter().filter(|verdict| !verdict.met).map(Verdict::sentence).collect();
        if missed.is_empty() { Ok(()) } else { Err(Failure::Check(missed.join("; "))) }
    }
}

impl Verdict {
    fn sentence(&self) -> String {
        let found =
            self.found.map_or_else(|| "none, for all targets are the same".to_owned(), |x| x.to_string());
        let required = Requirement { metric: self.metric, bound: self.required }.words();
        format!("{}: found {found}, required {required}", self.metric)
    }
}

fn named(matrix: &ConfusionMatrix, classes: &[String]) -> Confusion {
    let counts = (0..matrix.classes()).map(|truth| matrix.row(truth).to_vec()).collect();
    Confusion { classes: classes.to_vec(), counts }
}
