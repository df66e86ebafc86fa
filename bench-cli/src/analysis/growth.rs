//! The growth of time with size: exponents of power laws, and predictions from them.

use dualtape_contenders::{CodeStyle, EngineKind};

use crate::record::{CellRecord, Fit, Quantity};
use crate::stats;
use crate::stats::Line;

/// The fewest sizes that an exponent rests on: a line through two points always fits.
pub(crate) const MIN_SIZES: usize = 3;

/// Returns the exponents of every engine that was timed at [`MIN_SIZES`] sizes or more, style by style.
pub(crate) fn fits(cells: &[CellRecord]) -> Vec<Fit> {
    let mut fits = Vec::new();
    // Over maps of several outputs there is no one line.
    if cells.iter().any(|cell| cell.outputs > 1) {
        return fits;
    }
    for &style in CodeStyle::VALUES {
        for engine in EngineKind::DEFAULT {
            let cells = || cells.iter().filter(move |cell| (cell.style, cell.engine) == (style, engine));
            for quantity in [Quantity::Seconds, Quantity::RatioToLoss] {
                // The loss ÷ itself is 1 by definition.
                if engine == EngineKind::Loss && quantity == Quantity::RatioToLoss {
                    continue;
                }
                let points: Vec<(f64, f64)> =
                    cells().map(|cell| (cell.parameters as f64, median(cell, quantity))).collect();
                if points.len() < MIN_SIZES {
                    continue;
                }
                if let Some(Line { slope, slope_ci95, .. }) = stats::power_law(&points) {
                    fits.push(Fit { engine, style, quantity, exponent: slope, ci95: slope_ci95 });
                }
            }
        }
    }
    fits
}

/// Returns the median of a quantity in a cell.
fn median(cell: &CellRecord, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Seconds => cell.seconds.summary.median,
        Quantity::RatioToLoss => cell.ratio_to_loss.median,
    }
}

/// The largest exponent of a prediction, above that of every workload: a line through two noisy samples can be far
/// steeper.
const STEEPEST: f64 = 4.0;

/// Predicts the seconds of one gradient at another size from `(size, seconds)` of smaller ones, in order. `None` with
/// fewer than two.
pub(crate) fn predict_s(measured: &[(f64, f64)], parameters: usize) -> Option<f64> {
    let &(largest, seconds) = measured.last()?;
    // From the last size on, not from the line's own height: small networks are dearer than their share,
    // and the line would carry that along.
    let growth = stats::power_law(measured)?.slope.min(STEEPEST);
    Some(seconds * (parameters as f64 / largest).powf(growth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::record;

    #[test]
    fn known_exponents_are_found() {
        let record = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let exponent = |engine| {
            let fit = record.fits.iter().find(|f| f.engine == engine && f.quantity == Quantity::Seconds);
            fit.expect("three sizes").exponent
        };
        assert!((exponent(EngineKind::Reverse) - 1.0).abs() < 1e-9);
        assert!((exponent(EngineKind::Forward) - 2.0).abs() < 1e-9);
        assert!(
            record.fits.iter().all(|f| (f.engine, f.quantity) != (EngineKind::Loss, Quantity::RatioToLoss))
        );
    }

    #[test]
    fn a_prediction_goes_on_from_the_last_size() {
        let measured = [(10.0, 1e-4), (100.0, 1e-2)];
        let predicted = predict_s(&measured, 1000).expect("two sizes");
        assert!((predicted - 1.0).abs() < 1e-9);
        assert!(predict_s(&measured[..1], 1000).is_none());
        let disturbed = [(10.0, 1e-6), (11.0, 1.0)];
        assert!(predict_s(&disturbed, 110).expect("two sizes") <= 1.0001e4, "no steeper than n⁴");
    }
}
