//! The record of an `eval` run, `dualtape.eval/1`. Field names are stable: other programs read them.

use std::path::Path;

use dualtape_mlp::{ConfusionMatrix, DataSource, Evaluation, RunManifest, Score, Task};
use serde::Serialize;

use crate::commands::eval::requirement::{Metric, Requirement};
use crate::error::Failure;

/// The quality of a trained network on data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EvalRecord {
    /// The schema: `dualtape.eval/1`.
    schema: &'static str,
    /// The run folder.
    pub(crate) run: String,
    /// The data as named on the command line.
    pub(crate) data: String,
    /// The rows of data.
    pub(crate) rows: usize,
    /// The task.
    task: Task,
    /// The loss, the accuracy and r².
    pub(crate) score: Score,
    /// The predicted classes of each class; none for a regression.
    pub(crate) confusion: Option<NamedConfusion>,
    /// The results of the requirements.
    pub(crate) requirements: Vec<RequirementResult>,
}

/// A confusion matrix with the names of its classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct NamedConfusion {
    /// The names, in the order of rows and columns.
    pub(crate) classes: Vec<String>,
    /// A row per true class: the count of each predicted class.
    pub(crate) counts: Vec<Vec<usize>>,
}

/// A requirement and its result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RequirementResult {
    /// The metric.
    pub(crate) metric: Metric,
    /// The required bound.
    pub(crate) required: f64,
    /// The metric of the network; none if the data have none.
    pub(crate) found: Option<f64>,
    /// Verdict: true if the bound is met.
    pub(crate) met: bool,
}

impl EvalRecord {
    /// The record of an evaluation on `rows` rows.
    pub(crate) fn new(
        directory: &Path,
        source: &DataSource,
        rows: usize,
        run: &RunManifest,
        evaluation: Evaluation,
        requirements: &[Requirement],
    ) -> Self {
        let Evaluation { score, confusion, .. } = evaluation;
        let result = |requirement: &Requirement| RequirementResult {
            metric: requirement.metric,
            required: requirement.bound,
            found: requirement.metric.of(&score),
            met: requirement.is_met(&score),
        };
        Self {
            schema: "dualtape.eval/1",
            run: directory.display().to_string(),
            data: source.to_string(),
            rows,
            task: run.data.task,
            score,
            confusion: confusion.map(|matrix| named(&matrix, &run.data.classes)),
            requirements: requirements.iter().map(result).collect(),
        }
    }

    /// The result of the command.
    ///
    /// # Errors
    ///
    /// If a requirement is missed.
    pub(crate) fn verdict(&self) -> Result<(), Failure> {
        let missed: Vec<String> =
            self.requirements.iter().filter(|result| !result.met).map(RequirementResult::sentence).collect();
        if missed.is_empty() { Ok(()) } else { Err(Failure::Check(missed.join("; "))) }
    }
}

impl RequirementResult {
    fn sentence(&self) -> String {
        let found =
            self.found.map_or_else(|| "none, for all targets are the same".to_owned(), |x| x.to_string());
        let required = Requirement { metric: self.metric, bound: self.required }.words();
        format!("{}: found {found}, required {required}", self.metric)
    }
}

fn named(matrix: &ConfusionMatrix, classes: &[String]) -> NamedConfusion {
    let counts = (0..matrix.classes()).map(|truth| matrix.row(truth).to_vec()).collect();
    NamedConfusion { classes: classes.to_vec(), counts }
}
