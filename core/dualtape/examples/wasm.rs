//! A gradient by each engine, without a clock, threads or files: on `wasm32-unknown-unknown`, by node (`wasm.mjs`).

use std::time::Duration;

use dualtape::prelude::*;

fn main() -> Result<(), Error> {
    let k = 100.0;
    let rosenbrock = function!(|x, k: f64| (x[0] - 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * k);
    let (x, expected) = ([1.0, 2.0], [-400.0, 200.0]);
    // A panic or an error is a trap.
    assert_eq!(Forward::new().gradient(&rosenbrock, &x)?, expected);
    assert_eq!(Reverse::new().gradient(&rosenbrock, &x)?, expected);
    assert_eq!(handle::gradient(|x| (x[0] - 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * k, &x)?, expected);
    let energy = function!(|x: &A| -> A::Scalar { x.map(rules::Tanh).dot(x) });
    assert_eq!(Reverse::new().gradient(&energy, &[0.0; 8])?, [0.0; 8]);
    let mut readings = 0;
    let clock = move || {
        readings += 1;
        Duration::from_millis(readings)
    };
    let mut auto = Auto::with_clock(Forward::new(), Reverse::new(), clock);
    assert_eq!(auto.gradient(&rosenbrock, &x)?, expected);
    Ok(())
}
