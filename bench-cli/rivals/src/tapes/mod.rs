//! Reverse mode: a gradient is a recording and a sweep; times are in nanoseconds per operation.
//!
//! Tapes of other crates are each used as it is fastest: kept from gradient to gradient where it can be, with one sweep
//! for all inputs.

mod ad_trait;
mod echidna;
mod reverse;

use dualtape_core::{Engine, Function};
use dualtape_reverse::Reverse;

use crate::comparison::{Contender, Field};

/// Gradients by tapes.
pub(crate) struct Tapes;

impl Field for Tapes {
    const UNIT: &str = "ns per operation";

    fn work(_inputs: usize, operations: usize) -> usize {
        operations
    }

    fn ours<'a, F: Function>(f: &'a F, x: &'a [f64]) -> Contender<'a> {
        let mut engine = Reverse::new();
        Contender::new("dualtape", "", move |gradient| {
            engine.gradient_into(f, x, gradient).expect("lengths are right, and the tape has room");
        })
    }

    fn rivals<'a, F: Function>(_name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
        vec![ad_trait::tape(f, x), echidna::tape(f, x), echidna::replayed(f, x), reverse::tape(f, x)]
    }
}
