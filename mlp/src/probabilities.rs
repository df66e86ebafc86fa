//! Probabilities of classes from the outputs of a network.

use crate::error::Error;
use crate::loss::Loss;
use dualtape_core::{Array, Buf, Scalar};

/// Returns the outputs at a temperature T: logits divided by T, and probabilities of the logit divided by T.
///
/// Outputs that are neither stay as they are.
pub(crate) fn tempered(loss: Loss, outputs: &Buf<f64>, temperature: f64) -> Buf<f64> {
    match loss {
        Loss::SoftmaxCrossEntropy | Loss::BinaryCrossEntropy => outputs.scale(1.0 / temperature),
        Loss::BinaryCrossEntropyProbabilities => {
            let tempered = outputs.iter().map(|&p| Scalar::sigmoid(logit(p) / temperature));
            Buf::from_slice(&tempered.collect::<Vec<f64>>())
        }
        Loss::SquaredError | Loss::HalfSumOfSquares => outputs.clone(),
    }
}

/// Returns the logit ln(p / (1 − p)) of a probability.
pub(crate) fn logit(p: f64) -> f64 {
    Scalar::ln(p) - Scalar::ln_1p(-p)
}

/// Returns the probability of each class, rows × classes, row-major.
///
/// # Errors
/// Returns [`Error::NoProbabilities`] if the loss is no cross-entropy.
pub(crate) fn probabilities(loss: Loss, outputs: &Buf<f64>, classes: usize) -> Result<Vec<f64>, Error> {
    match loss {
        Loss::SoftmaxCrossEntropy if outputs.is_empty() => Ok(Vec::new()),
        Loss::SoftmaxCrossEntropy => Ok(outputs.softmax(classes).to_vec()),
        // Both by their own sigmoid: 1 − σ(f) would round a small probability to 0.
        Loss::BinaryCrossEntropy => {
            Ok(outputs.iter().flat_map(|&f| [Scalar::sigmoid(-f), Scalar::sigmoid(f)]).collect())
        }
        Loss::BinaryCrossEntropyProbabilities => Ok(outputs.iter().flat_map(|&f| [1.0 - f, f]).collect()),
        Loss::SquaredError | Loss::HalfSumOfSquares => Err(Error::NoProbabilities { loss: loss.name() }),
    }
}

/// Returns the logarithm of the probability of each class, rows × classes, row-major; none if the loss is no
/// cross-entropy.
pub(crate) fn log_probabilities(loss: Loss, outputs: &Buf<f64>, classes: usize) -> Option<Vec<f64>> {
    match loss {
        Loss::SoftmaxCrossEntropy => {
            let totals = outputs.log_sum_exp(classes);
            let rows = outputs.chunks(classes).zip(totals.iter());
            Some(rows.flat_map(|(row, total)| row.iter().map(move |f| f - total)).collect())
        }
        Loss::BinaryCrossEntropy => {
            Some(outputs.iter().flat_map(|&f| [-Scalar::softplus(f), -Scalar::softplus(-f)]).collect())
        }
        Loss::BinaryCrossEntropyProbabilities => {
            Some(outputs.iter().flat_map(|&f| [Scalar::ln_1p(-f), Scalar::ln(f)]).collect())
        }
        Loss::SquaredError | Loss::HalfSumOfSquares => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{log_probabilities, probabilities, tempered};
    use crate::loss::Loss;
    use dualtape_core::Buf;

    #[test]
    fn logarithms_and_probabilities_agree_at_any_temperature() {
        for (loss, outputs) in [
            (Loss::SoftmaxCrossEntropy, [0.5, -1.0]),
            (Loss::BinaryCrossEntropy, [0.5, -3.0]),
            (Loss::BinaryCrossEntropyProbabilities, [0.3, 0.99]),
        ] {
            let outputs = Buf::from_slice(&outputs);
            for temperature in [0.5, 1.0, 3.0] {
                let outputs = tempered(loss, &outputs, temperature);
                let plain = probabilities(loss, &outputs, 2).unwrap();
                let logarithms = log_probabilities(loss, &outputs, 2).unwrap();
                for (p, logarithm) in plain.iter().zip(logarithms) {
                    assert!((p.ln() - logarithm).abs() < 1e-14, "{loss} at {temperature}: {p}");
                }
            }
        }
    }

    #[test]
    fn a_temperature_divides_the_logit_whatever_the_outputs_are() {
        let logits = tempered(Loss::BinaryCrossEntropy, &Buf::from_slice(&[2.0]), 4.0);
        assert_eq!(logits[..], [0.5]);
        let p = 1.0 / (1.0 + (-2.0_f64).exp());
        let tempered = tempered(Loss::BinaryCrossEntropyProbabilities, &Buf::from_slice(&[p]), 4.0);
        assert!((tempered[0] - 1.0 / (1.0 + (-0.5_f64).exp())).abs() < 1e-15);
    }

    #[test]
    fn a_tiny_probability_is_not_rounded_to_zero() {
        let logarithms = log_probabilities(Loss::BinaryCrossEntropy, &Buf::from_slice(&[800.0]), 2);
        assert_eq!(logarithms.unwrap()[0], -800.0);
        assert_eq!(log_probabilities(Loss::SquaredError, &Buf::from_slice(&[1.0]), 2), None);
    }
}
