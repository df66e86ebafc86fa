//! Where two engines cost the same.

use dualtape_contenders::EngineKind;

use crate::record::{CellRecord, Crossover};
use crate::report::findings::MIN_SIZES;
use crate::stats;

/// Where reverse mode overtakes forward mode, with a bootstrap interval over the samples of both.
pub(crate) fn crossover(cells: &[CellRecord], seed: u64) -> Option<Crossover> {
    let (engine, over) = (EngineKind::Reverse, EngineKind::Forward);
    // Of two styles, block code is what people write.
    let style = cells.iter().map(|cell| cell.style).min()?;
    let of = |engine| cells.iter().filter(move |cell| cell.engine == engine && cell.style == style);
    let pairs: Vec<(&CellRecord, &CellRecord)> =
        of(engine).filter_map(|fast| Some((fast, of(over).find(|slow| slow.is_on_same(fast))?))).collect();
    if pairs.len() < MIN_SIZES || cells.iter().any(|cell| cell.outputs > 1) {
        return None;
    }
    let sizes: Vec<f64> = pairs.iter().map(|(fast, _)| (fast.parameters as f64).ln()).collect();
    let samples: Vec<&[f64]> = pairs
        .iter()
        .flat_map(|(fast, slow)| [&fast.seconds, &slow.seconds])
        .map(|times| &times.samples[..])
        .collect();
    let crossing = |samples: &[Vec<f64>]| {
        let advantages =
            samples.chunks(2).map(|pair| (stats::median(&pair[1]) / stats::median(&pair[0])).ln());
        zero(&sizes.iter().copied().zip(advantages).collect::<Vec<_>>()).map(f64::exp)
    };
    let measured: Vec<Vec<f64>> = samples.iter().map(|sample| sample.to_vec()).collect();
    let parameters = crossing(&measured)?;
    let ci95 = stats::bootstrap_many(&samples, seed, crossing)?;
    // No network has less than one parameter, and a crossing beyond the largest network was not seen: two
    // engines that cost the same everywhere "cross" anywhere.
    let largest = pairs.iter().map(|(fast, _)| fast.parameters).max()? as f64;
    (parameters >= 1.0 && ci95[1] <= largest).then_some(Crossover { engine, over, parameters, ci95 })
}

/// Where a curve that is given by points first turns positive for good: between two points, or beyond the
/// ends on the line through all of them. `None` if it never does.
fn zero(points: &[(f64, f64)]) -> Option<f64> {
    let last_loss = points.iter().rposition(|&(_, advantage)| advantage <= 0.0);
    match last_loss {
        Some(i) if i + 1 < points.len() => {
            let ((x0, y0), (x1, y1)) = (points[i], points[i + 1]);
            Some(x0 + (x1 - x0) * (-y0) / (y1 - y0))
        }
        _ => {
            let line = stats::theil_sen(points)?;
            (line.slope > 0.0).then(|| -line.intercept / line.slope)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::record::sample::record;

    #[test]
    fn a_crossover_may_lie_beyond_the_sizes_or_nowhere() {
        let before = record(&[100, 1000, 10_000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert!((before.crossover.expect("on the line").parameters - 40.0).abs() < 1e-6);
        let behind = record(&[10, 20, 30], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert!(behind.crossover.is_none(), "40 was not reached");
        let below_one = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-3 * p * p);
        assert!(below_one.crossover.is_none());
        let nowhere = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 8e-6 * p);
        assert!(nowhere.crossover.is_none());
        let one_size = record(&[10], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert!(one_size.crossover.is_none() && one_size.fits.is_empty());
    }
}
