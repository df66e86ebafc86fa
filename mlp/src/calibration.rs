//! Temperature scaling: probabilities as confident as they are right.

use crate::error::Error;
use crate::loss::Loss;
use crate::probabilities::logit;
use dualtape_core::{Array, BlockFunction, Buf, Engine, Labels};

/// The log loss of a network's probabilities on some examples as a function of the inverse temperature β = 1 / T
/// (Guo et al. 2017): the mean of ln Σ e^(β f) − β f\[y\].
///
/// It is convex in β, a function of one number.
#[derive(Clone, Debug)]
pub struct CalibrationLoss {
    /// The logits, examples × classes.
    logits: Buf<f64>,
    classes: usize,
    truth: Labels,
}

/// The halvings of the interval of the minimum: as many as a float has digits.
const HALVINGS: usize = 52;

/// The highest inverse temperature: beyond it the examples are as good as separated.
const HIGHEST: f64 = 1e6;

impl CalibrationLoss {
    /// Returns the loss of `outputs`, examples × outputs, against the true classes; none if the loss of the training is
    /// no cross-entropy, or if there are no examples.
    pub fn new(loss: Loss, outputs: &[f64], truth: &[u32]) -> Option<Self> {
        if truth.is_empty() {
            return None;
        }
        // A single logit is that of the second class against 0. A probability of exactly 0 or 1 has no finite logit.
        let logits = match loss {
            Loss::SoftmaxCrossEntropy => outputs.to_vec(),
            Loss::BinaryCrossEntropy => outputs.iter().flat_map(|&f| [0.0, f]).collect(),
            Loss::BinaryCrossEntropyProbabilities => {
                let inside = |p: f64| p.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
                outputs.iter().flat_map(|&p| [0.0, logit(inside(p))]).collect()
            }
            Loss::SquaredError | Loss::HalfSumOfSquares => return None,
        };
        let classes = logits.len() / truth.len();
        Some(Self { logits: Buf::from_slice(&logits), classes, truth: Labels::new(truth.to_vec()) })
    }

    /// Returns the temperature of the lowest log loss; none if there is no lowest one above 0.
    ///
    /// If the true class of every example has the highest logit, the lower the temperature, the lower the loss. If the
    /// logits say less than none, the higher the better.
    ///
    /// # Errors
    /// Returns an error if the engine fails.
    ///
    /// # Cost
    /// Some sixty derivatives of a function of one number: in forward mode, two or three values each.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Engine;
    /// use dualtape_mlp::{CalibrationLoss, Error, Loss};
    ///
    /// /// Three of four examples with a logit of 4 are right, so that the probability should be 3/4.
    /// fn overconfident(engine: &mut impl Engine<f64>) -> Result<(), Error> {
    ///     let loss = CalibrationLoss::new(Loss::BinaryCrossEntropy, &[4.0; 4], &[1, 1, 1, 0]).unwrap();
    ///     let temperature = loss.temperature(engine)?.unwrap();
    ///     assert!((4.0 / temperature - 3.0_f64.ln()).abs() < 1e-12);
    ///     Ok(())
    /// }
    /// ```
    pub fn temperature(&self, engine: &mut impl Engine<f64>) -> Result<Option<f64>, Error> {
        if self.is_separated() || self.logits.iter().any(|logit| !logit.is_finite()) {
            return Ok(None);
        }
        let mut slope = |inverse: f64| engine.derivative(self, inverse);
        if slope(0.0)? >= 0.0 {
            return Ok(None);
        }
        let (mut low, mut high) = (0.0, 1.0);
        while slope(high)? < 0.0 {
            (low, high) = (high, 2.0 * high);
            if high > HIGHEST {
                return Ok(None);
            }
        }
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if slope(middle)? < 0.0 { low = middle } else { high = middle }
        }
        Ok(Some(1.0 / high))
    }

    /// Returns whether the true class of every example has the highest logit.
    fn is_separated(&self) -> bool {
        let mut rows = self.logits.chunks(self.classes).zip(self.truth.iter());
        rows.all(|(row, &truth)| {
            let truth = truth as usize;
            row.iter().enumerate().all(|(class, &logit)| class == truth || logit < row[truth])
        })
    }
}

impl BlockFunction<f64> for CalibrationLoss {
    fn eval<A: Array<Real = f64>>(&self, inverse_temperature: &A) -> A::Scalar {
        A::constant(&self.logits).scale(inverse_temperature.get(0)).softmax_cross_entropy(&self.truth)
    }
}
