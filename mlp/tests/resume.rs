//! A training that is interrupted and resumed ends with the bytes of an uninterrupted one.

mod common;

use common::numbers;
use dualtape_core::{Buf, Engine, Labels, Real};
use dualtape_forward::Forward;
use dualtape_mlp::{
    Activation, Batch, BlockwiseGradient, Checkpoint, Examples, ForwardGradient, GradientSource, Loss,
    Network, OptimizerKind, Outcome, RunFolder, Schedule, Settings, Stop, Targets, Task, Trainer, Training,
};
use dualtape_reverse::Reverse;
use std::fs;

/// Returns arbitrary examples of 3 inputs and 3 classes.
fn examples<R: Real>(rows: usize, seed: u64) -> Examples<R> {
    let inputs: Vec<R> = numbers(rows * 3, seed).into_iter().map(R::from_f64).collect();
    let labels = (0..rows).map(|i| u32::try_from(i * 5 % 3).unwrap()).collect();
    let targets = Targets::Classes(Labels::new(labels));
    Examples::new(Task::Classification, rows, Buf::from_slice(&inputs), targets).unwrap()
}

fn network() -> Network {
    Network::new("3-5-3".parse().unwrap(), Activation::Tanh)
}

fn trainer(settings: Settings) -> Trainer {
    Trainer::new(network(), Loss::SoftmaxCrossEntropy, settings).unwrap()
}

fn settings(optimizer: OptimizerKind) -> Settings {
    Settings {
        epochs: 6,
        batch: Batch::Rows(8),
        optimizer,
        learning_rate: optimizer.default_learning_rate(),
        schedule: Schedule::Cosine,
        weight_decay: 0.01,
        clip_norm: Some(0.5),
        ..Settings::default()
    }
}

/// Returns settings that the optimizer accepts: a line search excludes minibatches, schedules and clipping.
fn settings_for(optimizer: OptimizerKind) -> Settings {
    let settings = settings(optimizer);
    if !optimizer.uses_line_search() {
        return settings;
    }
    Settings { batch: Batch::Full, schedule: Schedule::Constant, clip_norm: None, ..settings }
}

fn folder() -> (tempfile::TempDir, RunFolder) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = RunFolder::create(home.path().join("run")).unwrap();
    (home, folder)
}

/// Advances a training by at most `events` events and returns their number.
fn advance<R: Real, K>(
    training: &mut Training<R>,
    gradients: &mut impl GradientSource<R, K>,
    events: usize,
) -> usize {
    (0..events).take_while(|_| training.advance(gradients).unwrap().is_some()).count()
}

/// Returns the bytes of a checkpoint file.
fn bytes<R: Real>(folder: &RunFolder, checkpoint: &Checkpoint<R>) -> Vec<u8> {
    folder.write_checkpoint(checkpoint).unwrap();
    fs::read(folder.path().join("checkpoint.safetensors")).unwrap()
}

/// Compares an uninterrupted training with ones that are resumed after every `pause` events.
fn check<R: Real, K>(name: &str, settings: &Settings, gradients: &mut impl GradientSource<R, K>) {
    let (_home, folder) = folder();
    let (train, validation) = (examples::<R>(29, 1), examples::<R>(10, 2));
    let trainer = trainer(settings.clone());
    let start = || trainer.start(network().initial_parameters(7), &train, Some(&validation)).unwrap();
    let mut whole = start();
    let events = advance(&mut whole, gradients, usize::MAX);
    let batches = if settings.batch == Batch::Full { 1 } else { 4 };
    assert_eq!(events, 6 * (batches + 1), "{name}: batches and a score per epoch");
    let expected_bytes = bytes(&folder, &whole.checkpoint());
    let expected: Outcome<R> = whole.finish().unwrap();
    for pause in [1, 4, 5, 7, 29] {
        let mut training = start();
        while advance(&mut training, gradients, pause) == pause {
            folder.write_checkpoint(&training.checkpoint()).unwrap();
            training = trainer.resume(folder.read_checkpoint().unwrap(), &train, Some(&validation)).unwrap();
        }
        assert!(bytes(&folder, &training.checkpoint()) == expected_bytes, "{name}, pause {pause}");
        let found = training.finish().unwrap();
        assert_eq!(found.parameters[..], expected.parameters[..], "{name}, pause {pause}");
        assert_eq!(found.history, expected.history, "{name}, pause {pause}");
        assert_eq!((found.best_epoch, found.stop), (expected.best_epoch, Stop::Epochs));
    }
}

fn check_all_optimizers<R: Real>(new: impl Fn() -> Reverse<R>)
where
    Reverse<R>: Engine<R>,
{
    for &optimizer in OptimizerKind::ALL {
        check(&format!("{optimizer} in {}", R::NAME), &settings_for(optimizer), &mut new());
    }
}

#[test]
fn every_optimizer_resumes_to_the_same_bytes() {
    check_all_optimizers(Reverse::<f64>::new);
    check_all_optimizers(Reverse::<f32>::new);
}

#[test]
fn every_source_of_gradients_resumes_to_the_same_bytes() {
    let settings = settings(OptimizerKind::Adam);
    check("forward mode", &settings, &mut Forward::<f64>::new());
    check("blocks of rows", &settings, &mut BlockwiseGradient::new(Reverse::<f64>::new, 3));
    check("forward gradients", &settings, &mut ForwardGradient::new(Forward::<f64>::new(), 7));
}

#[test]
fn epochs_may_be_added_on_resuming() {
    let (train, mut engine) = (examples::<f64>(29, 1), Reverse::<f64>::new());
    let with = |epochs, patience| {
        let constant = Settings { schedule: Schedule::Constant, ..settings(OptimizerKind::Adam) };
        trainer(Settings { epochs, patience, ..constant })
    };
    let (short, long) = (with(3, None), with(6, None));
    let start = network().initial_parameters(7);
    let mut first = short.start(start.clone(), &train, None).unwrap();
    advance(&mut first, &mut engine, usize::MAX);
    let mut second = long.resume(first.checkpoint(), &train, None).unwrap();
    advance(&mut second, &mut engine, usize::MAX);
    let mut whole = long.start(start, &train, None).unwrap();
    advance(&mut whole, &mut engine, usize::MAX);
    assert_eq!(second.finish().unwrap().parameters[..], whole.finish().unwrap().parameters[..]);
    // The patience may differ from that of the checkpoint.
    let impatient = with(6, Some(1));
    let checkpoint = first.checkpoint();
    assert_eq!(checkpoint.history().len(), 3);
    assert!(impatient.resume(checkpoint, &train, None).is_ok());
}

#[test]
fn an_interruption_does_not_change_the_checkpoint() {
    let (_home, folder) = folder();
    let (train, mut engine) = (examples::<f64>(29, 1), Reverse::<f64>::new());
    let trainer = trainer(settings(OptimizerKind::Adam));
    let mut training = trainer.start(network().initial_parameters(7), &train, None).unwrap();
    // Two steps into an epoch the loss is lower than at its start.
    advance(&mut training, &mut engine, 7);
    let before = bytes(&folder, &training.checkpoint());
    training.interrupt();
    assert!(bytes(&folder, &training.checkpoint()) == before);
    assert_eq!(training.advance(&mut engine).unwrap().map(|_| "an event"), None);
    let outcome = training.finish().unwrap();
    assert_eq!((outcome.stop, outcome.best_epoch), (Stop::Interrupted, 2));
}

#[test]
fn a_checkpoint_of_another_training_is_refused() {
    let (train, mut engine) = (examples::<f64>(29, 1), Reverse::<f64>::new());
    let base = settings(OptimizerKind::Adam);
    let first = trainer(base.clone());
    let mut training = first.start(network().initial_parameters(7), &train, None).unwrap();
    advance(&mut training, &mut engine, 7);
    let mut message = |trainer: &Trainer, train: &Examples<f64>| {
        trainer.resume(training.checkpoint(), train, None).map(|_| ()).unwrap_err().to_string()
    };
    let with = |change: fn(&mut Settings)| {
        let mut settings = base.clone();
        change(&mut settings);
        trainer(settings)
    };
    for (changed, expected) in [
        (with(|s| s.optimizer = OptimizerKind::Sgd), "optimizer = adam, expected sgd"),
        (with(|s| s.learning_rate = 0.5), "learning rate = 0.01, expected 0.5"),
        (with(|s| s.schedule = Schedule::Constant), "schedule = cosine, expected constant"),
        (with(|s| s.batch = Batch::Full), "batch = 8, expected full"),
        (with(|s| s.weight_decay = 0.0), "weight decay = 0.01, expected 0"),
        (with(|s| s.clip_norm = None), "clip norm = 0.5, expected none"),
        (with(|s| s.seed = 8), "seed = 7, expected 8"),
        (with(|s| s.epochs = 7), "epochs = 6, expected 7"),
    ] {
        assert_eq!(message(&changed, &train), format!("the checkpoint has {expected}"));
    }
    let other = Network::new("3-4-3".parse().unwrap(), Activation::Tanh);
    let other = Trainer::new(other, Loss::SoftmaxCrossEntropy, base.clone()).unwrap();
    // The numbers of parameters differ, which is checked first.
    assert!(message(&other, &train).starts_with("parameters: found 38 numbers, expected 31"));
    let other = Network::new("3-5-3".parse().unwrap(), Activation::Relu);
    let other = Trainer::new(other, Loss::SoftmaxCrossEntropy, base).unwrap();
    let expected = "the checkpoint has a network 3-5-3 (tanh), expected a network 3-5-3 (relu)";
    assert_eq!(message(&other, &train), expected);
    let changed = message(&first, &examples(29, 3));
    assert!(changed.starts_with("the checkpoint has data with the checksum "), "{changed}");
}

#[test]
fn damaged_and_foreign_checkpoints_are_refused() {
    let (_home, folder) = folder();
    let path = folder.path().join("checkpoint.safetensors");
    let message = || folder.read_checkpoint::<f64>().unwrap_err().to_string();
    assert!(message().starts_with("could not read "), "{}", message());

    let (train, mut engine) = (examples::<f64>(29, 1), Reverse::<f64>::new());
    let trainer = trainer(settings(OptimizerKind::Adam));
    let mut training = trainer.start(network().initial_parameters(7), &train, None).unwrap();
    advance(&mut training, &mut engine, 7);
    let whole = bytes(&folder, &training.checkpoint());
    for cut in [0, 7, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).unwrap();
        let expected = format!("{}: found no whole safetensors file (", path.display());
        assert!(message().starts_with(&expected), "cut at {cut}: {}", message());
    }
    // One flipped bit anywhere is an error.
    for at in (0..whole.len()).step_by(whole.len() / 97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        fs::write(&path, damaged).unwrap();
        let message = message();
        assert!(message.contains(": found "), "bit of byte {at}: {message}");
    }
    folder.write_model(&network(), &network().initial_parameters::<f64>(7)).unwrap();
    fs::rename(folder.path().join("model.safetensors"), &path).unwrap();
    let expected = "found a safetensors file without dualtape.checkpoint/1, expected a checkpoint";
    assert_eq!(message(), format!("{}: {expected}", path.display()));
    fs::write(&path, &whole).unwrap();
    let message = folder.read_checkpoint::<f32>().unwrap_err().to_string();
    assert!(message.ends_with(": found parameters of type F64, expected F32"), "{message}");
}

#[test]
fn a_failed_write_leaves_the_previous_checkpoint() {
    let (_home, folder) = folder();
    let (train, mut engine) = (examples::<f64>(29, 1), Reverse::<f64>::new());
    let trainer = trainer(settings(OptimizerKind::Adam));
    let mut training = trainer.start(network().initial_parameters(7), &train, None).unwrap();
    let before = bytes(&folder, &training.checkpoint());
    advance(&mut training, &mut engine, 7);
    // A folder of the name of the temporary file: the write fails even with all permissions.
    let obstacle = folder.path().join(format!(".checkpoint.safetensors.{}.tmp", std::process::id()));
    fs::create_dir(obstacle).unwrap();
    let message = folder.write_checkpoint(&training.checkpoint()).unwrap_err().to_string();
    assert!(message.starts_with("could not write "), "{message}");
    assert_eq!(fs::read(folder.path().join("checkpoint.safetensors")).unwrap(), before);
}

#[test]
fn the_best_parameters_of_a_checkpoint_are_read_for_their_network_only() {
    fn check<R: Real>() {
        let (_home, folder) = folder();
        let train = examples::<R>(20, 1);
        let parameters = network().initial_parameters::<R>(7);
        let trainer = trainer(settings(OptimizerKind::Adam));
        let mut training = trainer.start(parameters.clone(), &train, None).unwrap();
        folder.write_checkpoint(&training.checkpoint()).unwrap();
        let (best, epoch) = folder.read_best_parameters(&network()).unwrap();
        let expected: Vec<f64> = parameters.iter().map(|parameter| parameter.to_f64()).collect();
        assert_eq!((&best[..], epoch), (&expected[..], 0));
        let other = Network::new("3-5-3".parse().unwrap(), Activation::Relu);
        let message = folder.read_best_parameters(&other).unwrap_err().to_string();
        assert!(
            message.ends_with("found a network 3-5-3 (tanh), expected a network 3-5-3 (relu)"),
            "{message}"
        );
    }
    check::<f64>();
    check::<f32>();
}
