//! Hessian-vector products ÷ gradients, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench hvp [-- LETTERS]`. Forward over reverse is the reverse engine over dual
//! numbers; reverse over reverse is what `Reverse::hvp` does.

#[allow(dead_code, reason = "one of the contestants is enough here")]
mod contest;
#[allow(dead_code, reason = "the parts that the contest names")]
mod hand;
#[path = "../../core/benches/support/race.rs"]
mod race;

use contest::{SETTINGS, Setting};
use dualtape_core::{Array, BlockFunction, Buf, Engine, Real};
use dualtape_forward::{Dual, DualArray};
use dualtape_reverse::{Reverse, Tape};
use race::{race, time};

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let chosen = |setting: &&Setting| letters.is_empty() || letters.to_uppercase().contains(setting.letter);
    println!(
        "{:<9}{:>13}{:>24}{:>24}",
        "network", "gradient µs", "forward over reverse ÷", "reverse over reverse ÷"
    );
    for setting in SETTINGS.iter().filter(chosen) {
        report::<f64>(setting);
        report::<f32>(setting);
    }
}

/// Measures one network in one precision and prints its line.
fn report<T: Real>(setting: &Setting) {
    let objective = setting.objective::<T>();
    let parameters = objective.network().initial_parameters::<T>(1);
    let direction = Buf::fill(parameters.len(), |v| {
        for (i, v) in v.iter_mut().enumerate() {
            *v = T::from_f64((i % 7) as f64 * 0.1 - 0.3);
        }
    });
    let moving = DualArray { primal: parameters.clone(), tangents: Some([direction.clone()]) };
    let (mut gradient, mut over, mut twice) =
        (Reverse::<T>::new(), Reverse::<Dual<T, 1>>::new(), Reverse::<T>::new());
    let mut hv = vec![T::ZERO; parameters.len()];
    let mut tape = Tape::<T>::new();
    let rounds = race(4, |task, runs| match task {
        3 => time(runs, || {
            tape.record(|r| {
                let x = r.input_array(parameters.clone());
                let y = objective
                    .eval(&DualArray { primal: x.clone(), tangents: Some([Array::constant(&direction)]) });
                r.pull([(y.tangents[0], T::ONE)]);
                r.adjoint_array(&x)
            })
        }),
        0 => time(runs, || gradient.value_and_gradient_array(&objective, &parameters)),
        1 => time(runs, || over.value_and_gradient_array(&objective, &moving)),
        _ => time(runs, || twice.hvp_into(&objective, &parameters, &direction, &mut hv)),
    });
    println!(
        "{:<9}{:>13.2}{:>24.2}{:>24.2}{:>24.2}",
        format!("{} {}", setting.letter, T::NAME),
        rounds.seconds(0).median * 1e6,
        rounds.ratio(1, 0).median,
        rounds.ratio(2, 0).median,
        rounds.ratio(3, 0).median,
    );
}
