//! Forward mode obeys the laws, whatever the number of lanes.

use dualtape_check::{self as check, RandomGraph};
use dualtape_core::{
    Array, BlockFunction, BlockVectorFunction, Engine, Error, Function, Scalar, VectorFunction,
};
use dualtape_forward::{Dual, Forward, Lanes};
use proptest::prelude::*;

/// Engines of every width.
fn widths<T: Scalar>() -> impl Iterator<Item = Forward<T>> {
    Lanes::FIXED.into_iter().chain([Lanes::Auto]).map(Forward::with_lanes)
}

#[test]
fn every_rule_in_double_precision() -> Result<(), Error> {
    widths::<f64>().try_for_each(|mut engine| check::laws(&mut engine))
}

#[test]
fn every_rule_in_single_precision() -> Result<(), Error> {
    widths::<f32>().try_for_each(|mut engine| check::laws(&mut engine))
}

#[test]
fn every_rule_of_many_operands_means_its_loop() -> Result<(), Error> {
    check::nary_laws::<f64>(&mut Forward::new())?;
    check::nary_laws::<f32>(&mut Forward::new())
}

#[test]
fn every_block_operation_means_its_loop() -> Result<(), Error> {
    widths::<f64>().try_for_each(|mut engine| check::array_laws(&mut engine))?;
    check::array_laws::<f32>(&mut Forward::new())
}

#[test]
fn a_gradient_takes_as_many_passes_as_chunks() {
    use std::cell::Cell;

    struct Counting(Cell<usize>);
    impl Function for Counting {
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
            self.0.set(self.0.get() + 1);
            x.iter().copied().sum()
        }
    }
    for n in [0, 1, 2, 3, 8, 9, 17] {
        for lanes in Lanes::FIXED.into_iter().chain([Lanes::Auto]) {
            let f = Counting(Cell::new(0));
            let mut engine = Forward::<f64>::with_lanes(lanes);
            assert_eq!(engine.gradient(&f, &vec![1.0; n]).unwrap(), vec![1.0; n]);
            assert_eq!(f.0.get(), engine.passes(n), "{n} inputs, {lanes} lanes");
        }
    }
}

#[test]
fn a_second_call_equals_the_first() {
    let graph = RandomGraph::new(3, 5, 200, 1);
    let mut engine = Forward::new();
    let x = [0.1, 0.2, -0.3, 0.4, 0.5];
    let first = engine.value_and_gradient(&graph.sum(), &x).unwrap();
    engine.gradient(&graph.sum(), &[1.0; 5]).unwrap();
    assert_eq!(engine.value_and_gradient(&graph.sum(), &x).unwrap(), first);
}

#[test]
fn nothing_flows_along_a_direction_that_does_not_move() {
    struct RootOfConstant;
    impl Function for RootOfConstant {
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
            S::constant(0.0).sqrt() + x[0] * x[0]
        }
    }
    assert_eq!(Forward::new().derivative(&RootOfConstant, 3.0), Ok(6.0));
}

#[test]
fn an_infinite_second_derivative_leaves_other_directions_alone() {
    struct Cusp;
    impl Function for Cusp {
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
            x[0].powf(1.5) + x[1] * x[1]
        }
    }
    let hv: Vec<f64> = Forward::new().hvp(&Cusp, &[0.0, 1.0], &[1.0, 0.0]).unwrap();
    assert_eq!(hv, [f64::INFINITY, 0.0]);
}

#[test]
fn numbers_mix_with_plain_ones_on_either_side() {
    let x = Dual::<Dual<f64, 1>, 1>::seeded(Dual::seeded(3.0, 0), 0);
    let y = 2.0 / (1.0 + x * 2.0) - 1.0;
    assert_eq!(y.value(), 2.0 / 7.0 - 1.0);
    assert!((y.tangents[0].primal + 4.0 / 49.0).abs() < 1e-15);
    assert!((y.tangents[0].tangents[0] - 16.0 / 343.0).abs() < 1e-15);
    assert!(x > 2.9 && x < Dual::constant(4.0));
}

struct Lengths;
impl BlockFunction for Lengths {
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
        x.dot(x)
    }
}

struct Two;
impl VectorFunction for Two {
    fn outputs(&self, _: usize) -> usize {
        2
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        (y[0], y[1]) = (x[0], x[0] * x[0]);
    }
}

/// Says that it has two outputs and gives one.
struct Liar;
impl BlockVectorFunction for Liar {
    fn outputs(&self, _: usize) -> usize {
        2
    }
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A {
        x.slice(0..1)
    }
}

#[test]
fn wrong_lengths_and_too_many_outputs_are_errors() {
    let mut engine = Forward::new();
    let length = |what, expected, found| Error::Length { what, expected, found };
    let mut short = [0.0];
    assert_eq!(engine.gradient_into(&Lengths, &[1.0, 2.0], &mut short), Err(length("gradient", 2, 1)));
    assert_eq!(engine.jvp(&Lengths, &[1.0, 2.0], &[1.0]), Err(length("tangent", 2, 1)));
    assert_eq!(engine.hvp(&Lengths, &[1.0], &[1.0, 2.0]), Err(length("tangent", 1, 2)));
    assert_eq!(engine.vjp(&Two, &[1.0], &[1.0]), Err(length("cotangent", 2, 1)));
    let many = Error::NotScalarValued { operation: "gradient", outputs: 2 };
    assert_eq!(engine.gradient(&Two, &[1.0]), Err(many));
    assert_eq!(engine.jacobian(&Liar, &[1.0, 2.0]), Err(length("values of a function", 2, 1)));
}

proptest! {
    // The same cases in every run, so that what lands once stays green.
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_graphs_with_shared_subexpressions(seed: u64, x in prop::collection::vec(-2.0..2.0, 1..6)) {
        check::graph_laws(&mut Forward::new(), seed, &x).unwrap();
    }
}
