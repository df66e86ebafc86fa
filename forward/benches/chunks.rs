//! The cost of a gradient by forward mode in scalar code, by width: nanoseconds per input and operation.
//!
//! `cargo bench -p dualtape-forward --bench chunks`. One function stands twice: with `#[inline(always)]` on `eval`,
//! so that the pass is compiled for the vectors of this machine, and without. Runs of all widths are interleaved;
//! figures are medians.

use std::hint::black_box;

use dualtape_check::timing::{interleaved, time};
use dualtape_core::{Engine, Function, Real, Scalar};
use dualtape_forward::{Forward, Lanes};

/// Inputs: whole chunks of every width.
const INPUTS: usize = 96;
/// Operations in a term of [`rosenbrock`].
const OPERATIONS_PER_TERM: usize = 9;

/// `Σ (1 - x_i)² + 100 (x_{i+1} - x_i²)²`
#[inline(always)]
fn rosenbrock<S: Scalar>(x: &[S]) -> S {
    let hundred = S::Real::from_f64(100.0);
    let mut sum = S::zero();
    for pair in x.windows(2) {
        let (a, b) = (-pair[0] + S::Real::ONE, pair[1] - pair[0] * pair[0]);
        sum += a * a + b * b * hundred;
    }
    sum
}

struct Inlined;
impl<R: Real> Function<R> for Inlined {
    #[inline(always)]
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        rosenbrock(x)
    }
}

struct Called;
impl<R: Real> Function<R> for Called {
    #[inline(never)]
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        rosenbrock(x)
    }
}

fn main() {
    println!("Rosenbrock's function of {INPUTS} inputs, ns per input and operation\n");
    println!(
        "{:>7}{:>14}{:>14}{:>14}{:>14}",
        "lanes", "f64 inlined", "f64 called", "f32 inlined", "f32 called"
    );
    let columns = [row::<f64>(&Inlined), row::<f64>(&Called), row::<f32>(&Inlined), row::<f32>(&Called)];
    for (i, lanes) in Lanes::FIXED.iter().enumerate() {
        let figures = columns.each_ref().map(|column| format!("{:14.4}", column[i]));
        println!("{:>7}{}", lanes.to_string(), figures.concat());
    }
}

/// One function in one precision, at every width.
fn row<R: Real>(f: &impl Function<R>) -> Vec<f64> {
    let x: Vec<R> = (0..INPUTS).map(|i| R::from_f64(0.3 + 0.01 * i as f64)).collect();
    let mut gradient = vec![R::ZERO; INPUTS];
    let mut engines = Lanes::FIXED.map(Forward::with_lanes);
    let rounds = interleaved(engines.len(), |engine, runs| {
        time(runs, || engines[engine].value_and_gradient_into(f, black_box(&x), &mut gradient))
    });
    let work = (INPUTS * (INPUTS - 1) * OPERATIONS_PER_TERM) as f64;
    (0..engines.len()).map(|engine| rounds.seconds(engine).median * 1e9 / work).collect()
}
