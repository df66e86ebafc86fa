//! The functions of the bench: programs against the tape, finite differences, other samples and threads.

#[path = "../benches/functions/mod.rs"]
mod functions;

use dualtape_check::{all_close, direction, gradient_by_differences};
use dualtape_core::{Engine, Function, Scalar, VectorFunction, value};
use dualtape_program::{Error, LANES, Program, Recorded};
use dualtape_reverse::Reverse;
use functions::{Visitor, Volterra, for_each};

struct AgainstTheTape;

impl Visitor for AgainstTheTape {
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]) {
        let program = Program::record(f, &x.iter().map(|x| x * 0.9 + 0.05).collect::<Vec<f64>>()).unwrap();
        let mut tape = Reverse::new();
        let (value, gradient) = tape.value_and_gradient(f, x).unwrap();
        let found = program.value_and_gradient().unwrap().run(x).unwrap();
        assert_eq!(found[0].to_bits(), value.to_bits(), "{name}: value");
        all_close(|| format!("{name}: gradient"), &gradient, &found[1..], 1e-12).unwrap();
        let differences = gradient_by_differences(f, x).unwrap();
        all_close(|| format!("{name}: differences"), &differences, &found[1..], 1e-6).unwrap();
        let v = direction::<f64>(x.len(), 1);
        let found = program.hvp().unwrap().run(&[x, &v].concat()).unwrap();
        all_close(|| format!("{name}: Hv"), &tape.hvp(f, x, &v).unwrap(), &found, 1e-11).unwrap();
        if x.len() > 200 {
            return; // a table of 210,000 numbers tells nothing more
        }
        // The gradient's Jacobian is the Hessian.
        let (hessian, twice) = (program.hessian().unwrap(), program.gradient().unwrap().jacobian().unwrap());
        let (hessian, twice) = (hessian.run(x).unwrap(), twice.run(x).unwrap());
        all_close(|| format!("{name}: Hessian"), &twice, &hessian, 1e-11).unwrap();
        let (sparse, places) = program.sparse_hessian().unwrap();
        for (entry, (row, column)) in sparse.run(x).unwrap().into_iter().zip(places) {
            assert_eq!(
                entry.to_bits(),
                hessian[row * x.len() + column].to_bits(),
                "{name}: ({row}, {column})"
            );
        }
        // vᵀ H v is twice the coefficient of t².
        let series = program.taylor(2).unwrap().run(&[x, &v].concat()).unwrap();
        let along = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let expected = [value, along(&gradient, &v), along(&found, &v) / 2.0];
        all_close(|| format!("{name}: series"), &expected, &series, 1e-10).unwrap();
    }
}

#[test]
fn programs_agree_with_the_tape_and_with_differences() {
    for_each(&mut AgainstTheTape);
}

struct ManySamples;

impl Visitor for ManySamples {
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]) {
        let program = Program::record(f, x).unwrap().value_and_gradient().unwrap();
        let (n, m, samples) = (x.len(), program.outputs(), 16 * LANES + 3 * LANES + 5);
        let xs: Vec<f64> =
            (0..samples).flat_map(|s| x.iter().map(move |x| x * (1.0 - 1e-4 * s as f64))).collect();
        let mut ys = vec![0.0; samples * m];
        program.run_samples(&xs, &mut ys).unwrap();
        let mut runner = program.runner();
        let mut y = vec![0.0; m];
        for (x, expected) in xs.chunks_exact(n).zip(ys.chunks_exact(m)) {
            runner.run(x, &mut y).unwrap();
            assert!(
                y.iter().zip(expected).all(|(a, b)| a.to_bits() == b.to_bits()),
                "{name}: {y:?}, {expected:?}"
            );
        }
    }
}

#[test]
fn many_samples_have_the_bits_of_each_alone() {
    for_each(&mut ManySamples);
}

#[test]
fn a_program_of_more_slots_than_short_indices_reach() {
    let (f, x) = (Volterra(4_000), [1.1, 0.4, 0.3, 0.9]);
    let found = Program::record(&f, &x).unwrap().gradient().unwrap();
    let expected = Reverse::new().gradient(&f, &x).unwrap();
    all_close(|| "gradient".into(), &expected, &found.run(&x).unwrap(), 1e-10).unwrap();
    let mut lanes = [[0.0; LANES]; 4];
    found.runner().run_lanes(&x.map(|x| [x; LANES]), &mut lanes).unwrap();
    assert_eq!(lanes.map(|lane| lane[3]).to_vec(), found.run(&x).unwrap());
}

/// `x ln x`, or 0 from 0 down.
struct Entropy;
impl Function for Entropy {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        if x[0] > 0.0 { x[0] * x[0].ln() } else { S::zero() }
    }
}

#[test]
fn a_violated_guard_names_its_place_and_sample() {
    let program = Program::record(&Entropy, &[2.0]).unwrap();
    assert_eq!(program.guards(), 1);
    let Err(Error::Guard { place, sample: 0 }) = program.run(&[-1.0]) else { panic!("a violated guard") };
    assert!(place.file().ends_with("functions.rs"), "{place}");
    let mut x = vec![1.5; 40];
    (x[21], x[37]) = (f64::NAN, 0.0);
    let error = program.run_samples(&x, &mut [0.0; 40]).unwrap_err();
    assert_eq!(error, Error::Guard { place, sample: 21 });
    // What fills up the last block is none of the samples.
    assert_eq!(program.run_samples(&x[22..37], &mut [0.0; 15]), Ok(()));
}

/// A function that reads its value to decide, in a way that no guard sees.
struct Peeking;
impl Function for Peeking {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let is_large = x[0].value() > 1.0;
        if is_large { x[0] * x[0] } else { x[0] }
    }
}

#[test]
fn a_plain_value_that_is_read_fails_the_recording_with_its_place() {
    let Err(Error::ValueRead { place }) = Program::record(&Peeking, &[2.0]) else {
        panic!("a value was read")
    };
    assert!(place.file().ends_with("functions.rs"), "{place}");
    let mut engine = Recorded::of(&Peeking, Reverse::new());
    assert_eq!(engine.gradient(&Peeking, &[3.0]), Ok(vec![6.0]));
    assert_eq!(engine.gradient(&Peeking, &[0.5]), Ok(vec![1.0]));
    assert_eq!((engine.usage().refused, engine.usage().answers), (2, 0));
    assert_eq!(engine.refusal(), Some(&Error::ValueRead { place }));
}

#[test]
fn an_engine_keeps_programs_by_the_outcomes_of_their_guards() {
    let mut engine = Recorded::of(&Entropy, Reverse::new());
    for x in [2.0, -1.0, 3.0, 0.5, -2.0] {
        let expected = Reverse::new().value_and_gradient(&Entropy, &[x]);
        assert_eq!(engine.value_and_gradient(&Entropy, &[x]), expected, "at {x}");
    }
    assert_eq!((engine.usage().recordings, engine.usage().answers), (2, 5));
    assert_eq!(engine.gradient(&Peeking, &[3.0]), Ok(vec![6.0]));
    assert_eq!(engine.usage().others, 1);
}

/// `a x²`, and its data is `a`.
struct Parabola(f64);
impl Function for Parabola {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[0] * x[0] * self.0
    }
}

#[test]
fn an_engine_knows_functions_of_one_type_apart() {
    let (f, other) = (Parabola(1.0), Parabola(5.0));
    let mut engine = Recorded::of(&f, Reverse::new());
    assert_eq!(engine.gradient(&f, &[1.0]), Ok(vec![2.0]));
    assert_eq!(engine.gradient(&other, &[1.0]), Ok(vec![10.0]));
    assert_eq!((engine.usage().answers, engine.usage().others), (1, 1));
}

/// A chain of one operation: no vector may compute it.
struct Chain;
impl Function for Chain {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        (0..20).fold(x[0], |y, _| y.tanh())
    }
}

#[test]
fn a_chain_of_one_operation_is_computed_in_order() {
    let program = Program::record(&Chain, &[0.3]).unwrap();
    assert_eq!(program.run(&[0.9]).unwrap()[0].to_bits(), value(&Chain, &[0.9]).unwrap().to_bits());
}

/// `max(√x, 1/2) y`: at 0 there is no path along the root, which a product of 0 and ∞ does not know.
struct Clipped;
impl Function for Clipped {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[0].sqrt().max(S::constant(0.5)) * x[1]
    }
}

#[test]
fn an_engine_asks_the_tape_where_a_product_does_not_know() {
    let bare = Program::record(&Clipped, &[1.0, 3.0]).unwrap().gradient().unwrap().run(&[0.0, 3.0]).unwrap();
    assert!(bare[0].is_nan() && bare[1] == 0.5, "{bare:?}");
    let mut engine = Recorded::of(&Clipped, Reverse::new());
    assert_eq!(engine.gradient(&Clipped, &[1.0, 3.0]), Ok(vec![1.5, 1.0]));
    assert_eq!(engine.gradient(&Clipped, &[0.0, 3.0]), Ok(vec![0.0, 0.5]));
    assert_eq!((engine.usage().recordings, engine.usage().not_finite), (1, 1));
}

/// A function of one number whose branch depends on each of its decimals.
struct Ragged;
impl Function for Ragged {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        (1..20).fold(x[0], |y, i| if (y * f64::from(i)).sin() > 0.0 { y * 1.1 } else { y + 0.01 })
    }
}

#[test]
fn an_engine_gives_up_recording_where_every_call_branches_anew() {
    let mut engine = Recorded::of(&Ragged, Reverse::new());
    for i in 0..400 {
        let x = [f64::from(i) * 0.137];
        assert_eq!(engine.gradient(&Ragged, &x), Reverse::new().gradient(&Ragged, &x));
    }
    let usage = engine.usage();
    assert!(usage.missed > 0 && usage.recordings < 60, "{usage:?}");
}

#[test]
fn a_series_has_the_coefficients_of_the_sine() {
    struct Sine;
    impl Function for Sine {
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
            x[0].sin()
        }
    }
    let series = Program::record(&Sine, &[0.5]).unwrap().taylor(7).unwrap();
    let expected = [0.0, 1.0, 0.0, -1.0 / 6.0, 0.0, 1.0 / 120.0, 0.0, -1.0 / 5040.0];
    all_close(|| "sine".into(), &expected, &series.run(&[0.0, 1.0]).unwrap(), 1e-15).unwrap();
}

/// Two values: their Jacobian has a zero that no input changes.
struct Pair;
impl VectorFunction for Pair {
    fn outputs(&self, _: usize) -> usize {
        2
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        y[0] = x[0] * x[1];
        y[1] = x[1].sin();
    }
}

#[test]
fn a_jacobian_says_where_it_is_zero() {
    let jacobian = Program::record(&Pair, &[1.0, 2.0]).unwrap().jacobian().unwrap();
    assert_eq!(jacobian.zeros(), [false, false, true, false]);
    assert_eq!(jacobian.run(&[3.0, 0.0]), Ok(vec![0.0, 3.0, 0.0, 1.0]));
    let (sparse, places) = Program::record(&Pair, &[1.0, 2.0]).unwrap().sparse_jacobian().unwrap();
    assert_eq!((sparse.run(&[3.0, 0.0]), places), (Ok(vec![0.0, 3.0, 1.0]), vec![(0, 0), (0, 1), (1, 1)]));
    assert!(matches!(Program::record(&Pair, &[1.0, 2.0]).unwrap().gradient(), Err(Error::Core(_))));
}

#[test]
fn data_is_an_input_without_derivative() {
    let product = Program::record_with_data(&Pair, &[1.0, 2.0], 1..2).unwrap().jacobian().unwrap();
    assert_eq!(product.run(&[5.0, 0.0]), Ok(vec![5.0, 1.0]));
}

/// Functions of two values of any number of inputs, with a branch and an early exit.
struct Branching;

impl VectorFunction for Branching {
    fn outputs(&self, _: usize) -> usize {
        2
    }

    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        y[0] = if x[0] > 1.0 { x.iter().map(|&x| x * x).sum() } else { x.iter().map(|&x| x.sin()).sum() };
        y[1] = if x[0] < -5.0 { S::constant(f64::NAN) } else { x[0] * x[x.len() - 1] };
    }
}

/// Its first value alone.
struct First;

impl Function for First {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut y = [S::zero(); 2];
        Branching.eval(x, &mut y);
        if x[0] < -5.0 { y[1] } else { y[0] * y[1] }
    }
}

#[test]
fn every_operation_of_the_engine_is_the_tapes() {
    let (mut vector, mut scalar) =
        (Recorded::of(&Branching, Reverse::new()), Recorded::of(&First, Reverse::new()));
    let mut tape = Reverse::new();
    let same = |what: &str, expected: &[f64], found: &[f64]| {
        assert_eq!(expected.len(), found.len(), "{what}");
        for (a, b) in expected.iter().zip(found) {
            assert!((a - b).abs() < 1e-12 || a.is_nan() && b.is_nan(), "{what}: {found:?} for {expected:?}");
        }
    };
    for round in 0..3 {
        for x in [&[2.0, 0.5, 1.5][..], &[0.25, 3.0], &[-6.0, 1.0, 2.0], &[1.5, -0.5, 0.75]] {
            let x: Vec<f64> = x.iter().map(|x| x + 0.01 * f64::from(round)).collect();
            let (v, w) = (direction::<f64>(x.len(), 1), [0.5, -2.0]);
            let (values, jv) = vector.jvp(&Branching, &x, &v).unwrap();
            let expected = tape.jvp(&Branching, &x, &v).unwrap();
            same("values of jvp", &expected.0, &values);
            same("jvp", &expected.1, &jv);
            let (values, jtw) = vector.vjp(&Branching, &x, &w).unwrap();
            let expected = tape.vjp(&Branching, &x, &w).unwrap();
            same("values of vjp", &expected.0, &values);
            same("vjp", &expected.1, &jtw);
            let expected = tape.jacobian(&Branching, &x).unwrap();
            same("Jacobian", &expected, &vector.jacobian(&Branching, &x).unwrap());
            same("gradient", &tape.gradient(&First, &x).unwrap(), &scalar.gradient(&First, &x).unwrap());
            same("Hv", &tape.hvp(&First, &x, &v).unwrap(), &scalar.hvp(&First, &x, &v).unwrap());
            same("Hessian", &tape.hessian(&First, &x).unwrap(), &scalar.hessian(&First, &x).unwrap());
        }
    }
    for usage in [vector.usage(), scalar.usage()] {
        // Three times three points of four, and the NaN of the fourth is the tape's.
        assert_eq!((usage.answers, usage.not_finite, usage.refused), (27, 9, 0), "{usage:?}");
    }
}

#[test]
fn an_engine_goes_on_after_a_point_where_the_function_fails() {
    struct Positive;
    impl dualtape_core::TryFunction for Positive {
        fn outputs(&self, _: usize) -> usize {
            1
        }
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) -> Result<(), dualtape_core::Error> {
            if x[0] <= 0.0 {
                return Err(dualtape_core::Error::function("no logarithm"));
            }
            y[0] = x[0].ln();
            Ok(())
        }
    }
    let mut engine = Recorded::of(&Positive, Reverse::new());
    assert!(engine.gradient(&Positive, &[-1.0]).is_err());
    assert_eq!(engine.gradient(&Positive, &[2.0]).unwrap(), [0.5]);
    assert_eq!((engine.usage().answers, engine.refusal().is_none()), (1, true));
}

#[test]
fn a_graph_has_a_node_per_operation() {
    let dot = Program::record(&First, &[2.0, 0.5]).unwrap().to_dot();
    assert!(dot.starts_with("digraph program {") && dot.ends_with("}\n"), "{dot}");
    assert!(dot.contains("y[0]") && dot.contains(" -> "), "{dot}");
}
