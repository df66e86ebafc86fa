//! Permutation importance.

use crate::error::Error;
use crate::metrics::mean_r_squared;
use crate::model::Model;
use crate::random::{Random, Stream};
use crate::task::Task;
use std::ops::Range;

/// The settings of [`permutation_importance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutations {
    /// The number of permutations of each group of inputs.
    pub repeats: usize,
    /// The seed of the permutations.
    pub seed: u64,
}

impl Default for Permutations {
    /// Five permutations of seed 7.
    fn default() -> Self {
        Self { repeats: 5, seed: 7 }
    }
}

/// The number of rows per forward pass.
const BLOCK: usize = 1024;

/// Returns the importance of groups of inputs (Breiman 2001; Fisher et al. 2019): the mean loss of quality if the rows of
/// the group are permuted, which breaks its relation to the target and to the other inputs.
///
/// The quality is the accuracy of a classification and the r² of a regression, as scikit-learn's by default; none where
/// r² is undefined. `inputs` are rows × inputs in the units of the data, `targets` a class or the values per row. A group is
/// a range of inputs that one column of the data became, and is permuted as a whole. The same seed gives the same numbers.
///
/// # Errors
/// Returns an error if the numbers of inputs and targets do not fit the model.
///
/// # Panics
/// Panics if a group ends after the last input.
///
/// # Cost
/// One forward pass per group and permutation, in blocks, and one more.
pub fn permutation_importance(
    model: &Model,
    inputs: &[f64],
    targets: &[f64],
    groups: &[Range<usize>],
    settings: Permutations,
) -> Result<Vec<Option<f64>>, Error> {
    let width = model.run().network.shape().inputs();
    let per_row = model.run().data.targets.len();
    let (rows, found) = (targets.len() / per_row, inputs.len());
    if found != rows * width || rows == 0 || rows * per_row != targets.len() {
        return Err(Error::Length { quantity: "inputs", found, expected: rows.max(1) * width });
    }
    let Some(before) = quality(model, inputs, targets)? else { return Ok(vec![None; groups.len()]) };
    let mut permuted = inputs.to_vec();
    let mut importance = Vec::with_capacity(groups.len());
    for (group_index, group) in groups.iter().enumerate() {
        let mut lost = 0.0;
        for repeat in 0..settings.repeats {
            let mut order: Vec<usize> = (0..rows).collect();
            let stream = Stream::Permutation { group: group_index, repeat };
            Random::new(settings.seed, stream).shuffle(&mut order);
            for (row, source) in permuted.chunks_mut(width).zip(order) {
                let source = &inputs[source * width..(source + 1) * width];
                row[group.clone()].copy_from_slice(&source[group.clone()]);
            }
            lost += before - quality(model, &permuted, targets)?.unwrap_or(before);
        }
        for (row, source) in permuted.chunks_mut(width).zip(inputs.chunks(width)) {
            row[group.clone()].copy_from_slice(&source[group.clone()]);
        }
        importance.push(Some(lost / settings.repeats as f64));
    }
    Ok(importance)
}

/// Returns accuracy or r².
fn quality(model: &Model, inputs: &[f64], targets: &[f64]) -> Result<Option<f64>, Error> {
    let width = model.run().network.shape().inputs();
    let mut found = Vec::with_capacity(targets.len());
    for block in inputs.chunks(BLOCK * width) {
        let predictions = model.predict(block)?;
        match model.run().data.task {
            Task::Classification => found.extend(predictions.classes().into_iter().map(f64::from)),
            Task::Regression => found.extend(predictions.values()),
        }
    }
    Ok(match model.run().data.task {
        Task::Classification => {
            let hits = found.iter().zip(targets).filter(|(found, truth)| found == truth).count();
            Some(hits as f64 / targets.len() as f64)
        }
        Task::Regression => mean_r_squared(&found, targets, model.run().data.targets.len()),
    })
}
