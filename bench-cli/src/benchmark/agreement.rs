//! Agreement of the engines, before any of them is timed: a fast wrong gradient is worth nothing.
//!
//! The reference is independent of every engine and of every derivative rule: the slopes of the plain function
//! along a few random directions, by central differences. A gradient that does not give these slopes is
//! wrong, even if several engines share the mistake (a broken rule). Among the gradients that pass, the one
//! that most others confirm is the reference for all entries.

use std::slice;

use dualtape_contenders::EngineKind;

use crate::stats;

/// The answer of one engine.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The engine.
    pub(crate) engine: EngineKind,
    /// The value of the function; a Jacobian comes without.
    pub(crate) value: Option<f64>,
    /// The gradient, or the rows of a Jacobian; empty for an engine that has none.
    pub(crate) gradient: Vec<f64>,
    /// For an answer that is exact along one direction only: the slope of the function along it. The gradient is then
    /// the projection of the function's onto that direction.
    pub(crate) along: Option<Slope>,
}

/// The slope of the function along a direction of about length one, measured without any engine.
#[derive(Debug, Clone)]
pub(crate) struct Slope {
    /// The direction; over the entries of a Jacobian, the weight of each output times the direction.
    pub(crate) direction: Vec<f64>,
    /// Change of the function per step along it.
    pub(crate) slope: f64,
}

/// The differences that are allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tolerances {
    /// For gradients that are exact but for rounding: sums are taken in another order.
    pub(crate) exact: f64,
    /// For finite differences, which are off by ε^(2/3) relative to the function, not to the gradient.
    pub(crate) finite_difference: f64,
    /// Flag for a function with kinks: a finite step may straddle one, which spoils the entry it belongs to.
    pub(crate) kinks: bool,
}

/// With kinks, this part of the entries of a finite difference is not looked at: a unit whose input is within
/// a step of its kink spoils every weight that leads there, which on a small network are many.
const STRADDLING: f64 = 0.5;

impl Tolerances {
    /// The tolerances for a precision, named by its rounding error.
    pub(crate) fn new(epsilon: f64, kinks: bool) -> Self {
        // Sums of p·batch terms in another order lose about √terms·ε: 10³ε at the sizes measured here. The
        // rest is head room, small against any mistake in a rule.
        let single = epsilon > 1e-10;
        let (exact, finite_difference) = if single { (1e-3, 5e-2) } else { (1e-10, 1e-6) };
        Self { exact, finite_difference, kinks }
    }

    /// Returns the allowed error of a slope, relative to the gradient's length.
    fn slope(&self) -> f64 {
        /// Rows that straddle a kink on the way of a finite step, as a part of the batch: units × density of
        /// their inputs at the kink × step, with room for a hundred times more units than are measured here.
        const STRADDLING_ROWS: f64 = 1e-2;
        if self.kinks { self.finite_difference.max(STRADDLING_ROWS) } else { self.finite_difference }
    }

    fn of(&self, engine: EngineKind) -> f64 {
        if engine == EngineKind::FiniteDifference { self.finite_difference } else { self.exact }
    }

    /// Entries that a comparison of these two does not look at.
    fn exempt(&self, a: EngineKind, b: EngineKind, entries: usize) -> usize {
        let finite = a == EngineKind::FiniteDifference || b == EngineKind::FiniteDifference;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count")]
        let part = (entries as f64 * STRADDLING) as usize;
        if finite && self.kinks { part } else { 0 }
    }
}

/// The verdict on one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    /// Distance from the reference, relative to its largest entry.
    pub(crate) difference: f64,
    /// The distance that is allowed.
    pub(crate) tolerance: f64,
}

impl Verdict {
    /// Returns whether the answer is right.
    pub(crate) fn agrees(&self) -> bool {
        self.difference <= self.tolerance
    }
}

/// Returns the verdict on each answer, in order.
pub(crate) fn judge(answers: &[Answer], slopes: &[Slope], tolerances: &Tolerances) -> Vec<Verdict> {
    let reference = reference(answers, slopes, tolerances);
    answers
        .iter()
        .map(|answer| {
            match reference {
                Some(reference) => {
                    let tolerance = tolerances.of(answer.engine).max(tolerances.of(reference.engine));
                    Verdict { difference: difference(answer, reference, tolerances), tolerance }
                }
                // There is no gradient: the loss alone is right by definition.
                None if answer.gradient.is_empty() => {
                    Verdict { difference: 0.0, tolerance: tolerances.exact }
                }
                None => {
                    let slopes = answer.along.as_ref().map_or(slopes, slice::from_ref);
                    let difference = slope_difference(answer, slopes);
                    Verdict { difference, tolerance: tolerances.slope() }
                }
            }
        })
        .collect()
}

/// Returns the gradient with the right slope that most others confirm; the tighter one if equal.
fn reference<'a>(answers: &'a [Answer], slopes: &[Slope], tolerances: &Tolerances) -> Option<&'a Answer> {
    let right: Vec<&Answer> = answers
        .iter()
        .filter(|answer| !answer.gradient.is_empty() && answer.along.is_none())
        .filter(|answer| slope_difference(answer, slopes) <= tolerances.slope())
        .collect();
    let confirmations = |candidate: &Answer| {
        let confirms = |other: &&&Answer| {
            let tolerance = tolerances.of(other.engine).max(tolerances.of(candidate.engine));
            difference(other, candidate, tolerances) <= tolerance
        };
        right.iter().filter(confirms).count()
    };
    // `max_by` keeps the last of equals, hence the reversed order.
    right.iter().rev().copied().max_by(|a, b| {
        let tighter = tolerances.of(b.engine).total_cmp(&tolerances.of(a.engine));
        confirmations(a).cmp(&confirmations(b)).then(tighter)
    })
}

/// Returns the error of a gradient's slopes, relative to its length: the median over the directions, since one of
/// them may straddle a kink. Infinite if not finite.
fn slope_difference(answer: &Answer, slopes: &[Slope]) -> f64 {
    let length = answer.gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let differences: Vec<f64> = slopes
        .iter()
        .map(|Slope { direction, slope }| {
            let along: f64 = answer.gradient.iter().zip(direction).map(|(g, d)| g * d).sum();
            relative((along - slope).abs(), length.max(slope.abs()))
        })
        .collect();
    stats::median(&differences)
}

/// The larger of the differences of value and gradient, each relative to the reference's largest entry.
fn difference(answer: &Answer, reference: &Answer, tolerances: &Tolerances) -> f64 {
    let of_value = match (answer.value, reference.value) {
        (Some(mine), Some(theirs)) => relative((mine - theirs).abs(), theirs.abs()),
        _ => 0.0,
    };
    if answer.gradient.is_empty() {
        return of_value;
    }
    if answer.gradient.len() != reference.gradient.len() {
        return f64::INFINITY;
    }
    let projected;
    let theirs = match &answer.along {
        None => &reference.gradient,
        Some(Slope { direction, .. }) => {
            projected = projection(&reference.gradient, direction);
            &projected
        }
    };
    let largest = reference.gradient.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
    let mut distances: Vec<f64> = answer
        .gradient
        .iter()
        .zip(theirs)
        .map(|(mine, theirs)| relative((mine - theirs).abs(), largest))
        .collect();
    distances.sort_by(|a, b| b.total_cmp(a));
    let exempt = tolerances.exempt(answer.engine, reference.engine, distances.len());
    of_value.max(distances.get(exempt).copied().unwrap_or(0.0))
}

/// Returns the projection of a gradient onto a direction of length one.
fn projection(gradient: &[f64], direction: &[f64]) -> Vec<f64> {
    let along: f64 = gradient.iter().zip(direction).map(|(g, d)| g * d).sum();
    direction.iter().map(|d| along * d).collect()
}

/// A distance relative to a scale; NaN and ∞ become ∞, so that no comparison lets them pass.
fn relative(distance: f64, scale: f64) -> f64 {
    if distance == 0.0 {
        0.0
    } else if distance.is_finite() && scale.is_finite() && scale > 0.0 {
        distance / scale
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use EngineKind::{FiniteDifference, Forward, ForwardGradient, Loss, NumDual, Reverse};

    use super::*;

    const TRUTH: [f64; 3] = [3.0, -4.0, 0.5];

    /// Two that are right, and one that straddles a kink.
    fn slopes() -> [Slope; 3] {
        let right = |a: f64, b: f64| Slope { direction: vec![a, 0.0, b], slope: a * 3.0 + b * 0.5 };
        [right(0.6, 0.8), Slope { direction: vec![1.0, 0.0, 0.0], slope: 2.9 }, right(0.8, -0.6)]
    }

    fn answer(engine: EngineKind, gradient: &[f64]) -> Answer {
        Answer { engine, value: Some(2.0), gradient: gradient.to_vec(), along: None }
    }

    fn agreeing(answers: &[Answer], kinks: bool) -> Vec<bool> {
        let tolerances = Tolerances::new(f64::EPSILON, kinks);
        judge(answers, &slopes(), &tolerances).iter().map(Verdict::agrees).collect()
    }

    #[test]
    fn right_answers_agree_and_differences_are_relative_to_the_largest_entry() {
        let near = [3.0, -4.0 + 4e-7, 0.5];
        let answers = [answer(Loss, &[]), answer(Reverse, &TRUTH), answer(FiniteDifference, &near)];
        let verdicts = judge(&answers, &slopes(), &Tolerances::new(f64::EPSILON, false));
        assert!(verdicts.iter().all(Verdict::agrees));
        assert_eq!((verdicts[0].difference, verdicts[1].difference), (0.0, 0.0));
        assert!((verdicts[2].difference - 1e-7).abs() < 1e-12);
    }

    #[test]
    fn a_liar_is_caught_whoever_it_is() {
        for (faulty, lie) in [(0, [0.0; 3]), (1, [3.0, -4.0, 0.6]), (2, [3.0, 4.0, 0.5])] {
            let mut answers = [answer(Reverse, &TRUTH), answer(Forward, &TRUTH), answer(NumDual, &TRUTH)];
            answers[faulty].gradient = lie.to_vec();
            let expected: Vec<bool> = (0..3).map(|i| i != faulty).collect();
            assert_eq!(agreeing(&answers, false), expected, "faulty {faulty}");
        }
    }

    #[test]
    fn of_two_that_disagree_the_slope_decides() {
        let wrong = [3.0, -4.0, 0.7];
        assert_eq!(agreeing(&[answer(Reverse, &wrong), answer(Forward, &TRUTH)], false), [false, true]);
        assert_eq!(agreeing(&[answer(Reverse, &TRUTH), answer(Forward, &wrong)], false), [true, false]);
    }

    #[test]
    fn a_broken_rule_that_all_engines_share_is_caught() {
        let broken = TRUTH.map(|g| g * 1.01);
        let answers =
            [answer(Loss, &[]), answer(Reverse, &broken), answer(Forward, &broken), answer(NumDual, &broken)];
        assert_eq!(agreeing(&answers, false), [true, false, false, false]);
        let with_truth =
            [answer(Reverse, &broken), answer(Forward, &broken), answer(FiniteDifference, &TRUTH)];
        assert_eq!(agreeing(&with_truth, false), [false, false, true]);
    }

    #[test]
    fn nan_short_gradients_and_wrong_values_never_pass() {
        let mut wrong_value = answer(Forward, &TRUTH);
        wrong_value.value = Some(2.1);
        let mut wrong_loss = answer(Loss, &[]);
        wrong_loss.value = Some(f64::NAN);
        let answers = [
            answer(Reverse, &TRUTH),
            answer(Forward, &[f64::NAN, -4.0, 0.5]),
            answer(NumDual, &TRUTH[..2]),
            wrong_value,
            wrong_loss,
        ];
        assert_eq!(agreeing(&answers, false), [true, false, false, false, false]);
    }

    #[test]
    fn a_straddled_kink_is_forgiven_to_finite_differences_only() {
        // One of three entries, which is the most that half of them allows.
        let straddled = [3.0, -3.9, 0.5];
        let answers = |engine| [answer(Reverse, &TRUTH), answer(NumDual, &TRUTH), answer(engine, &straddled)];
        assert_eq!(agreeing(&answers(FiniteDifference), true), [true, true, true]);
        assert_eq!(agreeing(&answers(FiniteDifference), false), [true, true, false]);
        assert_eq!(agreeing(&answers(Forward), true), [true, true, false]);
    }

    #[test]
    fn an_answer_along_one_direction_is_judged_there() {
        let direction = vec![0.6, 0.0, 0.8];
        let slope = 0.6 * 3.0 + 0.8 * 0.5;
        let along = |factor: f64| {
            let projection: Vec<f64> = direction.iter().map(|d| factor * slope * d).collect();
            let own = Slope { direction: direction.clone(), slope };
            Answer { along: Some(own), ..answer(ForwardGradient, &projection) }
        };
        for (factor, is_right) in [(1.0, true), (1.01, false), (0.0, false)] {
            assert_eq!(
                agreeing(&[answer(Reverse, &TRUTH), along(factor)], false),
                [true, is_right],
                "{factor}"
            );
            assert_eq!(
                agreeing(&[answer(Loss, &[]), along(factor)], false),
                [true, is_right],
                "{factor} alone"
            );
        }
        let wrong = [3.0, -4.0, 0.7];
        assert_eq!(agreeing(&[answer(Reverse, &wrong), along(1.0)], false), [false, true], "it is no judge");
    }

    #[test]
    fn the_loss_alone_needs_nobody() {
        assert_eq!(agreeing(&[answer(Loss, &[])], false), [true]);
    }
}
