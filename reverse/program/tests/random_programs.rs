//! Random programs of every rule, recorded at one point and run at others: no wrong number.
//!
//! `PROGRAMS=1000000 cargo test --release -p dualtape-program --test random_programs` runs more of them.

mod common;

use common::run;
use dualtape_check::RandomProgram;
use dualtape_core::{Engine, Function, Scalar, value};
use dualtape_forward::Forward;
use dualtape_program::{Error, Program};
use dualtape_reverse::Reverse;

/// The number of runs by their outcome.
#[derive(Debug, Default)]
struct Outcomes {
    /// Runs with finite numbers, all right.
    right: usize,
    /// Runs with infinities or NaN, where an engine asks the tape.
    open: usize,
    /// Runs that a guard stopped.
    stopped: usize,
    /// Functions that were not recorded.
    refused: usize,
    /// Points where the engines disagree: what cancels, and slopes of `log_sum_exp` that lose their digits.
    unclear: usize,
    /// Wrong numbers.
    wrong: usize,
    printed: usize,
}

/// A function with an input more, which is data.
struct WithData<'a>(&'a RandomProgram);

impl Function for WithData<'_> {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let inputs: Vec<S> = x[..2].iter().map(|&v| v * x[2]).collect();
        self.0.eval(&inputs)
    }
}

fn count() -> u64 {
    std::env::var("PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// Returns whether two runs of numbers agree to rounding, given how far apart rounding takes each number.
fn agree(expected: &[f64], found: &[f64], noise: &[f64]) -> bool {
    let scale = expected.iter().filter(|v| v.is_finite()).fold(1e-3, |m: f64, v| m.max(v.abs()));
    let same = |((a, b), noise): ((&f64, &f64), &f64)| {
        a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-8 * scale + 8.0 * noise
    };
    expected.iter().zip(found).zip(noise).all(same)
}

/// Returns points that differ from `x` in the last digits.
fn nearby(x: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    (0..12).map(move |k: u32| {
        let by = |i: usize| {
            1.0 + f64::EPSILON * f64::from((k * 7 + 3) % 11 * (1 + u32::try_from(i % 2).unwrap() * 3))
        };
        x.iter().take(2).enumerate().map(|(i, x)| x * by(i)).chain(x.get(2).copied()).collect()
    })
}

/// Returns how far rounding takes each derivative: the larger of the spreads by the tape and by the program, each over
/// points beside the one in question.
fn noise(by_tape: impl Iterator<Item = Vec<f64>>, by_program: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let spread = |rows: Vec<Vec<f64>>, i: usize| {
        let column = || rows.iter().map(|row| row[i]).filter(|v| v.is_finite());
        column().fold(f64::NEG_INFINITY, f64::max) - column().fold(f64::INFINITY, f64::min)
    };
    let (tape, program): (Vec<_>, Vec<_>) = (by_tape.collect(), by_program.collect());
    (0..tape[0].len()).map(|i| spread(tape.clone(), i).max(spread(program.clone(), i)).max(0.0)).collect()
}

impl Outcomes {
    /// Compares a program at a point with the tape, its first `exact` numbers to the bit.
    ///
    /// The derivatives by forward mode, and by the tape at points that rounding could not tell apart, say whether there is
    /// one to compare with.
    fn compare(
        &mut self,
        what: impl Fn() -> String,
        found: Result<Vec<f64>, Error>,
        tape: &[f64],
        forward: impl Fn() -> Vec<f64>,
        noise: impl Fn() -> Vec<f64>,
        exact: usize,
    ) {
        let found = match found {
            Ok(found) => found,
            Err(Error::Guard { .. }) => {
                self.stopped += 1;
                return;
            }
            Err(error) => panic!("{}: {error}", what()),
        };
        let is_exact = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        let values_agree = found.iter().zip(tape).take(exact).all(is_exact);
        let derivatives = &found[exact..];
        match () {
            () if !values_agree => self.wrong += 1,
            () if !found.iter().all(|v| v.is_finite()) => self.open += 1,
            () if agree(&tape[exact..], derivatives, &vec![0.0; tape.len()]) => self.right += 1,
            () if !agree(&tape[exact..], &forward(), &vec![0.0; tape.len()]) => self.unclear += 1,
            () if agree(&tape[exact..], derivatives, &noise()) => self.unclear += 1,
            () => self.wrong += 1,
        }
        if self.wrong > self.printed {
            self.printed += 1;
            println!("{}: program {found:?}, tape {tape:?}", what());
        }
    }
}

#[test]
fn a_gradient_is_the_tapes_or_none_at_all() {
    let mut outcomes = Outcomes::default();
    let mut tape = Reverse::new();
    for seed in 0..count() {
        let random = RandomProgram::new(seed, 2, 8);
        let f = WithData(&random);
        let at = |draw: u64, data: f64| [random.point(draw), vec![data]].concat();
        let first = at(1, 1.0);
        let program = match Program::record_with_data(&f, &first, 0..2).and_then(|p| p.value_and_gradient()) {
            Ok(program) => program,
            Err(Error::ValueRead { .. }) => {
                outcomes.refused += 1;
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let mut runner = program.runner();
        for x in [first, at(2, 1.0), at(3, -0.5), at(4, 2.0)] {
            let (value, gradient) = tape.value_and_gradient(&f, &x).unwrap();
            let expected = [value, gradient[0], gradient[1]];
            let by_forward = || Forward::new().gradient(&f, &x).unwrap()[..2].to_vec();
            let beside = || nearby(&x).map(|x| Reverse::new().gradient(&f, &x).unwrap()[..2].to_vec());
            let what = || format!("{seed} at {x:?}: {random:?}");
            let found = run(&mut runner, program.outputs(), &x);
            let by_program = || nearby(&x).filter_map(|x| Some(program.run(&x).ok()?[1..].to_vec()));
            outcomes.compare(what, found, &expected, by_forward, || noise(beside(), by_program()), 1);
        }
    }
    println!("{outcomes:?}");
    assert_eq!(outcomes.wrong, 0, "{outcomes:?}");
    assert!(outcomes.unclear * 20 < outcomes.right, "{outcomes:?}");
    assert!(outcomes.right > outcomes.stopped && outcomes.stopped > 0, "{outcomes:?}");
}

/// Returns whether rounding beside a number of this size is far below 1: second derivatives of terms of 10²⁰ cancel.
fn is_moderate(x: f64) -> bool {
    x == 0.0 || !x.is_finite() || (1e-9..1e9).contains(&x.abs())
}

#[test]
fn a_hessian_is_the_tapes_or_none_at_all() {
    let mut outcomes = Outcomes::default();
    let mut tape = Reverse::new();
    for seed in 0..count() / 3 {
        let random = RandomProgram::new(seed, 2, 6);
        if !random.constants().all(is_moderate) {
            continue;
        }
        let at = |draw: u64| {
            let moderate = |x: f64| if is_moderate(x) { x } else { 0.0 };
            random.point(draw).into_iter().map(moderate).collect::<Vec<f64>>()
        };
        let first = at(1);
        let Ok(program) = Program::record(&random, &first).and_then(|p| p.hessian()) else {
            outcomes.refused += 1;
            continue;
        };
        let mut runner = program.runner();
        for x in [first, at(2), at(3)] {
            if !value(&random, &x).unwrap().is_finite() {
                outcomes.open += 1;
                continue;
            }
            let expected = tape.hessian(&random, &x).unwrap();
            let by_forward = || Forward::new().hessian(&random, &x).unwrap();
            let beside = || nearby(&x).map(|x| Reverse::new().hessian(&random, &x).unwrap());
            let what = || format!("{seed} at {x:?}: {random:?}");
            let found = run(&mut runner, program.outputs(), &x);
            let by_program = || nearby(&x).filter_map(|x| program.run(&x).ok());
            outcomes.compare(what, found, &expected, by_forward, || noise(beside(), by_program()), 0);
        }
    }
    println!("{outcomes:?}");
    assert_eq!(outcomes.wrong, 0, "{outcomes:?}");
    assert!(outcomes.unclear * 20 < outcomes.right, "{outcomes:?}");
}
