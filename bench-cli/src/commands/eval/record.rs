//! The record of an `eval` run, `dualtape.eval/1`. Field names are stable: other programs read them.

use std::path::Path;

use dualtape_mlp::{
    ClassMetrics, ConfusionMatrix, DataSource, Evaluation, Metric, Metrics, RunManifest, Score,
    TargetMetrics, Task,
};
use serde::Serialize;

use crate::commands::eval::requirement::Requirement;
use crate::error::Failure;
use crate::training_report::importance::{ColumnImportance, Importance};

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
    /// The root mean square error, in the units of the target.
    pub(crate) rmse: Option<f64>,
    /// The mean absolute error, in the units of the target.
    pub(crate) mae: Option<f64>,
    /// The mean recall of the classes.
    pub(crate) balanced_accuracy: Option<f64>,
    /// The mean precision of the classes.
    pub(crate) precision: Option<f64>,
    /// The mean recall of the classes.
    pub(crate) recall: Option<f64>,
    /// The mean F1 of the classes.
    pub(crate) f1: Option<f64>,
    /// The area under the ROC curve.
    pub(crate) auc: Option<f64>,
    /// The log loss of the probabilities.
    pub(crate) log_loss: Option<f64>,
    /// The temperature of the probabilities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature: Option<f64>,
    /// The metrics of each class; none for a regression.
    pub(crate) classes: Option<Vec<ClassRecord>>,
    /// The metrics of each target of a regression with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) targets: Option<Vec<TargetRecord>>,
    /// The importance of each column; none if there are too many to measure.
    pub(crate) importance: Option<Vec<ColumnImportance>>,
    /// The largest distance of a row's integrated gradients from completeness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) completeness_gap: Option<f64>,
    /// The predicted classes of each class; none for a regression.
    pub(crate) confusion: Option<NamedConfusion>,
    /// The results of the requirements.
    pub(crate) requirements: Vec<RequirementResult>,
}

/// The metrics of one target of several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct TargetRecord {
    /// The name.
    pub(crate) name: String,
    /// The coefficient of determination; none if all are the same.
    pub(crate) r2: Option<f64>,
    /// The root mean square error, in the units of the target.
    pub(crate) rmse: f64,
    /// The mean absolute error, in the units of the target.
    pub(crate) mae: f64,
}

/// The metrics of one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ClassRecord {
    /// The name.
    pub(crate) name: String,
    /// The precision; none if the class is never predicted.
    pub(crate) precision: Option<f64>,
    /// The recall; none without a row of the class.
    pub(crate) recall: Option<f64>,
    /// F1; none without a row and a prediction of the class.
    pub(crate) f1: Option<f64>,
    /// The rows of the class.
    pub(crate) rows: usize,
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
    /// The name of the class, if it is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) class: Option<String>,
    /// The name of the target, if it is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<String>,
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
        (directory, source): (&Path, &DataSource),
        rows: usize,
        run: &RunManifest,
        evaluation: &Evaluation,
        importance: Option<&Importance>,
        requirements: &[Requirement],
    ) -> Self {
        let names = &run.data.classes;
        let result = |requirement: &Requirement| {
            let found = requirement.of(evaluation, &run.data);
            RequirementResult {
                metric: requirement.metric,
                class: requirement.part.clone().filter(|_| run.data.task == Task::Classification),
                target: requirement.part.clone().filter(|_| run.data.task == Task::Regression),
                required: requirement.bound,
                found,
                met: requirement.is_met(found),
            }
        };
        let Evaluation { score, metrics, confusion, .. } = evaluation;
        let Metrics { rmse, mae, balanced_accuracy, precision, recall, f1, auc, log_loss, .. } = *metrics;
        let class = |(name, class): (&String, &ClassMetrics)| {
            let ClassMetrics { precision, recall, f1, rows } = *class;
            ClassRecord { name: name.clone(), precision, recall, f1, rows }
        };
        let target = |(name, target): (&str, &TargetMetrics)| {
            let TargetMetrics { rmse, mae, r2 } = *target;
            TargetRecord { name: name.to_owned(), r2, rmse, mae }
        };
        Self {
            schema: "dualtape.eval/1",
            run: directory.display().to_string(),
            data: source.to_string(),
            rows,
            task: run.data.task,
            score: *score,
            rmse,
            mae,
            balanced_accuracy,
            precision,
            recall,
            f1,
            auc,
            log_loss,
            temperature: run.temperature,
            classes: confusion.as_ref().map(|_| names.iter().zip(&metrics.classes).map(class).collect()),
            targets: (run.data.targets.len() > 1)
                .then(|| run.data.target_names().zip(&metrics.targets).map(target).collect()),
            importance: importance.map(|importance| importance.columns.clone()),
            completeness_gap: importance.and_then(|importance| importance.gap),
            confusion: confusion.as_ref().map(|matrix| named(matrix, names)),
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
    /// The requirement that this is the result of.
    pub(crate) fn requirement(&self) -> Requirement {
        Requirement {
            metric: self.metric,
            part: self.class.clone().or_else(|| self.target.clone()),
            bound: self.required,
        }
    }

    fn sentence(&self) -> String {
        let found = self.found.map_or_else(|| self.reason().to_owned(), |x| x.to_string());
        let requirement = self.requirement();
        format!("{requirement}: found {found}, required {}", requirement.words())
    }

    /// The reason why there is no number.
    fn reason(&self) -> &'static str {
        match self.metric {
            Metric::R2 => "none, for all targets are the same",
            Metric::Auc => "none, for all rows are of one class",
            Metric::LogLoss => "none, for the network gives no probabilities",
            Metric::Precision => "none, for the class is never predicted",
            Metric::Recall | Metric::F1 => "none, for no row is of the class",
            _ => "none",
        }
    }
}

fn named(matrix: &ConfusionMatrix, classes: &[String]) -> NamedConfusion {
    let counts = (0..matrix.classes()).map(|truth| matrix.row(truth).to_vec()).collect();
    NamedConfusion { classes: classes.to_vec(), counts }
}
