//! All that a training is made of at one moment, so that it can go on from there.

use super::{EpochRecord, Settings};
use crate::{Error, Examples, Loss, Network, Targets};
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};

/// A training between two steps: what [`Training::checkpoint`](crate::Training::checkpoint) takes,
/// [`RunFolder`](crate::RunFolder) keeps and [`Trainer::resume`](crate::Trainer::resume) goes on from.
///
/// No generator of random numbers is part of it: the order of the rows depends on the seed and the epoch, a random
/// direction on the seed and the step.
#[derive(Clone, Debug)]
pub struct Checkpoint<R: Real> {
    pub(crate) network: Network,
    pub(crate) loss: Loss,
    pub(crate) settings: Settings,
    /// The CRC-32 of the examples.
    pub(crate) data: u32,
    pub(crate) position: Position,
    pub(crate) parameters: Buf<R>,
    pub(crate) best: Buf<R>,
    /// What the optimizer keeps of the steps before: runs of one number per parameter, and anything else.
    pub(crate) memory: Vec<(String, Buf<R>)>,
    pub(crate) solver: Vec<u8>,
    pub(crate) history: Vec<EpochRecord>,
}

/// How far a training is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// Batches of the current epoch that are done.
    pub(crate) batch: usize,
    /// Steps taken.
    pub(crate) step: u64,
    /// The current epoch's share of the training loss so far.
    pub(crate) train_loss: f64,
    pub(crate) best_epoch: usize,
    pub(crate) best_loss: f64,
}

impl<R: Real> Checkpoint<R> {
    /// The epochs that were run to their end, in order.
    pub fn history(&self) -> &[EpochRecord] {
        &self.history
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.position.step
    }

    /// Checks that a training of this network, with these settings, on data with this checksum would have come by.
    pub(super) fn check_origin(
        &self,
        network: &Network,
        loss: Loss,
        settings: &Settings,
        data: u32,
    ) -> Result<(), Error> {
        let differ = |found: String, expected: String| Err(Error::Checkpoint { found, expected });
        if self.network != *network {
            let name =
                |network: &Network| format!("a network {} ({})", network.shape(), network.activation());
            return differ(name(&self.network), name(network));
        }
        if self.loss != loss {
            return differ(format!("the loss {}", self.loss), loss.to_string());
        }
        let (then, now) = (entries(&self.settings, settings), entries(settings, settings));
        for ((name, found), (_, expected)) in then.iter().zip(&now) {
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
}

/// The settings that a training cannot go on without, in words; `now` has the schedule that counts.
fn entries(settings: &Settings, now: &Settings) -> Vec<(&'static str, String)> {
    // All fields are named, so that a new one is not forgotten here.
    let Settings {
        epochs,
        batch,
        optimizer,
        learning_rate,
        schedule,
        weight_decay,
        clip_norm,
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
        ("seed", seed.to_string()),
    ];
    if now.schedule.depends_on_epochs() {
        entries.push(("epochs", epochs.to_string()));
    }
    entries
}

/// A CRC-32 of all inputs and targets.
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
