//! Forward mode: a gradient is as many passes as it takes; times are in nanoseconds per operation and input.
//!
//! Dual numbers of other crates are each used as it is fastest: as many inputs to a pass as are best of 4, 8 and 16,
//! chosen for each function from the measurement itself, and memory kept.

mod ad_trait;
mod dynamic;
mod echidna;
mod num_dual;

use ::ad_trait::forward_ad::adfn::adfn;
use ::echidna::{Dual, DualVec};
use ::num_dual::{Dual64, DualSVec64};
use dualtape_core::{Engine, Function};
use dualtape_forward::Forward;

use crate::comparison::{Contender, Field};
use crate::number::{Number, Rival};

/// A rival's dual number, as a pass seeds and reads it.
trait Tangents: Number {
    /// The number of directions.
    const LANES: usize;
    fn inactive(value: f64) -> Self;
    fn seeded(value: f64, lane: usize) -> Self;
    fn along(self, lane: usize) -> f64;
}

/// Gradients by dual numbers.
pub(crate) struct DualNumbers;

impl Field for DualNumbers {
    const UNIT: &str = "ns per operation and input";

    fn work(inputs: usize, operations: usize) -> usize {
        operations * inputs
    }

    fn ours<'a, F: Function>(f: &'a F, x: &'a [f64]) -> Contender<'a> {
        let mut engine = Forward::new();
        Contender::new("dualtape", "", move |gradient| {
            engine.gradient_into(f, x, gradient).expect("lengths are right");
        })
    }

    fn rivals<'a, F: Function>(name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
        contenders(name, f, x)
    }
}

fn contenders<'a, F: Function>(name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
    let mut contenders = vec![
        passes::<Dual64, _>("num-dual Dual", f, x),
        passes::<DualSVec64<4>, _>("num-dual DualSVec", f, x),
        passes::<DualSVec64<8>, _>("num-dual DualSVec", f, x),
        passes::<DualSVec64<16>, _>("num-dual DualSVec", f, x),
        passes::<adfn<4>, _>("ad_trait", f, x),
        passes::<adfn<8>, _>("ad_trait", f, x),
        passes::<adfn<16>, _>("ad_trait", f, x),
        passes::<Dual<f64>, _>("echidna Dual", f, x),
        passes::<DualVec<f64, 4>, _>("echidna DualVec", f, x),
        passes::<DualVec<f64, 8>, _>("echidna DualVec", f, x),
        passes::<DualVec<f64, 16>, _>("echidna DualVec", f, x),
    ];
    contenders.extend(dynamic::contender(name, x));
    contenders
}

/// A gradient in passes of as many inputs as the number has lanes.
fn passes<'a, N: Tangents + 'a, F: Function>(name: &'static str, f: &'a F, x: &'a [f64]) -> Contender<'a> {
    let mut inputs = vec![Rival(N::inactive(0.0)); x.len()];
    Contender::new(name, format!("× {}", N::LANES), move |gradient| {
        for (chunk, derivatives) in gradient.chunks_mut(N::LANES).enumerate() {
            let start = chunk * N::LANES;
            for (input, &x) in inputs.iter_mut().zip(x) {
                *input = Rival(N::inactive(x));
            }
            for lane in 0..derivatives.len() {
                inputs[start + lane] = Rival(N::seeded(x[start + lane], lane));
            }
            let output = f.eval(&inputs).0;
            for (lane, derivative) in derivatives.iter_mut().enumerate() {
                *derivative = output.along(lane);
            }
        }
    })
}
