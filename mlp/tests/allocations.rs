//! A warm training step allocates nothing: batch, gradient, optimizer step.

mod common;

use common::numbers;
use dualtape_core::{Buf, Engine, Labels, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{Activation, Adam, Examples, Loss, Network, Objective, Optimizer, Sgd, Targets, Task};
use dualtape_reverse::Reverse;

/// Counts the allocations of a warm epoch of two steps.
fn steps<R: Real>(engine: &mut impl Engine<R>, optimizer: &mut impl Optimizer<R>) {
    let rows = 40;
    let network = Network::new("5-8-3".parse().unwrap(), Activation::Relu);
    let mut parameters = network.initial_parameters::<R>(1);
    let inputs: Vec<R> = numbers(rows * 5, 1).into_iter().map(R::from_f64).collect();
    let labels = (0..rows).map(|i| u32::try_from(i % 3).unwrap()).collect();
    let targets = Targets::Classes(Labels::new(labels));
    let examples = Examples::new(Task::Classification, rows, Buf::from_slice(&inputs), targets).unwrap();
    let objective = Objective::new(network, Loss::SoftmaxCrossEntropy, examples.clone()).unwrap();

    let mut epoch = || {
        for start in [0, 16] {
            let batch = objective.with_examples(examples.slice(start..start + 16));
            let (_, gradient) = engine.value_and_gradient_array(&batch, &parameters).unwrap();
            optimizer.step(parameters.make_mut(), &gradient, R::from_f64(0.01));
        }
    };
    epoch();
    let info = allocation_counter::measure(epoch);
    assert_eq!((info.count_total, info.bytes_total), (0, 0), "allocations and bytes in {}", R::NAME);
}

#[test]
fn by_reverse_mode() {
    steps(&mut Reverse::<f64>::new(), &mut Sgd);
    steps(&mut Reverse::<f32>::new(), &mut Adam::new(75));
}

#[test]
fn by_forward_mode() {
    steps(&mut Forward::<f64>::new(), &mut Adam::new(75));
    steps(&mut Forward::<f32>::new(), &mut Sgd);
}
