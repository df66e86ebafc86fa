//! The size from which on reverse mode is faster: of a gradient, and of Jacobians by their number of outputs.

use dualtape_contenders::EngineKind;

use crate::analysis::growth::MIN_SIZES;
use crate::analysis::mode_comparison::ModeComparison;
use crate::record::{CellRecord, Crossover, Record};
use crate::stats;

/// Returns the crossover from forward to reverse mode, with a bootstrap interval over the samples of both.
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
    let meeting_point = |samples: &[Vec<f64>]| {
        let advantages =
            samples.chunks(2).map(|pair| (stats::median(&pair[1]) / stats::median(&pair[0])).ln());
        zero(&sizes.iter().copied().zip(advantages).collect::<Vec<_>>()).map(f64::exp)
    };
    let measured: Vec<Vec<f64>> = samples.iter().map(|sample| sample.to_vec()).collect();
    let parameters = meeting_point(&measured)?;
    let ci95 = stats::bootstrap_many(&samples, seed, meeting_point)?;
    // No network has less than one parameter, and a crossover beyond the largest network was not seen: two
    // engines that cost the same everywhere "cross" anywhere.
    let largest = pairs.iter().map(|(fast, _)| fast.parameters).max()? as f64;
    (parameters >= 1.0 && ci95[1] <= largest).then_some(Crossover { engine, over, parameters, ci95 })
}

/// The boundary between the modes for maps of one number of outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Boundary {
    /// The number of outputs.
    pub(crate) outputs: usize,
    /// The largest number of inputs at which reverse mode is not faster, if there is one.
    pub(crate) lost_up_to: Option<usize>,
    /// The number of inputs from which on reverse mode is faster; none if it is slower throughout.
    pub(crate) inputs: Option<f64>,
}

/// Returns the boundary between the modes for each number of outputs, fewest outputs first.
pub(crate) fn boundaries(record: &Record) -> Vec<Boundary> {
    let mut outputs: Vec<usize> = ModeComparison::all(record).map(|pair| pair.outputs()).collect();
    outputs.sort_unstable();
    outputs.dedup();
    outputs.into_iter().map(|outputs| boundary(record, outputs)).collect()
}

fn boundary(record: &Record, outputs: usize) -> Boundary {
    let mut pairs: Vec<ModeComparison<'_>> =
        ModeComparison::all(record).filter(|pair| pair.outputs() == outputs).collect();
    pairs.sort_by_key(ModeComparison::inputs);
    let advantages: Vec<(f64, f64)> =
        pairs.iter().map(|pair| ((pair.inputs() as f64).ln(), pair.forward_over_reverse().ln())).collect();
    let change = SignChange::of(&advantages);
    let inputs = match change {
        SignChange::None => advantages.first().map(|&(smallest, _)| smallest),
        SignChange::After { zero, .. } => zero,
    };
    let lost_up_to = match change {
        SignChange::None => None,
        SignChange::After { last, .. } => Some(pairs[last].inputs()),
    };
    Boundary { outputs, lost_up_to, inputs: inputs.map(f64::exp) }
}

/// The place on a curve, given by points in order, after which it is positive.
#[derive(Debug, Clone, Copy, PartialEq)]
enum SignChange {
    /// The curve is positive throughout.
    None,
    /// The curve is positive after a point.
    After {
        /// The index of the last point that is not positive.
        last: usize,
        /// The zero between it and the next point, linear between both; none if there is no next point.
        zero: Option<f64>,
    },
}

impl SignChange {
    fn of(points: &[(f64, f64)]) -> Self {
        let Some(last) = points.iter().rposition(|&(_, advantage)| advantage <= 0.0) else {
            return Self::None;
        };
        let ((x0, y0), next) = (points[last], points.get(last + 1));
        Self::After { last, zero: next.map(|&(x1, y1)| x0 + (x1 - x0) * (-y0) / (y1 - y0)) }
    }
}

/// Returns the place where a curve turns positive for good: between two points, or beyond the ends on the line through
/// all of them. `None` if it never does.
fn zero(points: &[(f64, f64)]) -> Option<f64> {
    if let SignChange::After { zero: Some(zero), .. } = SignChange::of(points) {
        return Some(zero);
    }
    let line = stats::theil_sen(points)?;
    (line.slope > 0.0).then(|| -line.intercept / line.slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::record;

    #[test]
    fn a_crossover_may_lie_beyond_the_sizes_or_nowhere() {
        let between = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let crossover = between.crossover.expect("they cross");
        assert!((crossover.parameters - 40.0).abs() < 1e-6, "{crossover:?}");
        assert!(
            crossover.ci95.iter().all(|end| (end - 40.0).abs() < 1e-6),
            "equal samples leave no difference"
        );
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

    #[test]
    fn the_last_loss_counts_and_zero_is_no_win() {
        let points = |heights: &[f64]| -> Vec<(f64, f64)> {
            heights.iter().enumerate().map(|(x, &height)| (x as f64, height)).collect()
        };
        assert_eq!(SignChange::of(&points(&[1.0, 2.0])), SignChange::None);
        let after = |last, zero| SignChange::After { last, zero };
        assert_eq!(SignChange::of(&points(&[-1.0, 1.0, -1.0, 3.0])), after(2, Some(2.25)));
        assert_eq!(SignChange::of(&points(&[1.0, 0.0])), after(1, None));
    }

    #[test]
    fn a_boundary_is_where_both_modes_take_the_same_time() {
        // Reverse takes 4e-6 p and forward 1e-7 p²: they are even at 40 inputs.
        let mut record = record(&[10, 160, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        record.cells.iter_mut().for_each(|cell| cell.outputs = 5);
        let [found] = boundaries(&record)[..] else { panic!("one number of outputs") };
        assert_eq!((found.outputs, found.lost_up_to), (5, Some(10)));
        assert!(found.inputs.is_some_and(|inputs| (inputs - 40.0).abs() < 1e-9), "{found:?}");
        record.cells.retain(|cell| cell.parameters > 10);
        let [found] = boundaries(&record)[..] else { panic!("one number of outputs") };
        assert_eq!(found.lost_up_to, None);
        assert!(found.inputs.is_some_and(|inputs| (inputs - 160.0).abs() < 1e-9), "the smallest: {found:?}");
    }
}
