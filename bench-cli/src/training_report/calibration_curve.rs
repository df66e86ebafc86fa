//! The reliability curve of a classification.

use dualtape_mlp::{RunManifest, expected_calibration_error, reliability};

use crate::training_report::figure::{FigureContent, ReliabilityCurve, TrainingFigure};
use crate::training_report::predictions::Predictions;
use crate::units;

/// The intervals of confidence.
const INTERVALS: usize = 10;

/// Returns the chart; none if the network gives no probabilities.
pub(crate) fn figure(run: &RunManifest, predictions: &Predictions, part: &str) -> Option<TrainingFigure> {
    let probabilities = predictions.probabilities.as_ref()?;
    let rows = probabilities.chunks(run.data.classes.len());
    let confidence: Vec<f64> = rows.map(|row| row.iter().copied().fold(0.0, f64::max)).collect();
    let is_right: Vec<bool> =
        predictions.found.iter().zip(&predictions.truth).map(|(found, truth)| found == truth).collect();
    let bins = reliability(&confidence, &is_right, INTERVALS);
    let error = 100.0 * expected_calibration_error(&bins)?;
    let temperature = match run.temperature {
        Some(temperature) => format!(
            "the probabilities are those at temperature {}, found on the validation part",
            units::significant(temperature)
        ),
        None => "the probabilities are those of the network".to_owned(),
    };
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let spoken = bins.iter().map(|bin| {
        let rows = units::counted(bin.rows, "row");
        format!("{rows} of mean confidence {}: {} right", percent(bin.confidence), percent(bin.accuracy))
    });
    Some(TrainingFigure {
        name: "reliability",
        title: format!("Confidence and accuracy are {error:.1} % apart on average"),
        subtitle: format!(
            "The {part} part in {INTERVALS} intervals of confidence, larger dots for more rows; {temperature}"
        ),
        description: spoken.collect::<Vec<_>>().join("; ") + ".",
        content: FigureContent::Reliability(ReliabilityCurve {
            points: bins.iter().map(|bin| (bin.confidence, bin.accuracy, bin.rows)).collect(),
        }),
    })
}
