//! Training on real data, with both engines.

use dualtape_core::{Buf, Engine, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Batch, Dataset, Divergence, EpochRecord, Error, Examples, Loss, Network, OptimizerKind,
    Outcome, Scaling, Settings, Shape, Stop, Targets, Task, TaskChoice, Trainer, TrainingEvent, split,
};
use dualtape_reverse::Reverse;
use std::ops::ControlFlow;

fn data(name: &str) -> Dataset {
    let path = format!("{}/data/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    Dataset::open(path, None, TaskChoice::Auto).unwrap()
}

/// A data set, split and scaled, with a network and a loss for it.
struct PreparedData<R: Real> {
    network: Network,
    loss: Loss,
    train: Examples<R>,
    validation: Examples<R>,
}

impl<R: Real> PreparedData<R> {
    fn new(name: &str, hidden: &[usize], loss: Option<Loss>) -> Self {
        let data = data(name);
        let loss = loss.unwrap_or(data.suitable_loss());
        let parts = split(&data, 0.2, 7).unwrap();
        let scaling = Scaling::fit(&data, &parts.train).unwrap();
        let widths = [&[data.features().len()], hidden, &[data.outputs(loss).unwrap()]].concat();
        Self {
            network: Network::new(Shape::new(widths).unwrap(), Activation::Tanh),
            loss,
            train: data.examples(&parts.train, &scaling, loss).unwrap(),
            validation: data.examples(&parts.validation, &scaling, loss).unwrap(),
        }
    }

    fn fit(
        &self,
        engine: &mut impl Engine<R>,
        settings: Settings,
        observe: impl FnMut(TrainingEvent) -> ControlFlow<()>,
    ) -> Result<Outcome<R>, Error> {
        let start = self.network.initial_parameters(settings.seed);
        let trainer = Trainer::new(self.network.clone(), self.loss, settings)?;
        trainer.fit(engine, start, &self.train, Some(&self.validation), observe)
    }
}

/// Continues after every event.
fn proceed(_: TrainingEvent) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn losses(history: &[EpochRecord]) -> Vec<f64> {
    history.iter().flat_map(|record| [record.train_loss, record.score.loss]).collect()
}

#[test]
fn both_engines_train_iris_to_the_same_losses() {
    let iris = PreparedData::<f64>::new("iris", &[16, 16], None);
    let by_reverse = iris.fit(&mut Reverse::<f64>::new(), Settings::default(), proceed).unwrap();
    let by_forward = iris.fit(&mut Forward::<f64>::new(), Settings::default(), proceed).unwrap();
    let (reverse, forward) = (losses(&by_reverse.history), losses(&by_forward.history));
    assert_eq!(reverse.len(), 2 * Settings::default().epochs);
    for (epoch, (reverse, forward)) in reverse.iter().zip(&forward).enumerate() {
        let difference = (reverse - forward).abs();
        assert!(difference <= 1e-9 * reverse.abs(), "record {epoch}: {reverse:e} and {forward:e}");
    }
    assert_eq!(by_reverse.best_epoch, by_forward.best_epoch);
    for outcome in [by_reverse, by_forward] {
        let accuracy = outcome.validation.unwrap().accuracy.unwrap();
        assert!(accuracy >= 0.93, "validation accuracy {accuracy}");
        assert_eq!(outcome.stop, Stop::Epochs);
    }
}

#[test]
fn single_precision_trains_iris() {
    let iris = PreparedData::<f32>::new("iris", &[16, 16], None);
    let outcome = iris.fit(&mut Reverse::<f32>::new(), Settings::default(), proceed).unwrap();
    let accuracy = outcome.validation.unwrap().accuracy.unwrap();
    assert!(accuracy >= 0.93, "validation accuracy {accuracy}");
}

#[test]
fn reverse_mode_learns_digits() {
    let digits = PreparedData::<f64>::new("digits", &[64, 32], None);
    let settings = Settings { epochs: 30, ..Settings::default() };
    let outcome = digits.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap();
    let accuracy = outcome.validation.unwrap().accuracy.unwrap();
    assert!(accuracy >= 0.95, "validation accuracy {accuracy}");
}

#[test]
fn every_optimizer_and_loss_learns_iris() {
    for &optimizer in OptimizerKind::ALL {
        for loss in [Loss::SoftmaxCrossEntropy, Loss::SquaredError] {
            let iris = PreparedData::<f64>::new("iris", &[8], Some(loss));
            let learning_rate = optimizer.default_learning_rate();
            let batch = if optimizer.uses_line_search() { Batch::Full } else { Batch::Rows(32) };
            let settings = Settings { optimizer, learning_rate, batch, ..Settings::default() };
            let outcome = iris.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap();
            let accuracy = outcome.validation.unwrap().accuracy.unwrap();
            assert!(accuracy >= 0.9, "{optimizer}, {loss}: validation accuracy {accuracy}");
        }
    }
}

#[test]
fn a_regression_explains_part_of_diabetes() {
    let diabetes = PreparedData::<f64>::new("diabetes", &[8], None);
    let settings = Settings { epochs: 40, learning_rate: 0.003, ..Settings::default() };
    let outcome = diabetes.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap();
    let (train, validation) = (outcome.train, outcome.validation.unwrap());
    assert!(train.accuracy.is_none() && train.r2.unwrap() > 0.4, "train {train:?}");
    assert!(validation.r2.unwrap() > 0.3, "validation {validation:?}");
}

#[test]
fn equal_seeds_give_equal_bits() {
    let iris = PreparedData::<f64>::new("iris", &[8], None);
    let run = |seed| {
        let settings = Settings { epochs: 5, seed, ..Settings::default() };
        iris.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap()
    };
    let (first, second, other) = (run(3), run(3), run(4));
    assert_eq!(first.parameters[..], second.parameters[..]);
    assert_eq!(first.history, second.history);
    assert_ne!(first.parameters[..], other.parameters[..]);
}

#[test]
fn events_come_in_order() {
    let iris = PreparedData::<f64>::new("iris", &[4], None);
    let mut seen = Vec::new();
    let settings = Settings { epochs: 2, batch: Batch::Rows(50), ..Settings::default() };
    let outcome = iris.fit(&mut Reverse::<f64>::new(), settings, |event| {
        seen.push(match event {
            TrainingEvent::Batch { epoch, batch, batches, .. } => format!("{epoch}: {batch}/{batches}"),
            TrainingEvent::Epoch(record) => format!("end of {}", record.epoch),
            _ => "unknown".to_owned(),
        });
        ControlFlow::Continue(())
    });
    let expected = ["1: 1/3", "1: 2/3", "1: 3/3", "end of 1", "2: 1/3", "2: 2/3", "2: 3/3", "end of 2"];
    assert_eq!(seen, expected);
    assert_eq!(outcome.unwrap().history.len(), 2);
}

#[test]
fn an_observer_can_stop_after_any_batch() {
    let iris = PreparedData::<f64>::new("iris", &[4], None);
    let mut steps = 0;
    let outcome = iris.fit(&mut Reverse::<f64>::new(), Settings::default(), |event| {
        if matches!(event, TrainingEvent::Batch { .. }) {
            steps += 1;
        }
        if steps == 6 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let outcome = outcome.unwrap();
    assert_eq!((outcome.stop, outcome.stop.name()), (Stop::Interrupted, "interrupted"));
    assert_eq!((steps, outcome.history.len()), (6, 1));
    assert_eq!(outcome.best_epoch, 2, "two steps into the second epoch");
}

#[test]
fn patience_ends_training_with_the_best_parameters() {
    let diabetes = PreparedData::<f64>::new("diabetes", &[64], None);
    let settings = Settings { epochs: 500, patience: Some(5), ..Settings::default() };
    let outcome = diabetes.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap();
    assert_eq!(outcome.stop, Stop::Patience);
    assert_eq!(outcome.history.len(), outcome.best_epoch + 5);
    let best = outcome.history.iter().map(|record| record.score.loss).fold(f64::INFINITY, f64::min);
    assert_eq!(outcome.validation.unwrap().loss, best);
    assert_eq!(outcome.history[outcome.best_epoch - 1].score.loss, best);
}

#[test]
fn a_loss_that_is_not_finite_ends_training_with_the_best_parameters() {
    let diabetes = PreparedData::<f64>::new("diabetes", &[], None);
    let settings = Settings {
        optimizer: OptimizerKind::Sgd,
        learning_rate: 1e3,
        epochs: 10_000,
        batch: Batch::Full,
        ..Settings::default()
    };
    let outcome = diabetes.fit(&mut Reverse::<f64>::new(), settings, proceed).unwrap();
    let Stop::Diverged(Divergence { epoch, .. }) = outcome.stop else {
        panic!("stopped by {:?}", outcome.stop)
    };
    assert_eq!(outcome.stop.name(), "diverged");
    assert_eq!(epoch, outcome.history.len() + 1);
    assert!(outcome.train.loss.is_finite());
    assert!(outcome.parameters.iter().all(|x| x.is_finite()));
}

#[test]
fn without_a_validation_part_the_training_part_is_scored() {
    // XOR, which needs a hidden layer.
    let inputs = Buf::from_slice(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let targets = Targets::Values(Buf::from_slice(&[0.0, 1.0, 1.0, 0.0]));
    let examples = Examples::new(Task::Classification, 4, inputs, targets).unwrap();
    let network = Network::new("2-4-1".parse().unwrap(), Activation::Tanh);
    let start: Buf<f64> = network.initial_parameters(7);
    let settings = Settings { epochs: 500, batch: Batch::Full, learning_rate: 0.05, ..Settings::default() };
    let trainer = Trainer::new(network, Loss::BinaryCrossEntropy, settings).unwrap();
    let outcome = trainer.fit(&mut Reverse::<f64>::new(), start, &examples, None, proceed).unwrap();
    assert_eq!(outcome.train.accuracy, Some(1.0));
    assert_eq!(outcome.validation, None);
    assert_eq!(outcome.history[outcome.best_epoch - 1].score, outcome.train);
}

#[test]
fn mismatches_are_detected_before_training() {
    let iris = PreparedData::<f64>::new("iris", &[4], None);
    let message = |shape: &str, start: usize| {
        let network = Network::new(shape.parse().unwrap(), Activation::Tanh);
        let trainer = Trainer::new(network, iris.loss, Settings::default()).unwrap();
        let start = Buf::zeros(start);
        trainer.fit(&mut Reverse::<f64>::new(), start, &iris.train, None, proceed).unwrap_err().to_string()
    };
    assert_eq!(message("4-3", 14), "parameters: found 14 numbers, expected 15");
    assert_eq!(message("5-3", 18), "inputs per example: found 4 numbers, expected 5");
    assert_eq!(
        message("4-2", 10),
        "the loss softmax-cross-entropy needs classes below the network's 2 outputs, found class 2"
    );
}
