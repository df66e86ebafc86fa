//! Importance of the columns of a trained network.

use std::ops::Range;

use dualtape_contenders_f64::MODEL_ENTRY_POINTS;
use dualtape_mlp::columns::input_ranges;
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
    /// The accuracy or r² that is lost if the column is permuted; none if the data have no r², or if there are too many
    /// columns to permute.
    pub(crate) permutation: Option<f64>,
    /// The mean absolute share in the output by integrated gradients: of the probability, or in the units of the (first)
    /// target.
    pub(crate) gradient: Option<f64>,
}

/// The importance of all columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Importance {
    /// The columns, in the order of the run.
    pub(crate) columns: Vec<ColumnImportance>,
    /// The number of rows that were permuted; none if there are too many columns to permute.
    pub(crate) permuted_rows: Option<usize>,
    /// The number of rows whose gradients were integrated.
    pub(crate) integrated_rows: usize,
    /// The largest distance of the sum of a row's integrated gradients from the change of the output.
    pub(crate) gap: Option<f64>,
    /// The largest change of an output.
    pub(crate) change: f64,
}

impl Importance {
    /// Measures the importance of columns, each with the range of inputs that it became, on rows of inputs and targets in
    /// the units of the data; none if the network is too large for the budget.
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
        let per_row = model.run().data.targets.len();
        let all = targets.len() / per_row;
        let settings = Permutations { seed, ..Permutations::default() };
        let rows = |most: usize, passes: usize| {
            let affordable = BUDGET / shape.parameters().saturating_mul(passes).max(1);
            (affordable >= FEWEST_ROWS).then(|| all.min(most).min(affordable))
        };
        let permuted = rows(PERMUTED_ROWS, columns.len().saturating_mul(settings.repeats));
        let Some(integrated) = rows(INTEGRATED_ROWS, PASSES_INTEGRATED) else { return Ok(None) };
        let some = |count: usize| -> (Vec<f64>, Vec<f64>) {
            let rows = evenly_spaced(all, count);
            let part =
                |numbers: &[f64], row: usize, width: usize| numbers[row * width..(row + 1) * width].to_vec();
            let rows = rows.map(|row| (part(inputs, row, width), part(targets, row, per_row)));
            let (inputs, targets): (Vec<_>, Vec<_>) = rows.unzip();
            (inputs.concat(), targets.concat())
        };
        let groups: Vec<Range<usize>> = columns.iter().map(|(_, group)| group.clone()).collect();
        let permutation = match permuted.map(some) {
            Some((inputs, targets)) => permutation_importance(model, &inputs, &targets, &groups, settings)?,
            None => vec![None; columns.len()],
        };
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
            permuted_rows: permuted,
            integrated_rows: integrated,
            gap: attribution.gap(),
            change: changes.fold(0.0, f64::max),
        }))
    }

    /// The columns, the most important first.
    pub(crate) fn ranked(&self) -> Vec<&ColumnImportance> {
        let mut ranked: Vec<&ColumnImportance> = self.columns.iter().collect();
        // Columns that are lost alike, such as all of a network that is always right, are told apart by gradients.
        let key = |column: &ColumnImportance| {
            [column.permutation, column.gradient].map(|number| number.unwrap_or(f64::NEG_INFINITY))
        };
        ranked.sort_by(|a, b| {
            let ([a, a_next], [b, b_next]) = (key(a), key(b));
            b.total_cmp(&a).then(b_next.total_cmp(&a_next))
        });
        ranked
    }

    /// The rows that were permuted and integrated, in words.
    pub(crate) fn measured(&self) -> String {
        let rows = |count| units::counted(count, "row");
        match self.permuted_rows {
            Some(permuted) if permuted == self.integrated_rows => rows(permuted),
            Some(permuted) => {
                format!("{}, {} of them for gradients", rows(permuted), units::count(self.integrated_rows))
            }
            None => format!("{}, by gradients only as there are many columns", rows(self.integrated_rows)),
        }
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
    let features = &model.run().data.features;
    features.iter().map(|column| column.name.clone()).zip(input_ranges(features)).collect()
}

/// The meaning of both numbers in words.
pub(crate) fn meaning(model: &Model) -> [&'static str; 2] {
    match model.run().data.task {
        Task::Classification if model.run().loss.gives_probabilities() => {
            ["accuracy lost if the column is permuted", "mean share in the probability"]
        }
        Task::Classification => ["accuracy lost if the column is permuted", "mean share in the output"],
        Task::Regression if model.run().data.targets.len() > 1 => {
            ["mean r² lost if the column is permuted", "mean share in the prediction of the first target"]
        }
        Task::Regression => ["r² lost if the column is permuted", "mean share in the prediction"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn importance(columns: &[(&str, Option<f64>, Option<f64>)]) -> Importance {
        let column = |&(name, permutation, gradient): &(&str, Option<f64>, Option<f64>)| ColumnImportance {
            column: name.to_owned(),
            permutation,
            gradient,
        };
        let columns = columns.iter().map(column).collect();
        Importance { columns, permuted_rows: None, integrated_rows: 1, gap: None, change: 0.0 }
    }

    #[test]
    fn columns_are_ranked_by_permutation_and_then_by_gradient() {
        let names = |columns: &[(&str, Option<f64>, Option<f64>)]| {
            importance(columns)
                .ranked()
                .iter()
                .map(|column| column.column.clone())
                .collect::<Vec<_>>()
                .concat()
        };
        assert_eq!(
            names(&[("a", Some(0.1), Some(9.0)), ("b", Some(0.3), None), ("c", Some(0.2), None)]),
            "bca"
        );
        assert_eq!(names(&[("a", Some(0.0), Some(1.0)), ("b", Some(0.0), Some(2.0))]), "ba");
        assert_eq!(names(&[("a", None, Some(1.0)), ("b", None, Some(2.0))]), "ba");
    }
}
