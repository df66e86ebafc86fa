//! Checkpoints of trainings.

use std::sync::LazyLock;

use dualtape_core::Buf;
use dualtape_mlp::{
    Activation, Batch, Checkpoint, Examples, Loss, Network, OptimizerKind, RunFolder, Settings, Targets,
    Task, Trainer,
};
use dualtape_reverse::Reverse;

use crate::fuzzing::files::{file, folder};

/// The file of a run folder.
const FILE: &str = "checkpoint.safetensors";
/// The optimisers of the trainings: one with vectors as its state, one with other bytes.
const OPTIMIZERS: [OptimizerKind; 2] = [OptimizerKind::Adam, OptimizerKind::Lbfgs];

/// The steps and scores after which a resumed training is left.
const EVENTS: usize = 4;

/// A small training with each of [`OPTIMIZERS`].
static TRAINERS: LazyLock<[Trainer; 2]> = LazyLock::new(|| {
    OPTIMIZERS.map(|optimizer| {
        let learning_rate = optimizer.default_learning_rate();
        let settings =
            Settings { epochs: 4, batch: Batch::Full, optimizer, learning_rate, ..Settings::default() };
        Trainer::new(network(), Loss::SquaredError, settings).expect("settings that fit")
    })
});

/// The data of these trainings.
static EXAMPLES: LazyLock<Examples<f64>> = LazyLock::new(|| {
    let numbers = |numbers: &[f64]| Buf::from_slice(numbers);
    let targets = Targets::Values(numbers(&[1.0, 0.5, -1.0]));
    Examples::new(Task::Regression, 3, numbers(&[0.0, 1.0, 2.0, -1.0, 0.5, 3.0]), targets).expect("examples")
});

/// The network of these trainings.
fn network() -> Network {
    Network::new("2-2-1".parse().expect("a shape"), Activation::Tanh)
}

/// Reads a checkpoint and resumes from it; returns whether it is one of these trainings. Its checksum need not be right if the build is one for fuzzing.
///
/// # Panics
/// Panics if a checkpoint is not read as it is written.
pub fn checkpoint(bytes: &[u8]) -> bool {
    file(FILE, bytes);
    let folder = RunFolder::open(folder());
    if let Ok((best, _)) = folder.read_best_parameters(&network()) {
        assert_eq!(best.len(), network().shape().parameters());
    }
    let Ok(checkpoint) = folder.read_checkpoint::<f64>() else { return false };
    let resumed = TRAINERS.each_ref().map(|trainer| resume(trainer, checkpoint.clone()));
    folder.write_checkpoint(&checkpoint).expect("a checkpoint");
    let again = folder.read_checkpoint::<f64>().expect("a written checkpoint");
    assert_eq!(format!("{again:?}"), format!("{checkpoint:?}"), "read as it was written");
    resumed.contains(&true)
}

/// Takes a few steps from a checkpoint; returns whether it is of this training.
fn resume(trainer: &Trainer, checkpoint: Checkpoint<f64>) -> bool {
    let Ok(mut training) = trainer.resume(checkpoint, &EXAMPLES, None) else { return false };
    let mut engine = Reverse::<f64>::new();
    for _ in 0..EVENTS {
        match training.advance(&mut engine) {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => panic!("{error}"),
        }
    }
    let _ = training.checkpoint();
    training.finish().expect("a training that runs can be ended");
    true
}

/// Returns a checkpoint of each training after a few steps, with the name of its optimiser.
#[cfg(test)]
pub(super) fn samples() -> impl Iterator<Item = (String, Vec<u8>)> {
    let folder = RunFolder::open(folder());
    TRAINERS.iter().zip(OPTIMIZERS).map(move |(trainer, optimizer)| {
        let mut training = trainer.start(network().initial_parameters(7), &EXAMPLES, None).expect("they fit");
        for _ in 0..EVENTS {
            training.advance(&mut Reverse::<f64>::new()).expect("finite losses");
        }
        folder.write_checkpoint(&training.checkpoint()).expect("a writable folder");
        let bytes = std::fs::read(folder.path().join(FILE)).expect("a written checkpoint");
        (optimizer.to_string(), bytes)
    })
}
