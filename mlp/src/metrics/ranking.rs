//! The area under the ROC curve.

/// Returns the area under the ROC curve of scores for the examples that are positive; none if all or none are, or if a
/// score is NaN.
///
/// It is the probability that a positive example has a higher score than a negative one, ties counted as a half: with
/// the sum R of the ranks of the P positive among all examples (tied scores share the mean of their ranks) and N
/// negative ones, (R − P (P + 1) / 2) / (P N): the statistic of Mann and Whitney.
///
/// # Panics
/// Panics if the lengths differ.
///
/// # Example
/// ```
/// // The example of scikit-learn's documentation.
/// assert_eq!(dualtape_mlp::auc(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]), Some(0.75));
/// ```
pub fn auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    assert_eq!(scores.len(), positive.len(), "one score per example");
    let positives = positive.iter().filter(|&&positive| positive).count();
    let negatives = positive.len() - positives;
    if positives == 0 || negatives == 0 || scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let (mut rank_sum, mut before) = (0.0, 0);
    // By value: −0 and 0 are a tie.
    for tied in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let mean_rank = before as f64 + 0.5 * (tied.len() + 1) as f64;
        rank_sum += mean_rank * tied.iter().filter(|&&example| positive[example]).count() as f64;
        before += tied.len();
    }
    let (positives, negatives) = (positives as f64, negatives as f64);
    Some((rank_sum - 0.5 * positives * (positives + 1.0)) / (positives * negatives))
}

/// Returns the area under the ROC curve of several classes, from scores of examples × classes, row-major.
///
/// For two classes it is that of the scores of the second. For more it is the mean over the classes of one against the
/// rest (scikit-learn's `multi_class="ovr", average="macro"`), without the classes of which there is no example. None
/// if all examples are of one class, or if a score is NaN.
///
/// # Panics
/// Panics if there is not a score per example and class.
pub fn macro_auc(scores: &[f64], classes: usize, truth: &[u32]) -> Option<f64> {
    assert_eq!(scores.len(), classes * truth.len(), "one score per example and class");
    let of = |class: usize| {
        let column: Vec<f64> = scores.iter().skip(class).step_by(classes).copied().collect();
        let positive: Vec<bool> = truth.iter().map(|&truth| truth as usize == class).collect();
        auc(&column, &positive)
    };
    if classes == 2 {
        return of(1);
    }
    if scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    let areas: Vec<f64> = (0..classes).filter_map(of).collect();
    (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::{auc, macro_auc};

    #[test]
    fn ties_count_as_a_half() {
        assert_eq!(auc(&[1.0, 1.0, 1.0], &[true, false, true]), Some(0.5));
        // Pairs (positive, negative): 2 > 1, 2 = 2, 1 = 1, 1 < 2.
        assert_eq!(auc(&[2.0, 1.0, 1.0, 2.0], &[true, true, false, false]), Some(0.5));
        assert_eq!(auc(&[0.0, -0.0], &[true, false]), Some(0.5));
        assert_eq!(auc(&[f64::NEG_INFINITY, 3.0], &[false, true]), Some(1.0));
    }

    #[test]
    fn one_class_and_scores_that_are_no_numbers_have_no_area() {
        assert_eq!(auc(&[0.1, 0.2], &[true, true]), None);
        assert_eq!(auc(&[0.1, 0.2], &[false, false]), None);
        assert_eq!(auc(&[f64::NAN, 0.2], &[true, false]), None);
        assert_eq!(macro_auc(&[0.1, 0.9, 0.2, 0.8], 2, &[1, 1]), None);
        assert_eq!(macro_auc(&[0.1, 0.9, 0.0, 0.2, 0.8, 0.0], 3, &[1, 1]), None);
    }

    #[test]
    fn a_class_without_examples_is_left_out_of_the_mean() {
        let scores = [0.9, 0.1, 0.0, /* second */ 0.2, 0.7, 0.1];
        assert_eq!(macro_auc(&scores, 3, &[0, 1]), Some(1.0));
    }
}
