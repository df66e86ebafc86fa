//! Saliency and integrated gradients.

use super::row_outputs::RowOutputs;
use crate::error::Error;
use crate::model::Model;
use crate::task::Task;
use dualtape_core::function::values_into;
use std::ops::Range;

/// The outputs of a trained network at some rows, shared out to its inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The number of inputs.
    inputs: usize,
    /// The output of each row; see [`RowOutputs`].
    pub outputs: Vec<f64>,
    /// The output of each row's class at the baseline.
    pub baseline: Vec<f64>,
    /// The gradients ∂F/∂xᵢ in the units of the data, rows × inputs; their absolute values are the saliency (Simonyan
    /// et al. 2014).
    pub gradients: Vec<f64>,
    /// The integrated gradients (xᵢ − x′ᵢ) ∫₀¹ ∂F/∂xᵢ(x′ + α (x − x′)) dα, rows × inputs, in units of the output.
    pub integrated: Vec<f64>,
}

/// The number of rows per pass.
const BLOCK: usize = 256;

/// Nodes and weights of Gauss's rule with three points on an interval of length 1, exact to degree five.
const GAUSS: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// The intervals of the path at first.
const FEWEST_INTERVALS: usize = 8;

/// The most intervals of the path.
const MOST_INTERVALS: usize = 64;

/// The distance from completeness, relative to the largest change of an output, at which the path is fine enough.
const TOLERANCE: f64 = 1e-3;

impl Model {
    /// Attributes the output of each row to its inputs by integrated gradients (Sundararajan et al. 2017).
    ///
    /// `inputs` are rows × inputs in the units of the data. The output F is that of [`RowOutputs`], for the class that the
    /// network predicts. The baseline x′ is the mean of the training rows, where all standardised inputs are 0. The
    /// integrals add up to F(x) − F(x′); [`Attribution::gap`] is the distance. `gradients` returns the gradient of each
    /// row by the standardised inputs, with any engine: [`RowOutputs::gradients`].
    ///
    /// # Errors
    /// Returns an error if the numbers are no whole number of rows, or if `gradients` fails.
    ///
    /// # Cost
    /// At least 25 gradients; more where a block of rows is not complete to 10⁻³ of the largest change of an output.
    ///
    /// # Example
    /// ```
    /// use dualtape_core::Engine;
    /// use dualtape_mlp::{Attribution, Error, Model, RowGradients};
    ///
    /// fn attribute(model: &Model, row: &[f64], engine: &mut impl Engine<f64>) -> Result<Attribution, Error> {
    ///     model.attribute(row, |outputs, x| outputs.gradients(engine, RowGradients::Reverse, x))
    /// }
    /// ```
    pub fn attribute(
        &self,
        inputs: &[f64],
        mut gradients: impl FnMut(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
    ) -> Result<Attribution, Error> {
        let width = self.run().network.shape().inputs();
        let empty = Attribution {
            inputs: width,
            outputs: Vec::new(),
            baseline: Vec::new(),
            gradients: Vec::new(),
            integrated: Vec::new(),
        };
        let mut all = empty.clone();
        for block in inputs.chunks(BLOCK * width) {
            let part = self.attribute_block(block, &mut gradients, empty.clone())?;
            all.outputs.extend(part.outputs);
            all.baseline.extend(part.baseline);
            all.gradients.extend(part.gradients);
            all.integrated.extend(part.integrated);
        }
        Ok(all)
    }

    /// Attributes the outputs of some rows.
    fn attribute_block(
        &self,
        inputs: &[f64],
        gradients: &mut impl FnMut(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
        mut part: Attribution,
    ) -> Result<Attribution, Error> {
        let predictions = self.predict(inputs)?;
        let rows = inputs.len() / part.inputs;
        let classes = match self.run().data.task {
            Task::Classification => predictions.classes(),
            Task::Regression => vec![0; rows],
        };
        let function = RowOutputs::new(self, &classes);
        let scaler = &self.run().scaling.inputs;
        let x: Vec<f64> = scaler.scale(inputs).collect();
        (part.outputs, part.baseline) = (vec![0.0; rows], vec![0.0; rows]);
        values_into(&function, &x, &mut part.outputs)?;
        values_into(&function, &vec![0.0; x.len()], &mut part.baseline)?;
        let scales = scaler.scale.iter().cycle();
        part.gradients =
            gradients(&function, &x)?.iter().zip(scales).map(|(slope, scale)| slope / scale).collect();
        let changes = part.outputs.iter().zip(&part.baseline).map(|(f, baseline)| (f - baseline).abs());
        let allowed = TOLERANCE * changes.fold(0.0, f64::max);
        let mut intervals = FEWEST_INTERVALS;
        loop {
            part.integrated = integrated(&function, &x, intervals, gradients)?;
            // Also ends at a gap that is NaN.
            if part.gap().is_none_or(|gap| gap <= allowed) || intervals >= MOST_INTERVALS {
                return Ok(part);
            }
            intervals *= 2;
        }
    }
}

/// Returns xᵢ ∫₀¹ ∂F/∂xᵢ(α x) dα by Gauss's rule on each of the intervals.
fn integrated(
    function: &RowOutputs,
    x: &[f64],
    intervals: usize,
    gradients: &mut impl FnMut(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
) -> Result<Vec<f64>, Error> {
    let mut sums = vec![0.0; x.len()];
    for interval in 0..intervals {
        for (node, weight) in GAUSS {
            let along = (interval as f64 + node) / intervals as f64;
            let point: Vec<f64> = x.iter().map(|x| along * x).collect();
            let slopes = gradients(function, &point)?;
            sums.iter_mut().zip(slopes).for_each(|(sum, slope)| *sum += weight / intervals as f64 * slope);
        }
    }
    sums.iter_mut().zip(x).for_each(|(sum, x)| *sum *= x);
    Ok(sums)
}

impl Attribution {
    /// Returns the number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.outputs.len()
    }

    /// Returns the largest distance of a row from completeness, |Σ attributions − (F(x) − F(x′))|; none if one is not
    /// finite, or without rows.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        let rows = self.integrated.chunks(self.inputs).zip(self.outputs.iter().zip(&self.baseline));
        let gap =
            |(row, (f, baseline)): (&[f64], (&f64, &f64))| (row.iter().sum::<f64>() - (f - baseline)).abs();
        let gaps: Vec<f64> = rows.map(gap).collect();
        let is_known = !gaps.is_empty() && gaps.iter().all(|gap| gap.is_finite());
        is_known.then(|| gaps.into_iter().fold(0.0, f64::max))
    }

    /// Returns the mean over the rows of the absolute attribution to each group of inputs; none if one is not finite.
    ///
    /// # Panics
    /// Panics if a group ends after the last input.
    #[must_use]
    pub fn importance(&self, groups: &[Range<usize>]) -> Vec<Option<f64>> {
        let of = |group: &Range<usize>| {
            let rows = self.integrated.chunks(self.inputs);
            let total: f64 = rows.map(|row| row[group.clone()].iter().sum::<f64>().abs()).sum();
            Some(total / self.rows() as f64).filter(|mean| mean.is_finite())
        };
        groups.iter().map(of).collect()
    }
}
