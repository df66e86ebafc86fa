//! [echidna](https://docs.rs/echidna): dual numbers of one tangent and of N.

use echidna::{Dual, DualVec};

use super::Tangents;
use crate::number::{Number, own_number};

own_number!([] Dual<f64>, |x| x.re, f64::from, {
    fn own_hypot(self, other: Self) -> Self {
        self.hypot(other)
    }
});

impl Tangents for Dual<f64> {
    const LANES: usize = 1;
    fn inactive(value: f64) -> Self {
        Dual::constant(value)
    }
    fn seeded(value: f64, _: usize) -> Self {
        Dual::variable(value)
    }
    fn along(self, _: usize) -> f64 {
        self.eps
    }
}

own_number!([const N: usize] DualVec<f64, N>, |x| x.re, f64::from, {
    fn own_hypot(self, other: Self) -> Self {
        self.hypot(other)
    }
});

impl<const N: usize> Tangents for DualVec<f64, N> {
    const LANES: usize = N;
    fn inactive(value: f64) -> Self {
        DualVec::constant(value)
    }
    fn seeded(value: f64, lane: usize) -> Self {
        DualVec::with_tangent(value, lane)
    }
    fn along(self, lane: usize) -> f64 {
        self.eps[lane]
    }
}
