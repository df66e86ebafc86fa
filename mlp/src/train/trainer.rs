//! The trainer: a checked specification from which trainings start.

use super::checkpoint::Checkpoint;
use super::event::{Outcome, TrainingEvent};
use super::settings::Settings;
use super::specification::Specification;
use super::training::Training;
use crate::error::Error;
use crate::examples::Examples;
use crate::gradient::GradientSource;
use crate::loss::{Loss, LossFunction};
use crate::network::{LayerFunction, Network};
use dualtape_core::{Buf, Real};
use std::ops::ControlFlow;

/// A trainer: minibatch descent on the gradients of any engine, or on estimates of them.
///
/// Network and loss are the standard ones unless other types are given: see [`LayerFunction`] and [`LossFunction`].
///
/// [`Trainer::fit`] runs a whole training. [`Trainer::start`] returns a [`Training`] that the caller drives step by
/// step; a [`Checkpoint`] of it can be taken at any time, and [`Trainer::resume`] continues from one.
///
/// # Example
/// The engine is any [`Engine`](dualtape_core::Engine), chosen by the caller.
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
pub struct Trainer<N = Network, L = Loss> {
    specification: Specification<N, L>,
}

impl<N: LayerFunction, L: LossFunction> Trainer<N, L> {
    /// Returns a trainer with these settings.
    ///
    /// # Errors
    /// Returns an error as [`Settings::check`] and [`LayerFunction::check`] do; for dropout unless the network is a standard
    /// one with a hidden layer; and for label smoothing unless the loss is a standard cross-entropy of logits.
    pub fn new(network: N, loss: L, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        network.check()?;
        let refuse =
            |name, found: f64, expected| Err(Error::Setting { name, found: found.to_string(), expected });
        if settings.dropout > 0.0 {
            match network.as_network() {
                None => {
                    return refuse(
                        "dropout",
                        settings.dropout,
                        "0, as a layer of the network is not a standard one",
                    );
                }
                Some(network) if network.shape().hidden().is_empty() => {
                    return refuse("dropout", settings.dropout, "0, as the network has no hidden layer");
                }
                Some(_) => {}
            }
        }
        if settings.label_smoothing > 0.0 && !loss.as_loss().is_some_and(Loss::smooths_labels) {
            let expected = "0, as the loss is no cross-entropy of logits";
            return refuse("label smoothing", settings.label_smoothing, expected);
        }
        Ok(Self { specification: Specification { network, loss, settings } })
    }

    /// Returns the network.
    pub fn network(&self) -> &N {
        &self.specification.network
    }

    /// Returns the loss.
    pub fn loss(&self) -> &L {
        &self.specification.loss
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.specification.settings
    }

    /// Trains from the parameters `start` on `train`, scored on `validation`, and passes every event to `observe`.
    ///
    /// The training ends after an event for which `observe` breaks, with the best parameters so far. It also ends at a
    /// loss that is not finite. [`Outcome::stop`] is the reason.
    ///
    /// # Errors
    /// Returns an error if the parameters or examples do not fit the network and loss, or if the source of gradients
    /// fails.
    ///
    /// # Cost
    /// One gradient per batch, and one forward pass over the scored part per epoch. A step allocates nothing beyond the
    /// allocations of the source of gradients, and masks with dropout.
    pub fn fit<R: Real, K, G: GradientSource<R, K, N, L>>(
        &self,
        gradients: &mut G,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
        mut observe: impl FnMut(TrainingEvent) -> ControlFlow<()>,
    ) -> Result<Outcome<R>, Error> {
        let mut training = self.start(start, train, validation)?;
        while let Some(event) = training.advance(gradients)? {
            if observe(event).is_break() {
                training.interrupt();
            }
        }
        training.finish()
    }

    /// Returns a training before its first step, from the parameters `start` on `train`, scored on `validation`.
    ///
    /// # Errors
    /// Returns an error if the parameters or examples do not fit the network and loss.
    pub fn start<R: Real>(
        &self,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Training<'_, R, N, L>, Error> {
        self.specification.network.check_parameters(start.len())?;
        Training::new(&self.specification, start, train, validation)
    }

    /// Returns the training that `checkpoint` was taken from; it ends with the same bytes as an uninterrupted one.
    ///
    /// [`Settings::patience`] may differ from that of the checkpoint, and so may [`Settings::epochs`] unless the
    /// schedule depends on it.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`] if the checkpoint is of another network, of other settings, or of other data.
    pub fn resume<R: Real>(
        &self,
        checkpoint: Checkpoint<R, N, L>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Training<'_, R, N, L>, Error> {
        let mut training = self.start(checkpoint.parameters.clone(), train, validation)?;
        training.restore(checkpoint)?;
        Ok(training)
    }
}
