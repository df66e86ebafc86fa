//! Robust statistics of measured times: centre, spread, interval and growth.
//!
//! Times have a hard floor and a long tail, so all statistics are order statistics, not means and standard deviations.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Resamples per bootstrap interval: twice the 1000 of Efron & Tibshirani (*An Introduction to the Bootstrap*, 1993,
/// §13.3), as they cost microseconds.
const RESAMPLES: usize = 2000;

/// The least modified z-score of an outlier (Iglewicz & Hoaglin, *How to Detect and Handle Outliers*, 1993).
const OUTLIER_SCORE: f64 = 3.5;

/// The 0.75 quantile of the normal distribution: the ratio of a MAD to a standard deviation (ibid.).
const MAD_TO_SIGMA: f64 = 0.6745;

/// The 0.975 quantile of the normal distribution, for two-sided 95 % intervals.
const Z_95: f64 = 1.959_963_984_540_054;

/// The centre of a sample with its spread and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// The median.
    pub(crate) median: f64,
    /// The median absolute deviation from the median, unscaled.
    pub(crate) mad: f64,
    /// A bootstrap 95 % interval of the median.
    pub(crate) ci95: [f64; 2],
}

impl Summary {
    /// The summary of a sample that is not empty; the same seed gives the same interval.
    pub(crate) fn of(sample: &[f64], seed: u64) -> Self {
        Self { median: median(sample), mad: mad(sample), ci95: bootstrap(sample, seed, median) }
    }
}

/// The median: the mean of the two middle values of an even count, NaN of an empty sample.
pub(crate) fn median(sample: &[f64]) -> f64 {
    quantile(&sorted(sample), 0.5)
}

/// The median absolute deviation from the median.
pub(crate) fn mad(sample: &[f64]) -> f64 {
    let centre = median(sample);
    let distances: Vec<f64> = sample.iter().map(|x| (x - centre).abs()).collect();
    median(&distances)
}

/// The number of outliers by their modified z-score. They are counted, never dropped.
pub(crate) fn outliers(sample: &[f64]) -> usize {
    let (centre, spread) = (median(sample), mad(sample));
    sample.iter().filter(|&&x| MAD_TO_SIGMA * (x - centre).abs() > OUTLIER_SCORE * spread).count()
}

/// The percentile-bootstrap 95 % interval of any statistic of one sample.
pub(crate) fn bootstrap(sample: &[f64], seed: u64, statistic: impl Fn(&[f64]) -> f64) -> [f64; 2] {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut resample = vec![0.0; sample.len()];
    let estimates: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            redraw(sample, &mut resample, &mut random);
            statistic(&resample)
        })
        .collect();
    interval(&estimates)
}

/// The percentile-bootstrap 95 % interval of a statistic of several samples, each resampled on its own.
///
/// Resamples without an estimate are left out; there is no interval if they are half of all or more.
pub(crate) fn bootstrap_many(
    samples: &[&[f64]],
    seed: u64,
    statistic: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Option<[f64; 2]> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut resamples: Vec<Vec<f64>> = samples.iter().map(|sample| sample.to_vec()).collect();
    let estimates: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            for (sample, resample) in samples.iter().zip(&mut resamples) {
                redraw(sample, resample, &mut random);
            }
            statistic(&resamples)
        })
        .collect();
    (estimates.len() * 2 > RESAMPLES).then(|| interval(&estimates))
}

/// A straight line with an interval on its slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    /// The slope.
    pub(crate) slope: f64,
    /// The value at zero.
    pub(crate) intercept: f64,
    /// The 95 % interval of the slope.
    pub(crate) slope_ci95: [f64; 2],
}

/// The Theil–Sen line, whose slope is the median of all pairwise slopes; none with fewer than two different `x`.
///
/// One disturbed point hardly changes it. The interval is Sen's (1968), by a normal approximation of Kendall's S.
pub(crate) fn theil_sen(points: &[(f64, f64)]) -> Option<Line> {
    let mut slopes = Vec::new();
    for (i, a) in points.iter().enumerate() {
        for b in &points[i + 1..] {
            if a.0 != b.0 {
                slopes.push((b.1 - a.1) / (b.0 - a.0));
            }
        }
    }
    if slopes.is_empty() {
        return None;
    }
    let slopes = sorted(&slopes);
    let slope = quantile(&slopes, 0.5);
    let offsets: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();

    let n = points.len() as f64;
    let doubt = Z_95 * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let count = slopes.len() as f64;
    // Ranks as fractions of the slopes. With few points they lie outside, and the interval holds all slopes.
    let half = doubt / count / 2.0;
    let (low, high) = ((0.5 - half).max(0.0), (0.5 + half).min(1.0));
    let slope_ci95 = [quantile(&slopes, low), quantile(&slopes, high)];
    Some(Line { slope, intercept: median(&offsets), slope_ci95 })
}

/// The power law `y = c·xᵏ` through positive points, as a line of the logarithms: the slope is the exponent.
pub(crate) fn power_law(points: &[(f64, f64)]) -> Option<Line> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    theil_sen(&logs)
}

fn redraw(sample: &[f64], into: &mut [f64], random: &mut ChaCha8Rng) {
    for slot in into {
        *slot = sample[random.random_range(0..sample.len())];
    }
}

fn interval(estimates: &[f64]) -> [f64; 2] {
    let ordered = sorted(estimates);
    [quantile(&ordered, 0.025), quantile(&ordered, 0.975)]
}

fn sorted(sample: &[f64]) -> Vec<f64> {
    let mut ordered = sample.to_vec();
    ordered.sort_by(f64::total_cmp);
    ordered
}

/// Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, the default of R and `NumPy`).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position inside the slice")]
fn quantile(ordered: &[f64], q: f64) -> f64 {
    let Some(last) = ordered.len().checked_sub(1) else { return f64::NAN };
    let position = q * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    ordered[below] + (ordered[above] - ordered[below]) * (position - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_mad_of_known_samples() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(mad(&[1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]), 1.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn an_outlier_is_counted_and_does_not_move_the_median() {
        let sample = [1.00, 1.01, 0.99, 1.02, 0.98, 50.0];
        assert_eq!(outliers(&sample), 1);
        assert_eq!(outliers(&sample[..5]), 0);
        assert!((median(&sample) - 1.005).abs() < 1e-12);
    }

    #[test]
    fn the_interval_holds_the_median_and_repeats_with_its_seed() {
        let sample: Vec<f64> = (0..41).map(f64::from).collect();
        let summary = Summary::of(&sample, 7);
        assert_eq!(summary.median, 20.0);
        // The exact binomial interval of the median of 41 is the 14th to the 28th value: 13 to 27.
        assert!((12.0..=15.0).contains(&summary.ci95[0]), "{summary:?}");
        assert!((25.0..=28.0).contains(&summary.ci95[1]), "{summary:?}");
        assert_eq!(summary, Summary::of(&sample, 7));
        assert_ne!(summary.ci95, Summary::of(&[0.0, 1.0, 5.0], 7).ci95);
    }

    #[test]
    fn one_value_has_an_interval_of_no_width() {
        assert_eq!(Summary::of(&[2.5], 1), Summary { median: 2.5, mad: 0.0, ci95: [2.5, 2.5] });
    }

    #[test]
    fn theil_sen_ignores_one_wild_point() {
        let mut points: Vec<(f64, f64)> = (0..9).map(|i| (f64::from(i), 3.0 * f64::from(i) + 1.0)).collect();
        points[4].1 = 900.0;
        let line = theil_sen(&points).expect("nine different x");
        assert!((line.slope - 3.0).abs() < 1e-12 && (line.intercept - 1.0).abs() < 1e-12, "{line:?}");
        assert!(line.slope_ci95[0] <= 3.0 && 3.0 <= line.slope_ci95[1]);
    }

    #[test]
    fn sens_interval_of_a_published_example() {
        // Ranks for n = 10 without ties (Gilbert 1987, §16.5): C = 1.96·√125 = 21.9 of N' = 45 slopes.
        let points: Vec<(f64, f64)> = (1..=10).map(|i| (f64::from(i), f64::from(i * i))).collect();
        let line = theil_sen(&points).expect("ten different x");
        assert_eq!(line.slope, 11.0);
        assert!(line.slope_ci95[0] > 7.0 && line.slope_ci95[1] < 15.0, "{line:?}");
    }

    #[test]
    fn a_power_law_gives_its_exponent() {
        let points: Vec<(f64, f64)> = [37.0, 500.0, 20_000.0].map(|p| (p, 2e-9 * p * p)).to_vec();
        let law = power_law(&points).expect("three sizes");
        assert!((law.slope - 2.0).abs() < 1e-12);
        assert!((law.intercept.exp() - 2e-9).abs() < 1e-18);
        assert!(power_law(&points[..1]).is_none());
    }

    #[test]
    fn a_statistic_of_two_samples_is_bootstrapped() {
        let (a, b) = ([2.0, 2.1, 1.9], [1.0, 1.1, 0.9]);
        let ratio = |s: &[Vec<f64>]| Some(median(&s[0]) / median(&s[1]));
        let ci = bootstrap_many(&[&a, &b], 7, ratio).expect("always defined");
        assert!(ci[0] < 2.0 && 2.0 < ci[1]);
        assert!(bootstrap_many(&[&a], 7, |_| None).is_none());
    }
}
