//! Dropout: factors that silence random units of the hidden layers in a step of the training.

use crate::network::Network;
use crate::random::{Random, Stream};
use dualtape_core::{Buf, Real};

/// Returns the factors of the hidden layers of a network for one step, rows × width each: 0 with probability `rate`, else
/// 1 / (1 − `rate`), so that the mean is 1 (Srivastava et al. 2014). None for a rate of 0.
///
/// They depend on the seed and the step alone.
///
/// # Cost
/// A draw of 32 bits per unit and row, and a number of memory.
pub(crate) fn dropout_masks<R: Real>(
    network: &Network,
    rate: f64,
    rows: usize,
    (seed, step): (u64, u64),
) -> Vec<Buf<R>> {
    if rate == 0.0 {
        return Vec::new();
    }
    let mut random = Random::new(seed, Stream::Dropout(step));
    let kept = R::from_f64(1.0 / (1.0 - rate));
    let hidden = network.shape().hidden().iter();
    hidden.map(|width| Buf::fill(rows * width, |mask| random.fill_mask(mask, rate, kept))).collect()
}
