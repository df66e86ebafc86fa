//! Gradients of plain scalar code by dual numbers, and with the feature `rivals` by those of other crates.
//!
//! `cargo bench -p dualtape-forward --bench scalar [--features rivals] [-- FUNCTIONS]`, for instance `-- mixture`.
//! A gradient is as many passes as it takes; times are in nanoseconds per operation and input.

#[cfg(feature = "rivals")]
mod rivals;

use dualtape_check::comparison::{Contender, Field, run};
use dualtape_core::{Engine, Function};
use dualtape_forward::Forward;

struct Duals;

impl Field for Duals {
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

    #[cfg(feature = "rivals")]
    fn rivals<'a, F: Function>(name: &str, f: &'a F, x: &'a [f64]) -> Vec<Contender<'a>> {
        rivals::contenders(name, f, x)
    }
}

fn main() {
    // Cargo adds flags of its own.
    let functions: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    run::<Duals>(&functions, |table| println!("{table}")).expect("all gradients agree");
}
