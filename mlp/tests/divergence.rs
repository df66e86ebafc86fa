//! The operation that made a training's first infinity or NaN, by name.

use dualtape_core::{Buf, Real};
use dualtape_mlp::{
    Activation, Batch, DivergedOperation, Divergence, Examples, Loss, Network, OptimizerKind, Settings, Stop,
    Targets, Task, Trainer,
};
use dualtape_reverse::Reverse;
use std::ops::ControlFlow;

/// Returns regression examples with one input and one target each.
fn examples<R: Real>(rows: &[(f64, f64)]) -> Examples<R> {
    let numbers = |of: fn(&(f64, f64)) -> f64| {
        let numbers: Vec<R> = rows.iter().map(|row| R::from_f64(of(row))).collect();
        Buf::from_slice(&numbers)
    };
    let targets = Targets::Values(numbers(|row| row.1));
    Examples::new(Task::Regression, rows.len(), numbers(|row| row.0), targets).unwrap()
}

/// A training of a network without hidden activations.
struct Case {
    shape: &'static str,
    loss: Loss,
    start: &'static [f64],
    optimizer: OptimizerKind,
    learning_rate: f64,
}

impl Case {
    /// Returns a case whose step is tiny.
    fn new(shape: &'static str, loss: Loss, start: &'static [f64]) -> Self {
        Self { shape, loss, start, optimizer: OptimizerKind::Sgd, learning_rate: 1e-300 }
    }

    /// Trains on these rows, in one batch each epoch, and returns the divergence.
    fn diverge(&self, train: &[(f64, f64)], validation: Option<&[(f64, f64)]>) -> Divergence {
        let network = Network::for_loss(self.shape.parse().unwrap(), Activation::Identity, self.loss);
        let Self { optimizer, learning_rate, .. } = *self;
        let settings =
            Settings { optimizer, learning_rate, batch: Batch::Full, epochs: 2, ..Settings::default() };
        let trainer = Trainer::new(network, self.loss, settings).unwrap();
        let validation = validation.map(examples);
        let start = Buf::from_slice(self.start);
        let observe = |_| ControlFlow::Continue(());
        let mut engine = Reverse::<f64>::new();
        let outcome = trainer.fit(&mut engine, start, &examples(train), validation.as_ref(), observe);
        match outcome.unwrap().stop {
            Stop::Diverged(divergence) => divergence,
            other => panic!("stopped by {other:?}"),
        }
    }
}

const INF: f64 = f64::INFINITY;

#[test]
fn a_product_that_overflows_is_named_with_its_largest_term() {
    let case = Case::new("1-1-2-1", Loss::SquaredError, &[1e200, 0.0, 1e-9, 1e200, 7.0, 0.5, 1.0, 1.0, 0.0]);
    let found = case.diverge(&[(0.0, 0.0), (2.0, 0.0), (1.0, 0.0)], None);
    let operation =
        DivergedOperation::Product { layer: 1, row: 1, output: 1, weight: 1e200, input: 2e200, bias: 0.5 };
    assert_eq!(found, Divergence { epoch: 1, batch: Some(1), operation, result: INF });
    assert_eq!(
        found.to_string(),
        "epoch 1, batch 1: the product of layer 2 is inf in row 2, output 2 \
         (largest term: weight 1e200 × input 2e200; bias 0.5)"
    );
}

#[test]
fn a_parameter_that_is_nan_from_the_start_is_shown() {
    let found =
        Case::new("1-1", Loss::SquaredError, &[f64::NAN, 1.0]).diverge(&[(2.0, 0.0)], None).to_string();
    assert!(
        found.contains("is NaN in row 1, output 1 (largest term: weight NaN × input 2; bias 1)"),
        "{found}"
    );
    let found =
        Case::new("1-1", Loss::SquaredError, &[1.0, f64::NAN]).diverge(&[(2.0, 0.0)], None).to_string();
    assert!(found.contains("(largest term: weight 1 × input 2; bias NaN)"), "{found}");
}

#[test]
fn a_loss_that_overflows_is_named_with_output_and_target() {
    let found =
        Case::new("1-1", Loss::SquaredError, &[1e200, 0.0]).diverge(&[(0.0, 1.0), (-1.234_56, 0.0)], None);
    let operation = DivergedOperation::Loss { row: 1, output: -1.234_56 * 1e200, target: 0.0 };
    assert_eq!(found, Divergence { epoch: 1, batch: Some(1), operation, result: INF });
    assert_eq!(found.to_string(), "epoch 1, batch 1: the loss is inf in row 2 (output -1.235e200, target 0)");
}

#[test]
fn a_loss_that_overflows_only_in_the_sum_is_told_from_one_of_a_row() {
    let case = Case::new("1-1", Loss::HalfSumOfSquares, &[1.2e154, 0.0]);
    let found = case.diverge(&[(1.0, 0.0), (1.0, 0.0)], None);
    assert_eq!(found.operation, DivergedOperation::LossSum);
    assert_eq!(found.to_string(), "epoch 1, batch 1: the loss is inf, though finite in each row");
}

/// The sigmoid of -740 is positive, its logarithm finite, and the slope of that infinite.
#[test]
fn a_gradient_that_overflows_at_a_finite_loss_is_named_with_its_row() {
    let case = Case::new("1-1-1", Loss::BinaryCrossEntropyProbabilities, &[1.0, 0.0, -740.0, 0.0]);
    let rows = [(0.5, 0.0), (1.0, 1.0)];
    let found = case.diverge(&rows, None);
    let operation = DivergedOperation::Gradient { layer: 1, row: Some(1), parameter: 0, value: -740.0 };
    assert_eq!(found, Divergence { epoch: 1, batch: Some(1), operation, result: -INF });
    assert_eq!(
        found.to_string(),
        "epoch 1, batch 1: the derivative by parameter 1 of layer 2 is -inf in row 2 (parameter -740)"
    );
    #[cfg(feature = "lbfgs")]
    assert_eq!(
        Case { optimizer: OptimizerKind::Lbfgs, learning_rate: 1.0, ..case }.diverge(&rows, None),
        found
    );
}

#[test]
fn a_step_to_parameters_that_are_not_finite_is_named_with_its_operands() {
    let case = Case::new("1-1-1", Loss::SquaredError, &[1.0, 0.0, 1e10, 0.0]);
    let found = Case { learning_rate: 1e300, ..case }.diverge(&[(0.5, 0.0)], None);
    // The loss is (w a)² with w = 1e10 and a = 0.5; its derivative by the first weight is 2 w a · w x.
    let operation =
        DivergedOperation::Step { layer: 0, parameter: 0, derivative: 5e19, learning_rate: 1e300 };
    assert_eq!(found, Divergence { epoch: 1, batch: Some(1), operation, result: -INF });
    assert_eq!(
        found.to_string(),
        "epoch 1, batch 1: the step of the optimizer makes parameter 1 of layer 1 -inf \
         (derivative 5e19, learning rate 1e300)"
    );
}

#[test]
fn a_score_that_is_not_finite_is_of_no_batch() {
    let case = Case::new("1-1", Loss::SquaredError, &[1e200, 0.0]);
    let found = case.diverge(&[(0.0, 1.0)], Some(&[(0.0, 1.0), (1e200, 1.0)]));
    assert_eq!((found.epoch, found.batch), (1, None));
    let text = found.to_string();
    assert!(
        text.starts_with("epoch 1, in the score after it: the product of layer 1 is inf in row 2"),
        "{text}"
    );
}
