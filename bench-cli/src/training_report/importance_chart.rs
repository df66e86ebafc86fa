//! The chart of the importance of columns.

use dualtape_mlp::{Error, Model};

use crate::training_report::figure::{FigureContent, ImportanceBars, TrainingFigure};
use crate::training_report::importance::{Importance, columns, meaning};
use crate::training_report::predictions::Predictions;
use crate::units;

/// The most columns that are shown.
const SHOWN: usize = 20;

/// Returns the chart; none if there are too many columns to measure.
///
/// # Errors
///
/// If the predictions do not fit the model.
pub(crate) fn figure(
    model: &Model,
    predictions: &Predictions,
    part: &str,
) -> Result<Option<TrainingFigure>, Error> {
    let rows = (&predictions.inputs[..], &predictions.truth[..]);
    let seed = model.run().settings.seed;
    let Some(importance) = Importance::of(model, &columns(model), rows, seed)? else { return Ok(None) };
    let ranked = importance.ranked();
    let Some(first) = ranked.first().filter(|_| ranked.len() > 1) else { return Ok(None) };
    let meaning = meaning(model);
    let number = |number: Option<f64>| number.map_or_else(|| "none".to_owned(), units::short);
    let spoken = ranked.iter().take(SHOWN).map(|column| {
        format!("{}: {} and {}", column.column, number(column.permutation), number(column.gradient))
    });
    let many = match ranked.len() {
        all if all > SHOWN => format!("the first {SHOWN} of {} columns", units::count(all)),
        all => units::counted(all, "column"),
    };
    Ok(Some(TrainingFigure {
        name: "importance",
        title: format!("The most important column is {}", first.column),
        subtitle: format!(
            "{} on the {part} part ({}). {}",
            units::capitalised(&many),
            importance.measured(),
            importance.completeness().trim_end_matches('.')
        ),
        description: format!("{} and {}. {}.", meaning[0], meaning[1], spoken.collect::<Vec<_>>().join("; ")),
        content: FigureContent::Importance(ImportanceBars {
            meaning,
            columns: ranked
                .iter()
                .take(SHOWN)
                .map(|column| (column.column.clone(), [column.permutation, column.gradient]))
                .collect(),
        }),
    }))
}
