//! Losses as sums over blocks of examples: the same gradient, on any number of threads, in bounded memory.

mod common;

use common::{assert_close, numbers};
use dualtape_core::{Buf, Engine, Function, Labels, Scalar, SumFunction, TermByTerm, function::marker};
use dualtape_forward::Forward;
use dualtape_mlp::{Activation, Examples, Loss, Network, Objective, Targets, Task};
use dualtape_reverse::{Limits, Reverse};

fn objective(rows: usize) -> (Objective<f64>, Buf<f64>) {
    let network = Network::new("5-16-8-3".parse().unwrap(), Activation::Tanh);
    let parameters = network.initial_parameters(3);
    let labels = (0..rows).map(|i| u32::try_from(i * 7 % 3).unwrap()).collect();
    let inputs = Buf::from_slice(&numbers(rows * 5, 1));
    let examples =
        Examples::new(Task::Classification, rows, inputs, Targets::Classes(Labels::new(labels))).unwrap();
    (Objective::new(network, Loss::SoftmaxCrossEntropy, examples).unwrap(), parameters)
}

/// Runs `f` on this number of threads.
fn on_threads<Out: Send>(threads: usize, f: impl FnOnce() -> Out + Send) -> Out {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(f)
}

#[test]
fn a_sum_over_blocks_of_any_size_is_the_whole() {
    let (objective, parameters) = objective(101);
    let (value, gradient) = Reverse::new().value_and_gradient_array(&objective, &parameters).unwrap();
    for rows in [1, 7, 64, 101, 1000] {
        let sums = TermByTerm::new(Reverse::<f64>::new);
        let (found_value, found) = sums.value_and_gradient(&objective.in_blocks(rows), &parameters).unwrap();
        assert_close("value", &[found_value], &[value], 1e-12);
        assert_close(&format!("gradient in blocks of {rows}"), &found, &gradient, 1e-11);
    }
    let sums = TermByTerm::new(Forward::<f64>::new);
    let (_, found) = sums.value_and_gradient(&objective.in_blocks(40), &parameters).unwrap();
    assert_close("gradient by forward mode", &found, &gradient, 1e-11);
}

#[test]
fn the_bits_do_not_depend_on_the_threads() {
    let (objective, parameters) = objective(1003);
    let run = |threads| {
        on_threads(threads, || {
            let sums = TermByTerm::new(Reverse::<f64>::new);
            let (value, gradient) = sums.value_and_gradient(&objective.in_blocks(10), &parameters).unwrap();
            let bits: Vec<u64> = gradient.iter().map(|g| g.to_bits()).collect();
            (value.to_bits(), bits)
        })
    };
    let expected = run(1);
    for threads in [2, 3, 8] {
        assert!(run(threads) == expected, "{threads} threads");
    }
}

#[test]
fn the_memory_of_a_tape_does_not_grow_with_the_terms() {
    let (small, parameters) = objective(10);
    let mut engine = Reverse::<f64>::new();
    let only = small.in_blocks(10).term(0);
    engine.value_and_gradient_array(&only, &parameters).unwrap();
    let bytes = engine.usage().bytes;

    // A hundred times the data in blocks of the same size fits the same limit; as a whole it does not.
    let limits = Limits { bytes, ..Limits::default() };
    let (large, _) = objective(1000);
    let sums = TermByTerm::new(|| Reverse::<f64>::with_limits(limits));
    sums.value_and_gradient(&large.in_blocks(10), &parameters).unwrap();
    assert!(Reverse::<f64>::with_limits(limits).value_and_gradient_array(&large, &parameters).is_err());
}

/// One of two terms whose values are infinities of both signs, by an early exit, and whose gradients are finite.
struct Infinity(f64);

impl Function for Infinity {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        if x[0] > 0.0 { S::constant(self.0) } else { x[0] }
    }
}

struct Both;

impl SumFunction<f64, marker::Scalars> for Both {
    type Term<'a> = Infinity;
    fn terms(&self) -> usize {
        2
    }
    fn term(&self, i: usize) -> Infinity {
        Infinity([f64::INFINITY, f64::NEG_INFINITY][i])
    }
}

#[test]
fn a_sum_that_is_nan_has_no_derivative() {
    let sums = TermByTerm::new(Reverse::<f64>::new);
    let (value, gradient) = sums.value_and_gradient(&Both, &Buf::from_slice(&[1.0])).unwrap();
    assert!(value.is_nan() && gradient[0].is_nan(), "{value}, {}", gradient[0]);
    let (value, gradient) = sums.value_and_gradient(&Both, &Buf::from_slice(&[-1.0])).unwrap();
    assert_eq!((value, gradient[0]), (-2.0, 2.0));
}
