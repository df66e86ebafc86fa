//! The remainder of a division, which the traits of other crates ask for.

use crate::op::{Binary, Needs, RuleInfo};
use crate::real::Real;
use crate::scalar::Scalar;

/// `x % y`, with the sign of `x` and derivatives `1` and `-trunc(x / y)`.
#[derive(Clone, Copy, Debug)]
pub struct Remainder;

impl Binary for Remainder {
    const INFO: RuleInfo = RuleInfo {
        name: "remainder",
        formula: "x - y trunc(x/y)",
        derivative: "1; -trunc(x/y)",
        policy: "the slopes of the side at a jump; NaN at y = 0",
    };
    const NEEDS: Needs = Needs::Both;
    const SAMPLES: &'static [(f64, f64)] = &[(-5.5, 2.0), (7.25, 0.5 + 0.25), (7.25, -3.0), (0.5, 2.0)];
    const EDGES: &'static [((f64, f64), f64, (f64, f64))] =
        &[((6.0, 2.0), 0.0, (1.0, -3.0)), ((-5.5, 2.0), -1.5, (1.0, 2.0))];

    fn with_parameter(_: f64) -> Self {
        Remainder
    }
    fn eval<T: Real>(self, x: T, y: T) -> T {
        x % y
    }
    fn partials<T: Scalar>(self, x: T, y: T, z: T) -> (T, T) {
        let (x, y, z) = (x.value(), y.value(), z.value());
        (T::one(), T::constant(-Real::round((x - z) / y)))
    }
}
