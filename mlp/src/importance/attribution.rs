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

/// The most rows per pass.
const BLOCK: usize = 256;

/// The most numbers per pass: an interval of the path keeps an attribution of each.
const BLOCK_NUMBERS: usize = 16_384;

/// Nodes and weights of Gauss's rule with three points on an interval of length 1, exact to degree five.
const GAUSS: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// The intervals of the path at first.
const FIRST_INTERVALS: usize = 8;

/// The most intervals that are halved.
const MOST_HALVED: usize = 56;

/// The distance from completeness, relative to the largest change of an output, at which the path is fine enough.
const TOLERANCE: f64 = 1e-3;

impl Model {
    /// Attributes the output of each row to its inputs by integrated gradients (Sundararajan et al. 2017).
    ///
    /// `inputs` are rows × inputs in the units of the data. The output F is that of [`RowOutputs`], for the class that the
    /// network predicts, or for the first target. The baseline x′ is the mean of the training rows, where all standardised inputs are 0. The
    /// integrals add up to F(x) − F(x′); [`Attribution::gap`] is the distance. `gradients` returns the gradient of each
    /// row by the standardised inputs, with any engine: [`RowOutputs::gradients`].
    ///
    /// # Errors
    /// Returns an error if the numbers are no whole number of rows, or if `gradients` fails.
    ///
    /// # Cost
    /// 25 gradients; more, up to 361, where a block of rows is not complete to 10⁻³ of the largest change of an output. The
    /// interval of the path that is furthest from completeness is halved first.
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
        let rows = (BLOCK_NUMBERS / width).clamp(1, BLOCK);
        for block in inputs.chunks(rows * width) {
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
        let path = Path { function: &function, x: &x };
        part.integrated = path.integrated(allowed, gradients)?;
        Ok(part)
    }
}

/// The straight line from the baseline 0 to the standardised inputs of some rows.
struct Path<'a> {
    function: &'a RowOutputs,
    x: &'a [f64],
}

/// An interval of a path with the attributions along it.
struct Interval {
    ends: [f64; 2],
    /// The outputs of the rows at both ends.
    outputs: [Vec<f64>; 2],
    /// The integrated gradients, rows × inputs.
    integrated: Vec<f64>,
    /// The largest distance of a row from completeness; 0 if one is not finite, as halving cannot help there.
    gap: f64,
}

impl Path<'_> {
    /// Returns the integrated gradients, from intervals whose gaps add up to at most `allowed` if that can be reached.
    fn integrated(
        &self,
        allowed: f64,
        gradients: &mut impl FnMut(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
    ) -> Result<Vec<f64>, Error> {
        let mut intervals: Vec<Interval> = Vec::new();
        let mut start = self.outputs(0.0)?;
        for index in 0..FIRST_INTERVALS {
            let ends = [index, index + 1].map(|end| end as f64 / FIRST_INTERVALS as f64);
            let end = self.outputs(ends[1])?;
            intervals.push(self.interval(ends, [start, end.clone()], gradients)?);
            start = end;
        }
        for _ in 0..MOST_HALVED {
            if intervals.iter().map(|interval| interval.gap).sum::<f64>() <= allowed {
                break;
            }
            let worst = (0..intervals.len()).max_by(|&a, &b| intervals[a].gap.total_cmp(&intervals[b].gap));
            let Interval { ends: [low, high], outputs: [start, end], .. } =
                intervals.swap_remove(worst.expect("a path has intervals"));
            let middle = f64::midpoint(low, high);
            let between = self.outputs(middle)?;
            intervals.push(self.interval([low, middle], [start, between.clone()], gradients)?);
            intervals.push(self.interval([middle, high], [between, end], gradients)?);
        }
        let mut sums = vec![0.0; self.x.len()];
        for interval in intervals {
            sums.iter_mut().zip(interval.integrated).for_each(|(sum, share)| *sum += share);
        }
        Ok(sums)
    }

    /// Integrates by Gauss's rule along an interval.
    fn interval(
        &self,
        ends: [f64; 2],
        outputs: [Vec<f64>; 2],
        gradients: &mut impl FnMut(&RowOutputs, &[f64]) -> Result<Vec<f64>, Error>,
    ) -> Result<Interval, Error> {
        let length = ends[1] - ends[0];
        let mut integrated = vec![0.0; self.x.len()];
        for (node, weight) in GAUSS {
            let slopes = gradients(self.function, &self.point(ends[0] + node * length))?;
            integrated.iter_mut().zip(slopes).for_each(|(sum, slope)| *sum += weight * length * slope);
        }
        integrated.iter_mut().zip(self.x).for_each(|(share, x)| *share *= x);
        let gap = largest_gap(&integrated, self.function.inputs(), &outputs[1], &outputs[0]);
        Ok(Interval { ends, outputs, integrated, gap: gap.unwrap_or(0.0) })
    }

    /// Returns the point at α, from 0 to 1.
    fn point(&self, along: f64) -> Vec<f64> {
        self.x.iter().map(|x| along * x).collect()
    }

    /// Returns the outputs at α.
    fn outputs(&self, along: f64) -> Result<Vec<f64>, Error> {
        let mut outputs = vec![0.0; self.x.len() / self.function.inputs()];
        values_into(self.function, &self.point(along), &mut outputs)?;
        Ok(outputs)
    }
}

/// Returns the largest distance of the sum of a row's attributions from the change of its output; none if one is not
/// finite, or without rows.
fn largest_gap(attributions: &[f64], inputs: usize, outputs: &[f64], before: &[f64]) -> Option<f64> {
    let changes = outputs.iter().zip(before).map(|(f, before)| f - before);
    let gaps = attributions.chunks(inputs).zip(changes).map(|(row, change)| row.iter().sum::<f64>() - change);
    let gaps: Vec<f64> = gaps.map(f64::abs).collect();
    let is_known = !gaps.is_empty() && gaps.iter().all(|gap| gap.is_finite());
    is_known.then(|| gaps.into_iter().fold(0.0, f64::max))
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
        largest_gap(&self.integrated, self.inputs, &self.outputs, &self.baseline)
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
