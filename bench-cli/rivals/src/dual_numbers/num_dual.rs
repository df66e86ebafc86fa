//! [num-dual](https://docs.rs/num-dual): dual numbers of one tangent and of N, where zeros can be `None`.
//!
//! Here by its own operations; the feature `num-dual` of `dualtape-core` is about its numbers under our rules.

use num_dual::{Dual64, DualNum as _, DualSVec64};

use super::Tangents;
use crate::number::{Number, own_number};

own_number!([] Dual64, |x| x.re, f64::from, {});

impl Tangents for Dual64 {
    const LANES: usize = 1;
    fn inactive(value: f64) -> Self {
        Dual64::from_re(value)
    }
    fn seeded(value: f64, _: usize) -> Self {
        Dual64::from_re(value).derivative()
    }
    fn along(self, _: usize) -> f64 {
        self.eps
    }
}

own_number!([const N: usize] DualSVec64<N>, |x| x.re, f64::from, {});

impl<const N: usize> Tangents for DualSVec64<N> {
    const LANES: usize = N;
    fn inactive(value: f64) -> Self {
        DualSVec64::from_re(value)
    }
    fn seeded(value: f64, lane: usize) -> Self {
        DualSVec64::from_re(value).derivative(lane)
    }
    fn along(self, lane: usize) -> f64 {
        self.eps.0.map_or(0.0, |tangents| tangents[lane])
    }
}
