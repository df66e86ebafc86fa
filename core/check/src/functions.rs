//! Functions of any size to measure engines on, and their known values.

pub(crate) mod gaussian_mixture;
pub(crate) mod rosenbrock;
pub(crate) mod runge_kutta;
pub(crate) mod serial_sum;
mod tanh_layer;

pub use gaussian_mixture::GaussianMixture;
pub use rosenbrock::Rosenbrock;
pub use runge_kutta::RungeKutta;
pub use serial_sum::SerialSum;
pub use tanh_layer::TanhLayer;

use crate::compare::{all_close, close};
use crate::difference::gradient_by_differences;
use dualtape_core::{Buf, Engine, Error, Function, Scalar};

/// Checks an engine on [`Rosenbrock`], [`GaussianMixture`], [`RungeKutta`], [`SerialSum`] and [`TanhLayer`]: against
/// values and gradients in closed form if there is one, and against finite differences otherwise.
///
/// # Errors
/// The first disagreement, or the engine's own error.
pub fn function_laws(engine: &mut impl Engine<f64>) -> Result<(), Error> {
    known(engine, "Rosenbrock at its minimum", &Rosenbrock, &[1.0; 5], 0.0, &[0.0; 5])?;
    known(engine, "Rosenbrock at its start", &Rosenbrock, &Rosenbrock::start(2), 24.2, &[-215.6, -88.0])?;
    known(engine, "SerialSum", &SerialSum { additions: 6 }, &[1.0, 2.0, 3.0], 13.0, &[3.0, 2.0, 2.0])?;

    let name = engine.name();
    let text = |of: &str| format!("{name}: {of}");

    // Without encounters both populations go their own way, and a step multiplies them by a polynomial.
    let apart = RungeKutta { steps: 3, duration: 1.5 };
    let growth = |rate: f64| {
        let z = rate * 0.5;
        (1.0 + z + z * z / 2.0 + z * z * z / 6.0 + z * z * z * z / 24.0).powi(3)
    };
    let (prey, predators) = (growth(0.8), growth(-0.6));
    let (value, gradient) = engine.value_and_gradient(&apart, &[0.8, 0.0, 0.6, 0.0, 2.0, 3.0])?;
    close(|| text("value of RungeKutta"), 2.0 * prey + 3.0 * predators, value, 1e-14)?;
    all_close(|| text("RungeKutta by populations"), &[prey, predators], &gradient[4..], 1e-14)?;

    // One normal distribution in one dimension, of mean 1 and precision e²ˡ with l = ln 2.
    let normal = GaussianMixture::new(1, 1, vec![0.0, 3.0]);
    let expected = [0.0, 4.0 * (-1.0 + 2.0), 2.0 - 4.0 * (1.0 + 4.0) - 4.0];
    let found = engine.gradient(&normal, &[0.7, 1.0, std::f64::consts::LN_2])?;
    all_close(|| text("gradient of GaussianMixture"), &expected, &found, 1e-14)?;

    let (weights, x) = ([0.5_f64, -1.0, 2.0, 0.25, 0.0, 1.5], [0.3, -0.7]);
    let layer = TanhLayer::new(Buf::from_slice(&weights), 3);
    let rows = weights.chunks(2).flat_map(|row| {
        let y = Scalar::tanh(row[0] * x[0] + row[1] * x[1]);
        row.iter().map(move |w| (1.0 - y * y) * w)
    });
    let (expected, found) = (rows.collect::<Vec<f64>>(), engine.jacobian(&layer, &x)?);
    all_close(|| text("Jacobian of TanhLayer"), &expected, &found, 1e-14)?;

    by_differences(engine, "Rosenbrock", &Rosenbrock, &Rosenbrock::start(7))?;
    by_differences(engine, "RungeKutta", &RungeKutta { steps: 20, duration: 2.0 }, &RungeKutta::start())?;
    let mixture = GaussianMixture::generated(1, 3, 3, 10);
    by_differences(engine, "GaussianMixture", &mixture, &mixture.start())
}

fn known(
    engine: &mut impl Engine<f64>,
    name: &str,
    f: &impl Function,
    x: &[f64],
    value: f64,
    gradient: &[f64],
) -> Result<(), Error> {
    let found = engine.value_and_gradient(f, x)?;
    close(|| format!("{}: value of {name}", engine.name()), value, found.0, 1e-14)?;
    all_close(|| format!("{}: gradient of {name}", engine.name()), gradient, &found.1, 1e-14)
}

fn by_differences(
    engine: &mut impl Engine<f64>,
    name: &str,
    f: &impl Function,
    x: &[f64],
) -> Result<(), Error> {
    let (expected, found) = (gradient_by_differences(f, x)?, engine.gradient(f, x)?);
    all_close(|| format!("{}: gradient of {name}", engine.name()), &expected, &found, 1e-6)
}
