//! Hessian-vector products ÷ gradients, from interleaved runs.
//!
//! `cargo bench -p dualtape-mlp --bench hvp [-- LETTERS]`. Reverse over forward is `Reverse::hvp`: a sweep over a
//! recorded tangent. Forward over reverse is the reverse engine over dual numbers: a sweep that propagates tangents, and
//! the gradient with them. The former and the gradient take and write slices.

#[allow(dead_code, reason = "this bench has no candidates")]
mod hand_written;
#[allow(dead_code, reason = "this bench has no candidates")]
mod networks;

use dualtape_check::timing::{interleaved, time};
use dualtape_core::{Buf, Engine, Real};
use dualtape_forward::{Dual, DualArray};
use dualtape_reverse::Reverse;
use networks::{NetworkCase, selected};

fn main() {
    println!(
        "{:<9}{:>13}{:>24}{:>24}",
        "network", "gradient µs", "reverse over forward ÷", "forward over reverse ÷"
    );
    for case in selected("ABCDEF") {
        report::<f64>(case);
        report::<f32>(case);
    }
}

/// Measures one network in one precision and prints its line.
fn report<T: Real>(case: &NetworkCase) {
    let objective = case.objective::<T>();
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
        format!("{} {}", case.letter, T::NAME),
        rounds.seconds(0).median * 1e6,
        rounds.ratio(1, 0).median,
        rounds.ratio(2, 0).median,
    );
}
