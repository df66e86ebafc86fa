//! Reverse mode obeys the laws.

use std::cell::Cell;

use dualtape_check::{self as check, RandomGraph};
use dualtape_core::{Array, BlockFunction, Buf, Engine, Error, Function, Scalar, VectorFunction, rules};
use dualtape_reverse::{Limits, Reverse, Tape};
use proptest::prelude::*;

#[test]
fn every_rule_in_double_precision() -> Result<(), Error> {
    check::laws::<f64>(&mut Reverse::new())
}

#[test]
fn every_rule_in_single_precision() -> Result<(), Error> {
    check::laws::<f32>(&mut Reverse::new())
}

#[test]
fn every_rule_of_many_operands_means_its_loop() -> Result<(), Error> {
    check::nary_laws::<f64>(&mut Reverse::new())?;
    check::nary_laws::<f32>(&mut Reverse::new())
}

/// `Σ xᵢ` of all inputs, then of every other one.
struct Sums;

impl Function for Sums {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let others: Vec<S> = x.iter().copied().step_by(2).collect();
        S::sum_of(x) * S::sum_of(&others)
    }
}

#[test]
fn a_sum_is_one_operation_and_neighbours_need_no_list() {
    let mut engine = Reverse::new();
    let x = [1.0; 64];
    let gradient = engine.gradient(&Sums, &x).unwrap();
    assert_eq!(gradient[..2], [32.0 + 64.0, 32.0]);
    let usage = engine.usage();
    assert_eq!((usage.nodes, usage.events), (3, 2));
    let chain = engine.usage().bytes;
    // Two weighted sums of 64 and 32 numbers: 8 bytes an operand, and 4 more where ids do not follow each other.
    assert!(chain < 96 * 8 + 32 * 4 + 67 * 8 + 3 * 24 + 300, "{usage:?}");
}

#[test]
fn a_forecast_is_what_a_recording_takes() {
    let (graph, x) = (RandomGraph::new(5, 3, 5_000, 1), [0.3, -0.2, 0.1]);
    let mut engine = Reverse::with_limits(Limits { bytes: 1000, ..Limits::default() });
    let forecast = engine.forecast(&graph.sum(), &x).unwrap();
    let Err(Error::TapeLimit { needed, .. }) = engine.gradient(&graph.sum(), &x) else {
        panic!("a thousand bytes are not enough");
    };
    assert_eq!(forecast.bytes, needed);
    let mut engine = Reverse::new();
    engine.gradient(&graph.sum(), &x).unwrap();
    assert_eq!(forecast, engine.usage());
    assert_eq!(engine.forecast(&Sums, &[1.0; 9]).unwrap(), {
        engine.gradient(&Sums, &[1.0; 9]).unwrap();
        engine.usage()
    });
}

#[test]
fn every_block_operation_means_its_loop() -> Result<(), Error> {
    check::array_laws::<f64>(&mut Reverse::new())?;
    check::array_laws::<f32>(&mut Reverse::new())
}

/// Counts its calls.
struct Counting(Cell<usize>);

impl VectorFunction for Counting {
    fn outputs(&self, inputs: usize) -> usize {
        inputs
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        self.0.set(self.0.get() + 1);
        for (y, &x) in y.iter_mut().zip(x) {
            *y = x * x;
        }
    }
}

#[test]
fn a_jacobian_takes_one_recording() {
    let f = Counting(Cell::new(0));
    let jacobian = Reverse::new().jacobian(&f, &[1.0, 2.0, 3.0]).unwrap();
    assert_eq!(jacobian, [2.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 6.0]);
    assert_eq!(f.0.get(), 1);
}

#[test]
fn long_recordings_cross_pages_and_a_second_call_equals_the_first() {
    let graph = RandomGraph::new(5, 3, 20_000, 1);
    let mut engine = Reverse::new();
    let x = [0.3, -0.2, 0.1];
    let first = engine.value_and_gradient(&graph.sum(), &x).unwrap();
    assert!(engine.usage().nodes > 20_000);
    engine.gradient(&graph.sum(), &[1.0, 1.0, 1.0]).unwrap();
    assert_eq!(engine.value_and_gradient(&graph.sum(), &x).unwrap(), first);
}

/// `Σ xᵢ²`, one operation at a time.
struct Squares;

impl Function for Squares {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x.iter().fold(S::zero(), |sum, &x| sum + x * x)
    }
}

#[test]
fn inputs_may_be_more_than_the_nodes_of_a_page() {
    for inputs in [255, 256, 257, 1000] {
        let x: Vec<f64> = (0..inputs).map(f64::from).collect();
        let expected: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        assert_eq!(Reverse::new().gradient(&Squares, &x).unwrap(), expected, "of {inputs} inputs");
    }
}

#[test]
fn constants_record_nothing() {
    let nodes = Tape::<f64>::new().record(|recording| {
        let x = recording.input(2.0);
        let constant = (x * 0.0).primal() + 1.0;
        let before = recording.usage().nodes;
        let c = dualtape_reverse::Var::constant(constant).exp().sin() * 3.0;
        assert_eq!(recording.usage().nodes, before);
        recording.pull([(x * c, 1.0)]);
        assert!((recording.adjoint(x) - 1f64.exp().sin() * 3.0).abs() < 1e-14);
        recording.usage().nodes
    });
    assert_eq!(nodes, 2); // x * 0 and x * c
}

#[test]
fn repeated_pulls_do_not_accumulate() {
    Tape::<f64>::new().record(|recording| {
        let x = recording.input(2.0);
        let a = recording.input_array(Buf::from_slice(&[1.0, 2.0]));
        let y = a.dot(&a) * x;
        for _ in 0..2 {
            recording.pull([(y, 1.0)]);
            assert_eq!(recording.adjoint(x), 5.0);
            assert_eq!(&*recording.adjoint_array(&a), &[4.0, 8.0]);
        }
    });
}

#[test]
fn the_adjoint_of_a_block_may_be_read_twice() {
    Tape::<f64>::new().record(|recording| {
        let a = recording.input_array(Buf::from_slice(&[1.0, 2.0, 3.0]));
        let part = a.slice(1..3);
        recording.pull([(part.dot(&part), 1.0)]);
        for _ in 0..2 {
            assert_eq!(&*recording.adjoint_array(&a), &[0.0, 4.0, 6.0]);
        }
    });
}

#[test]
#[should_panic(expected = "adjoint of a scalar that is no input")]
fn the_adjoint_of_a_result_is_refused() {
    Tape::<f64>::new().record(|recording| {
        let y = recording.input(2.0).exp();
        recording.pull([(y.sin(), 1.0)]);
        recording.adjoint(y)
    });
}

#[test]
#[should_panic(expected = "adjoint of a block that is no input")]
fn the_adjoint_of_a_block_of_results_is_refused() {
    Tape::<f64>::new().record(|recording| {
        let a = recording.input_array(Buf::from_slice(&[1.0, 2.0]));
        let y = a.map(dualtape_core::rules::Exp);
        recording.pull([(y.dot(&a), 1.0)]);
        recording.adjoint_array(&y).sum()
    });
}

/// Two inputs, a product, a sum.
struct Small;

impl Function for Small {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[0] * x[1] + x[0]
    }
}

#[test]
fn a_recording_beyond_its_limits_is_refused_and_says_what_it_needs() {
    let graph = RandomGraph::new(1, 2, 10_000, 1);
    let x = [0.1, 0.2];
    let mut free = Reverse::new();
    free.gradient(&graph.sum(), &x).unwrap();
    let needed = free.usage();

    let mut bounded = Reverse::with_limits(Limits { bytes: needed.bytes / 2, ..Limits::default() });
    let limit = needed.bytes / 2;
    assert_eq!(
        bounded.gradient(&graph.sum(), &x),
        Err(Error::TapeLimit { unit: "bytes", needed: needed.bytes, limit })
    );
    let few = Limits { scalars: 5000, ..Limits::default() };
    assert!(matches!(
        Reverse::with_limits(few).gradient(&graph.sum(), &x),
        Err(Error::TapeLimit { unit: "scalars", needed: 10_000.., limit: 5000 })
    ));
    // A recording that fits exactly is not refused.
    let exact = Limits { scalars: 4, ..Limits::default() };
    assert_eq!(Reverse::with_limits(exact).gradient(&Small, &[2.0, 3.0]), Ok(vec![4.0, 2.0]));
    let error = Error::TapeLimit { unit: "scalars", needed: 4, limit: 3 };
    let tight = Limits { scalars: 3, ..Limits::default() };
    assert_eq!(Reverse::with_limits(tight).gradient(&Small, &[2.0, 3.0]), Err(error));
    // A smaller function still fits afterwards.
    assert_eq!(bounded.gradient(&RandomGraph::new(1, 1, 0, 1).sum(), &[0.5]), Ok(vec![1.0]));
}

#[test]
fn usage_counts_bytes_of_blocks() {
    struct Layer;
    impl BlockFunction for Layer {
        fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
            x.map(rules::Tanh).sum()
        }
    }
    let mut engine = Reverse::new();
    engine.gradient(&Layer, &[0.5; 100]).unwrap();
    let usage = engine.usage();
    assert_eq!((usage.nodes, usage.events), (1, 3)); // input, tanh, sum
    assert!(usage.bytes >= 2 * 100 * 8, "{usage:?}");
}

proptest! {
    // The same cases in every run, so that a change which passes once does not fail later.
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_graphs_with_shared_subexpressions(seed: u64, x in prop::collection::vec(-2.0..2.0, 1..6)) {
        check::graph_laws(&mut Reverse::new(), seed, &x).unwrap();
    }
}
