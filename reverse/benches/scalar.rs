//! Gradients of plain scalar code by the tape, and with the feature `rivals` by those of other crates.
//!
//! `cargo bench -p dualtape-reverse --bench scalar [--features rivals] [-- FUNCTIONS]`, for instance `-- mixture`.
//! A gradient is a recording and a sweep; times are in nanoseconds per operation.

#[cfg(feature = "rivals")]
mod rivals;

use dualtape_check::comparison::{Contender, Field, run};
use dualtape_core::{Engine, Function};
use dualtape_reverse::Reverse;

struct Tapes;

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

    #[cfg(feature = "rivals")]
    fn rivals<'a, F: Function>(_name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
        rivals::contenders(f, x)
    }
}

fn main() {
    // Cargo adds flags of its own.
    let functions: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    run::<Tapes>(&functions, |table| println!("{table}")).expect("all gradients agree");
}
