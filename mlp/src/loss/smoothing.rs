//! Label smoothing: targets that are not quite certain.

use super::{Loss, Targets};
use dualtape_core::{Buf, Real};

impl Loss {
    /// Returns whether label smoothing is defined: for cross-entropies of logits, which are linear in the target.
    pub(crate) fn smooths_labels(self) -> bool {
        matches!(self, Self::SoftmaxCrossEntropy | Self::BinaryCrossEntropy)
    }

    /// Returns the numbers c, examples × outputs, for which label smoothing by ε adds Σ c f to the loss of outputs f.
    ///
    /// It replaces the target t of each class by (1 − ε) t + ε / K for K classes (Szegedy et al. 2016), and the
    /// cross-entropy is linear in t: c = ε w (t − 1/K) / rows with a weight w per example. A single output is the logit of
    /// one class of two.
    ///
    /// # Panics
    /// Panics if the loss has no label smoothing, or is not defined for these targets.
    pub(crate) fn smoothing_slopes<R: Real>(
        self,
        targets: &Targets<R>,
        weights: Option<&Buf<R>>,
        (rows, outputs): (usize, usize),
        smoothing: f64,
    ) -> Buf<R> {
        let width = outputs / rows;
        let (rest, count) = match self {
            Self::SoftmaxCrossEntropy => (1.0 / width as f64, rows),
            Self::BinaryCrossEntropy => (0.5, outputs),
            _ => panic!("the loss {self} has no label smoothing"),
        };
        let (rest, factor) = (R::from_f64(rest), R::from_f64(smoothing / count as f64));
        Buf::fill(outputs, |slopes| {
            for (row, slopes) in slopes.chunks_mut(width).enumerate() {
                let factor = weights.map_or(factor, |weights| factor * weights[row]);
                for (output, slope) in slopes.iter_mut().enumerate() {
                    let target = match targets {
                        Targets::Classes(labels) if labels[row] as usize == output => R::ONE,
                        Targets::Classes(_) => R::ZERO,
                        Targets::Values(y) => y[row * width + output],
                    };
                    *slope = factor * (target - rest);
                }
            }
        })
    }
}
