//! Hessian-vector products ÷ gradients, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench hvp [-- LETTERS]`. Reverse over forward is what `Reverse::hvp` does: it sweeps
//! over a recorded tangent. Forward over reverse is the reverse engine over dual numbers: it carries tangents through
//! the sweep, and the gradient with them. The first and the gradient take and write slices.

#[allow(dead_code, reason = "one of the contestants is enough here")]
mod contest;
#[allow(dead_code, reason = "the parts that the contest names")]
mod hand;

use contest::{SETTINGS, Setting};
use dualtape_check::timing::{interleaved, time};
use dualtape_core::{Buf, Engine, Real};
use dualtape_forward::{Dual, DualArray};
use dualtape_reverse::Reverse;

fn main() {
    // Cargo adds flags of its own.
    let letters: String = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let chosen = |setting: &&Setting| letters.is_empty() || letters.to_uppercase().contains(setting.letter);
    println!(
        "{:<9}{:>13}{:>24}{:>24}",
        "network", "gradient µs", "reverse over forward ÷", "forward over reverse ÷"
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
    let moving = DualArray::active(parameters.clone(), [direction.clone()]);
    let (mut gradient, mut over_forward, mut over_reverse) =
        (Reverse::<T>::new(), Reverse::<T>::new(), Reverse::<Dual<T, 1>>::new());
    let (mut slopes, mut hv) = (parameters.to_vec(), parameters.to_vec());
    let rounds = interleaved(3, |task, runs| match task {
        0 => time(runs, || gradient.value_and_gradient_into(&objective, &parameters, &mut slopes)),
        1 => time(runs, || over_forward.hvp_into(&objective, &parameters, &direction, &mut hv)),
        _ => time(runs, || over_reverse.value_and_gradient_array(&objective, &moving)),
    });
    println!(
        "{:<9}{:>13.2}{:>24.2}{:>24.2}",
        format!("{} {}", setting.letter, T::NAME),
        rounds.seconds(0).median * 1e6,
        rounds.ratio(1, 0).median,
        rounds.ratio(2, 0).median,
    );
}
