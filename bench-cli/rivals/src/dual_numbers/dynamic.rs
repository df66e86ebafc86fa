//! num-dual's dual number of any number of tangents, which carries all inputs in one pass.
//!
//! It is not `Copy` and so cannot be a `Scalar`: the functions that are short enough are written again in its own
//! style, by reference, with the sizes of the contest: where those change, the check of the gradients says so. The
//! mixture and the random graph are not written again.

use num_dual::DualDVec64;

use crate::comparison::Contender;

pub(super) fn contender<'a>(name: &str, x: &'a [f64]) -> Option<Contender<'a>> {
    let f = match name {
        "rosenbrock" => rosenbrock,
        "serial-sum" => serial_sum,
        "runge-kutta" => runge_kutta,
        _ => return None,
    };
    Some(Contender::new("num-dual DualDVec", "", move |gradient| {
        let inputs: Vec<_> = x
            .iter()
            .enumerate()
            .map(|(i, &x)| DualDVec64::from_re(x).derivative(gradient.len(), i))
            .collect();
        let tangents = f(&inputs).eps.0.expect("the function depends on its inputs");
        gradient.copy_from_slice(tangents.as_slice());
    }))
}

fn rosenbrock(x: &[DualDVec64]) -> DualDVec64 {
    let pairs = x.windows(2).map(|pair| {
        let across = &pair[1] - &pair[0] * &pair[0];
        let along = pair[0].clone() - 1.0;
        &across * &across * 100.0 + &along * &along
    });
    pairs.sum()
}

/// Of 50,000 additions.
fn serial_sum(x: &[DualDVec64]) -> DualDVec64 {
    x.iter().cycle().take(50_000).fold(x[0].clone(), |sum, x| sum + x)
}

/// Of 500 steps through 10 units of time.
fn runge_kutta(x: &[DualDVec64]) -> DualDVec64 {
    type Pair = [DualDVec64; 2];
    let change = |at: &Pair| [&at[0] * (&x[0] - &x[1] * &at[1]), &at[1] * (&x[3] * &at[0] - &x[2])];
    let advance = |from: &Pair, change: &Pair, step: f64| {
        [&from[0] + change[0].clone() * step, &from[1] + change[1].clone() * step]
    };
    let step = 10.0 / 500.0;
    let mut at = [x[4].clone(), x[5].clone()];
    for _ in 0..500 {
        let first = change(&at);
        let second = change(&advance(&at, &first, step / 2.0));
        let third = change(&advance(&at, &second, step / 2.0));
        let fourth = change(&advance(&at, &third, step));
        let sum = |i: usize| &first[i] + (&second[i] + &third[i]) * 2.0 + &fourth[i];
        at = advance(&at, &[sum(0), sum(1)], step / 6.0);
    }
    let [prey, predators] = at;
    prey + predators
}
