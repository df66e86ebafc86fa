//! The state of a training between two steps, from which it can be resumed.

use super::event::EpochRecord;
use super::settings::Settings;
use super::specification::Specification;
use crate::error::Error;
use crate::examples::Examples;
use crate::loss::{Loss, LossFunction, Targets};
use crate::network::{LayerFunction, Network};
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};

/// The state of a training between two steps.
///
/// [`Training::checkpoint`](crate::Training::checkpoint) takes it, [`RunFolder`](crate::RunFolder) stores it, and
/// [`Trainer::resume`](crate::Trainer::resume) continues from it. No generator of random numbers is part of it: the
/// order of the rows depends on the seed and the epoch alone, a random direction on the seed and the step.
#[derive(Clone, Debug)]
pub struct Checkpoint<R: Real, N = Network, L = Loss> {
    pub(crate) specification: Specification<N, L>,
    /// The CRC-32 of the examples.
    pub(crate) data: u32,
    pub(crate) position: Position,
    pub(crate) parameters: Buf<R>,
    pub(crate) best: Buf<R>,
    /// The state of the optimizer: named vectors of one number per parameter.
    pub(crate) memory: Vec<(String, Buf<R>)>,
    /// Any other state of the optimizer, as bytes.
    pub(crate) solver: Vec<u8>,
    pub(crate) history: Vec<EpochRecord>,
}

/// The progress of a training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The number of completed batches of the current epoch.
    pub(crate) batch: usize,
    /// The number of steps taken.
    pub(crate) step: u64,
    /// The sum of the weighted losses of these batches.
    pub(crate) train_loss: f64,
    /// The epoch of the best parameters; 0 for the initial ones.
    pub(crate) best_epoch: usize,
    /// The loss of the best parameters.
    pub(crate) best_loss: f64,
}

impl<R: Real, N: LayerFunction, L: LossFunction> Checkpoint<R, N, L> {
    /// Returns the completed epochs, in order.
    pub fn history(&self) -> &[EpochRecord] {
        &self.history
    }

    /// Returns the number of steps taken.
    pub fn steps(&self) -> u64 {
        self.position.step
    }

    /// Checks that the checkpoint is of a training with this specification, on data with this checksum.
    pub(super) fn check_origin(&self, specification: &Specification<N, L>, data: u32) -> Result<(), Error> {
        let Specification::<N, L> { network, loss, settings } = &self.specification;
        let differ = |found: String, expected: String| Err(Error::Checkpoint { found, expected });
        if *network != specification.network {
            let name = |network: &N| format!("a network {}", network.description());
            return differ(name(network), name(&specification.network));
        }
        if *loss != specification.loss {
            return differ(format!("the loss {}", loss.description()), specification.loss.description());
        }
        let with_epochs = specification.settings.schedule.depends_on_epochs();
        let [found, expected] = [settings, &specification.settings].map(|s| fixed_settings(s, with_epochs));
        for ((name, found), (_, expected)) in found.iter().zip(&expected) {
            if found != expected {
                return differ(format!("{name} = {found}"), expected.clone());
            }
        }
        if self.data != data {
            let [found, expected] = [self.data, data].map(|sum| format!("{sum:08x}"));
            return differ(
                format!("data with the checksum {found}"),
                format!("{expected}, that of these data"),
            );
        }
        Ok(())
    }

    /// Checks that the position is one of the training, with this number of batches per epoch; only a made-up file can
    /// fail.
    pub(super) fn check_position(&self, batches: usize) -> Result<(), Error> {
        let Position { batch, step, best_epoch, .. } = self.position;
        let epochs = self.history.len();
        let differ = |found: String, expected: String| Err(Error::Checkpoint { found, expected });
        if batch > batches {
            return differ(format!("{batch} completed batches of an epoch"), format!("at most {batches}"));
        }
        if best_epoch > epochs {
            return differ(format!("the best epoch {best_epoch}"), format!("at most {epochs}, the last"));
        }
        let most = (epochs as u64).saturating_add(1).saturating_mul(batches as u64);
        if step > most {
            return differ(format!("{step} steps"), format!("at most {most} of {epochs} epochs and a part"));
        }
        Ok(())
    }
}

/// Returns the settings that may not change on resuming, by name; `with_epochs` if the number of epochs is one.
fn fixed_settings(settings: &Settings, with_epochs: bool) -> Vec<(&'static str, String)> {
    // Without `..`, so that the compiler demands a decision on each new field.
    let Settings {
        epochs,
        batch,
        optimizer,
        learning_rate,
        schedule,
        weight_decay,
        clip_norm,
        dropout,
        label_smoothing,
        patience: _,
        seed,
    } = settings;
    let mut entries = vec![
        ("batch", batch.to_string()),
        ("optimizer", optimizer.to_string()),
        ("learning rate", learning_rate.to_string()),
        ("schedule", schedule.to_string()),
        ("weight decay", weight_decay.to_string()),
        ("clip norm", clip_norm.map_or("none".to_owned(), |norm| norm.to_string())),
        ("dropout", dropout.to_string()),
        ("label smoothing", label_smoothing.to_string()),
        ("seed", seed.to_string()),
    ];
    if with_epochs {
        entries.push(("epochs", epochs.to_string()));
    }
    entries
}

/// Returns the CRC-32 of all inputs and targets.
pub(super) fn data_checksum<R: Real>(train: &Examples<R>, validation: Option<&Examples<R>>) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for part in std::iter::once(train).chain(validation) {
        hasher.update(&(part.rows() as u64).to_le_bytes());
        let mut add = |numbers: &[R]| {
            for chunk in numbers.chunks(512) {
                let bytes: Vec<u8> = chunk.iter().flat_map(|x| x.to_f64().to_le_bytes()).collect();
                hasher.update(&bytes);
            }
        };
        add(part.inputs());
        match part.targets() {
            Targets::Values(values) => add(values),
            Targets::Classes(labels) => labels.iter().for_each(|label| hasher.update(&label.to_le_bytes())),
        }
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::Position;
    use crate::activation::Activation;
    use crate::examples::Examples;
    use crate::loss::{Loss, Targets};
    use crate::network::Network;
    use crate::task::Task;
    use crate::train::{Settings, Trainer};
    use dualtape_core::Buf;

    #[test]
    fn a_position_that_no_training_reaches_is_refused() {
        let numbers = Buf::from_slice(&[1.0, 2.0]);
        let examples =
            Examples::new(Task::Regression, 2, numbers.clone(), Targets::Values(numbers.clone())).unwrap();
        let network = Network::new("1-1".parse().unwrap(), Activation::Tanh);
        let trainer = Trainer::new(network, Loss::SquaredError, Settings::default()).unwrap();
        let start = trainer.start(numbers, &examples, None).unwrap().checkpoint();
        let message = |change: fn(&mut Position)| {
            let mut checkpoint = start.clone();
            change(&mut checkpoint.position);
            trainer.resume(checkpoint, &examples, None).err().map(|error| error.to_string())
        };
        assert_eq!(message(|position| position.batch = 1), None);
        for (change, expected) in [
            ((|p| p.batch = 2) as fn(&mut Position), "2 completed batches of an epoch, expected at most 1"),
            (|p| p.best_epoch = 1, "the best epoch 1, expected at most 0, the last"),
            (|p| p.step = u64::MAX, "18446744073709551615 steps, expected at most 1 of 0 epochs and a part"),
        ] {
            assert_eq!(message(change), Some(format!("the checkpoint has {expected}")));
        }
    }
}
