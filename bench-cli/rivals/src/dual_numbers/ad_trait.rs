//! [ad_trait](https://docs.rs/ad_trait): dual numbers of N tangents; those on `std::simd` need a nightly compiler.

use ad_trait::F64;
use ad_trait::forward_ad::adfn::adfn;
use ad_trait::nalgebra::ComplexField as _;

use super::Tangents;
use crate::number::{Number, own_number};

own_number!([const N: usize] adfn<N>, |x| x.value(), F64, {});

impl<const N: usize> Tangents for adfn<N> {
    const LANES: usize = N;
    fn inactive(value: f64) -> Self {
        adfn::new_constant(value)
    }
    fn seeded(value: f64, lane: usize) -> Self {
        let mut tangents = [0.0; N];
        tangents[lane] = 1.0;
        adfn::new(value, tangents)
    }
    fn along(self, lane: usize) -> f64 {
        self.tangent()[lane]
    }
}
