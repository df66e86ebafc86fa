//! Histograms of the weights of each layer.

use dualtape_mlp::Shape;

use crate::training_report::figure::{FigureContent, TrainingFigure, WeightHistogram};
use crate::units;

/// Bars per layer.
const BINS: usize = 41;

/// The most layers that are shown: the first ones.
const LAYERS: usize = 12;

/// Returns one histogram per layer, all over the same range.
pub(crate) fn histograms(shape: &Shape, parameters: &[f64]) -> Vec<WeightHistogram> {
    let layers: Vec<_> = shape.layers().take(LAYERS).collect();
    let weights = layers.iter().flat_map(|layer| &parameters[layer.weights.clone()]);
    let reach = weights.fold(0.0_f64, |reach, weight| reach.max(weight.abs()));
    let histogram = |(index, layer): (usize, &dualtape_mlp::Layer)| {
        let weights = &parameters[layer.weights.clone()];
        let (many, mut counts) = (weights.len() as f64, vec![0; BINS]);
        for weight in weights {
            counts[bin(*weight, reach)] += 1;
        }
        let mean = weights.iter().map(|weight| weight / many).sum::<f64>();
        let variance = weights.iter().map(|weight| (weight - mean).powi(2) / many).sum::<f64>();
        let name = format!("layer {}: {} → {}", index + 1, layer.inputs, layer.outputs);
        WeightHistogram { name, mean_and_deviation: [mean, variance.sqrt()], reach, counts }
    };
    layers.iter().enumerate().map(histogram).collect()
}

/// Returns the bar of a weight.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=BINS")]
fn bin(weight: f64, reach: f64) -> usize {
    let share = if reach > 0.0 { 0.5 + 0.5 * (weight / reach) } else { 0.5 };
    ((share * BINS as f64) as usize).min(BINS - 1)
}

/// Returns the chart.
pub(crate) fn figure(histograms: Vec<WeightHistogram>) -> TrainingFigure {
    let spoken = |histogram: &WeightHistogram| {
        let [mean, deviation] = histogram.mean_and_deviation.map(units::short);
        format!("{}: mean {mean}, standard deviation {deviation}", histogram.name)
    };
    let description = histograms.iter().map(spoken).collect::<Vec<_>>().join("; ") + ".";
    let first = if histograms.len() == LAYERS {
        format!("; at most the first {LAYERS} layers")
    } else {
        String::new()
    };
    TrainingFigure {
        name: "weights",
        title: "The weights of each layer".to_owned(),
        subtitle: format!("Number of weights by value, without the biases{first}"),
        description,
        content: FigureContent::Weights(histograms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_counted_once() {
        let shape: Shape = "2-3-1".parse().expect("a shape");
        let parameters: Vec<f64> = (0..shape.parameters()).map(|i| i as f64 - 6.0).collect();
        let histograms = histograms(&shape, &parameters);
        let totals: Vec<usize> = histograms.iter().map(|histogram| histogram.counts.iter().sum()).collect();
        assert_eq!(totals, [6, 3]);
        assert_eq!(histograms[0].counts[0], 1, "the lowest of all is in the first bar");
        assert_eq!([bin(-1.0, 1.0), bin(0.0, 1.0), bin(1.0, 1.0), bin(0.0, 0.0)], [0, 20, 40, 20]);
    }
}
