//! Importance of the columns of a trained network.

use std::ops::Range;

use dualtape_contenders_f64::MODEL_ENTRY_POINTS;
use dualtape_mlp::{Error, Model, Permutations, Task, permutation_importance};
use serde::Serialize;

use crate::training_report::figure::evenly_spaced;
use crate::units;

/// The most rows that are permuted.
const PERMUTED_ROWS: usize = 1000;

/// The most rows whose gradients are integrated.
const INTEGRATED_ROWS: usize = 200;

/// The fewest rows that say anything; with fewer in the budget there is no importance.
const FEWEST_ROWS: usize = 50;

/// The most products of a weight and a number for either importance: about a second.
const BUDGET: usize = 4_000_000_000;

/// The products per weight and row of integrated gradients: 25 gradients, each of about four passes.
const PASSES_INTEGRATED: usize = 100;

/// The importance of one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ColumnImportance {
    /// The column.
    pub(crate) column: String,
    /// The accuracy or r² that is lost if the column is permuted; none if the data have no r².
    pub(crate) permutation: Option<f64>,
    /// The mean absolute share in the output by integrated gradients: of the probability, or in the units of the target.
    pub(crate) gradient: Option<f64>,
}

/// The importance of all columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Importance {
    /// The columns, in the order of the run.
    pub(crate) columns: Vec<ColumnImportance>,
    /// The number of rows that were permuted.
    pub(crate) rows: usize,
    /// The largest distance of the sum of a row's integrated gradients from the change of the output.
    pub(crate) gap: Option<f64>,
    /// The largest change of an output.
    pub(crate) change: f64,
}

impl Importance {
    /// Measures the importance of columns, each with the range of inputs that it became, on rows of inputs and targets in
    /// the units of the data; none if there are too many columns for the budget.
    ///
    /// # Errors
    ///
    /// If the inputs do not fit the model.
    pub(crate) fn of(
        model: &Model,
        columns: &[(String, Range<usize>)],
        (inputs, targets): (&[f64], &[f64]),
        seed: u64,
    ) -> Result<Option<Self>, Error> {
        let shape = model.run().network.shape();
        let width = shape.inputs();
        let settings = Permutations { seed, ..Permutations::default() };
        let rows = |most: usize, passes: usize| {
            let affordable = BUDGET / shape.parameters().saturating_mul(passes).max(1);
            (affordable >= FEWEST_ROWS).then(|| targets.len().min(most).min(affordable))
        };
        let permuted = rows(PERMUTED_ROWS, columns.len().saturating_mul(settings.repeats));
        let (Some(permuted), Some(integrated)) = (permuted, rows(INTEGRATED_ROWS, PASSES_INTEGRATED)) else {
            return Ok(None);
        };
        let some = |count: usize| -> (Vec<f64>, Vec<f64>) {
            let rows = evenly_spaced(targets.len(), count);
            let rows = rows.map(|row| (&inputs[row * width..(row + 1) * width], targets[row]));
            let (inputs, targets): (Vec<&[f64]>, Vec<f64>) = rows.unzip();
            (inputs.concat(), targets)
        };
        let groups: Vec<Range<usize>> = columns.iter().map(|(_, group)| group.clone()).collect();
        let (some_inputs, some_targets) = some(permuted);
        let permutation = permutation_importance(model, &some_inputs, &some_targets, &groups, settings)?;
        let attribution = model.attribute(&some(integrated).0, MODEL_ENTRY_POINTS.row_gradients)?;
        let gradient = attribution.importance(&groups);
        let changes = attribution.outputs.iter().zip(&attribution.baseline).map(|(f, at)| (f - at).abs());
        let each = columns.iter().zip(permutation.into_iter().zip(gradient));
        let each = each.map(|((column, _), (permutation, gradient))| ColumnImportance {
            column: column.clone(),
            permutation,
            gradient,
        });
        Ok(Some(Self {
            columns: each.collect(),
            rows: permuted,
            gap: attribution.gap(),
            change: changes.fold(0.0, f64::max),
        }))
    }

    /// The columns, the most important first.
    pub(crate) fn ranked(&self) -> Vec<&ColumnImportance> {
        let mut ranked: Vec<&ColumnImportance> = self.columns.iter().collect();
        let key = |column: &ColumnImportance| column.permutation.zip(column.gradient);
        let (by_permutation, by_gradient) = (|(p, _): (f64, f64)| p, |(_, g): (f64, f64)| g);
        // Columns that are lost alike, such as all of a network that is always right, are told apart by gradients.
        ranked.sort_by(|a, b| {
            let compare = |of: fn((f64, f64)) -> f64| {
                key(b).map_or(f64::MIN, of).total_cmp(&key(a).map_or(f64::MIN, of))
            };
            compare(by_permutation).then(compare(by_gradient))
        });
        ranked
    }

    /// The sentence about the sums of integrated gradients.
    pub(crate) fn completeness(&self) -> String {
        match self.gap {
            Some(gap) => format!(
                "Integrated gradients of a row add up to the change of its output (at most {}) within {}.",
                units::significant(self.change),
                units::significant(gap)
            ),
            None => "Integrated gradients are not finite here.".to_owned(),
        }
    }
}

/// The columns of a model, each with its inputs.
pub(crate) fn columns(model: &Model) -> Vec<(String, Range<usize>)> {
    let features = model.run().data.features.iter().cloned();
    features.enumerate().map(|(input, name)| (name, input..input + 1)).collect()
}

/// The meaning of both numbers in words.
pub(crate) fn meaning(model: &Model) -> [&'static str; 2] {
    match model.run().data.task {
        Task::Classification if model.run().loss.gives_probabilities() => {
            ["accuracy lost if the column is permuted", "mean share in the probability"]
        }
        Task::Classification => ["accuracy lost if the column is permuted", "mean share in the output"],
        Task::Regression => ["r² lost if the column is permuted", "mean share in the prediction"],
    }
}
