//! Training: minibatch descent with any source of gradients, reported as events.

use crate::{Error, Examples, GradientSource, Loss, Network};
use dualtape_core::{Buf, Real};
use std::ops::ControlFlow;

mod best;
mod checkpoint;
mod descent;
mod epoch;
mod event;
#[cfg(feature = "lbfgs")]
mod lbfgs;
mod method;
mod schedule;
mod settings;
mod training;

pub use checkpoint::Checkpoint;
pub(crate) use checkpoint::Position;
pub use event::{EpochRecord, Event, Outcome, Stop};
#[cfg(feature = "lbfgs")]
pub(crate) use lbfgs::PAIRS as LBFGS_PAIRS;
pub use schedule::Schedule;
pub use settings::{Batch, Settings};
pub use training::Training;

/// Trains a network by minibatch descent on the gradients of any engine, or on estimates of them.
///
/// [`Trainer::fit`] is the whole of it; [`Trainer::start`] hands out a [`Training`] to be driven step by step, from
/// which a [`Checkpoint`] can be taken at any time, and [`Trainer::resume`] goes on from one.
///
/// # Example
/// Any [`Engine`](dualtape_core::Engine) does; here it is the caller's.
/// ```
/// use dualtape_core::Engine;
/// use dualtape_mlp::{Dataset, Error, Loss, Outcome, Network, Scaling, Settings, Trainer, split};
/// use std::ops::ControlFlow;
///
/// fn train(engine: &mut impl Engine<f64>, data: &Dataset, network: Network) -> Result<Outcome<f64>, Error> {
///     let settings = Settings { epochs: 50, ..Settings::default() };
///     let loss = data.suitable_loss();
///     let parts = split(data, 0.2, settings.seed)?;
///     let scaling = Scaling::fit(data, &parts.train)?;
///     let train = data.examples(&parts.train, &scaling, loss)?;
///     let validation = data.examples(&parts.validation, &scaling, loss)?;
///     let start = network.initial_parameters(settings.seed);
///     let trainer = Trainer::new(network, loss, settings)?;
///     trainer.fit(engine, start, &train, Some(&validation), |_| ControlFlow::Continue(()))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Trainer {
    network: Network,
    loss: Loss,
    settings: Settings,
}

impl Trainer {
    /// A trainer with settings that make sense.
    ///
    /// # Errors
    /// As [`Settings::check`].
    pub fn new(network: Network, loss: Loss, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        Ok(Self { network, loss, settings })
    }

    /// Trains from `start` on `train`, judged by `validation`, and tells `observe` of every event.
    ///
    /// An observer that breaks ends training after the batch or epoch that it was told of, with the
    /// best parameters so far kept. A loss that is not finite ends it too: [`Outcome::stop`] says which.
    ///
    /// # Errors
    /// The parameters or examples do not fit the network and loss, or the source of gradients fails.
    ///
    /// # Cost
    /// One gradient per batch and one forward pass over the judged part per epoch; a step allocates
    /// nothing beyond what the source of gradients does.
    pub fn fit<R: Real, K, G: GradientSource<R, K>>(
        &self,
        gradients: &mut G,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
        mut observe: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Outcome<R>, Error> {
        let mut training = self.start(start, train, validation)?;
        while let Some(event) = training.advance(gradients)? {
            if observe(event).is_break() {
                training.interrupt();
            }
        }
        training.finish()
    }

    /// A training before its first step, from `start` on `train`, judged by `validation`.
    ///
    /// # Errors
    /// The parameters or examples do not fit the network and loss.
    pub fn start<R: Real>(
        &self,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Training<'_, R>, Error> {
        self.network.check_parameters(start.len())?;
        Training::new(self, start, train, validation)
    }

    /// The training that `checkpoint` was taken from. It ends with the same bytes as one that was never stopped.
    ///
    /// [`Settings::patience`] may differ from those of the checkpoint, and so may [`Settings::epochs`] unless the
    /// schedule depends on them.
    ///
    /// # Errors
    /// The checkpoint is of another network, of other settings, or of other data.
    pub fn resume<R: Real>(
        &self,
        checkpoint: Checkpoint<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Training<'_, R>, Error> {
        let mut training = self.start(checkpoint.parameters.clone(), train, validation)?;
        training.restore(checkpoint)?;
        Ok(training)
    }
}
