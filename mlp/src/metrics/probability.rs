//! Metrics of predicted probabilities.

/// Returns the log loss −Σ ln pᵢ / n, from the logarithms of the probabilities of the true classes: examples × classes,
/// row-major. It is infinite if a true class has the probability 0.
///
/// Unlike the loss of a training it is not weighted.
///
/// # Panics
/// Panics if there is not a logarithm per example and class.
pub fn log_loss(log_probabilities: &[f64], classes: usize, truth: &[u32]) -> f64 {
    assert_eq!(log_probabilities.len(), classes * truth.len(), "one logarithm per example and class");
    let rows = log_probabilities.chunks(classes).zip(truth);
    -rows.map(|(row, &class)| row[class as usize]).sum::<f64>() / truth.len() as f64
}

/// The examples whose confidence, the probability of the predicted class, is in one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// The number of examples; at least one.
    pub rows: usize,
    /// The mean confidence.
    pub confidence: f64,
    /// The share of the examples whose predicted class is true.
    pub accuracy: f64,
}

/// Returns the reliability curve (Guo et al. 2017): the examples by confidence in `bins` intervals of equal width,
/// without those that are empty.
///
/// A well calibrated network is right as often as it is confident.
///
/// # Panics
/// Panics if `bins` is 0, or if the lengths differ.
#[must_use]
pub fn reliability(confidence: &[f64], is_right: &[bool], bins: usize) -> Vec<ReliabilityBin> {
    assert!(bins > 0, "at least one interval");
    assert_eq!(confidence.len(), is_right.len(), "one confidence per example");
    let mut sums = vec![(0, 0.0, 0_usize); bins];
    for (&confidence, &is_right) in confidence.iter().zip(is_right) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "NaN becomes 0")]
        let bin = ((confidence * bins as f64) as usize).min(bins - 1);
        let (rows, total, right) = &mut sums[bin];
        *rows += 1;
        *total += confidence;
        *right += usize::from(is_right);
    }
    let filled = sums.into_iter().filter(|(rows, ..)| *rows > 0);
    let bin = |(rows, total, right): (usize, f64, usize)| {
        let count = rows as f64;
        ReliabilityBin { rows, confidence: total / count, accuracy: right as f64 / count }
    };
    filled.map(bin).collect()
}

/// Returns the expected calibration error (Guo et al. 2017): the mean distance of confidence and accuracy over the
/// intervals, weighted by their examples; none without examples.
#[must_use]
pub fn expected_calibration_error(bins: &[ReliabilityBin]) -> Option<f64> {
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let distance = |bin: &ReliabilityBin| bin.rows as f64 * (bin.confidence - bin.accuracy).abs();
    (rows > 0).then(|| bins.iter().map(distance).sum::<f64>() / rows as f64)
}

#[cfg(test)]
mod tests {
    use super::{ReliabilityBin, expected_calibration_error, log_loss, reliability};

    #[test]
    fn a_class_of_probability_0_has_an_infinite_log_loss() {
        assert!(log_loss(&[0.0, f64::NEG_INFINITY], 2, &[1]).is_infinite());
        assert_eq!(log_loss(&[0.0, f64::NEG_INFINITY], 2, &[0]), 0.0);
    }

    #[test]
    fn confidences_fall_into_intervals() {
        let bins = reliability(&[0.5, 0.625, 1.0, 0.875], &[true, false, true, true], 4);
        let bin = |rows, confidence, accuracy| ReliabilityBin { rows, confidence, accuracy };
        assert_eq!(bins, [bin(2, 0.5625, 0.5), bin(2, 0.9375, 1.0)]);
        assert_eq!(expected_calibration_error(&bins), Some(0.0625));
        assert_eq!(expected_calibration_error(&[]), None);
    }
}
