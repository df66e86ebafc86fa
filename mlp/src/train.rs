//! Training: minibatch descent with any engine, reported as events.

use crate::{Error, Examples, GradientSource, Loss, Network, Objective, Score};
use dualtape_core::{Buf, Real};
use std::ops::ControlFlow;

mod best;
mod epoch;
mod settings;

use best::Best;
use epoch::EpochRows;
pub use settings::{Batch, Settings};

/// What happens during training, as it happens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A step was taken.
    Batch {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch in the epoch, from 1.
        batch: usize,
        /// Batches per epoch.
        batches: usize,
        /// The batch's loss before the step.
        loss: f64,
    },
    /// An epoch ended.
    Epoch(EpochRecord),
}

/// What one epoch reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochRecord {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The loss over the epoch's batches, each taken before its step.
    pub train_loss: f64,
    /// The score after the epoch, on the validation part, or on the training part if there is none.
    pub score: Score,
}

/// Why training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// All epochs were run.
    Epochs,
    /// The score had not improved for [`Settings::patience`] epochs.
    Patience,
    /// The observer asked for it.
    Interrupted,
    /// The loss was no finite number.
    Diverged {
        /// The epoch in which that happened, from 1.
        epoch: usize,
        /// The first layer, from 0, whose outputs were not finite; none if only the loss was not.
        layer: Option<usize>,
    },
}

impl Stop {
    /// The reason in a word: `epochs`, `patience`, `interrupted` or `diverged`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::Patience => "patience",
            Self::Interrupted => "interrupted",
            Self::Diverged { .. } => "diverged",
        }
    }
}

/// What training ended with.
#[derive(Clone, Debug)]
pub struct Outcome<R: Real> {
    /// The best parameters, by the loss on the validation part (the training part if there is none).
    pub parameters: Buf<R>,
    /// The epoch that they come from; 0 for those that training started with.
    pub best_epoch: usize,
    /// Their score on the training part.
    pub train: Score,
    /// Their score on the validation part, if there is one.
    pub validation: Option<Score>,
    /// Each full epoch in order.
    pub history: Vec<EpochRecord>,
    /// Why training ended.
    pub stop: Stop,
}

/// Trains a network by minibatch descent on the gradients of any engine, or on estimates of them.
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
        self.network.check_parameters(start.len())?;
        let train = Objective::new(self.network.clone(), self.loss, train.clone())?;
        let validation = match validation {
            Some(part) => Some(Objective::new(self.network.clone(), self.loss, part.clone())?),
            None => None,
        };
        let judge = validation.as_ref().unwrap_or(&train);
        let mut parameters = start;
        let mut best = Best::new(&parameters);
        let mut history = Vec::new();
        let mut rows = EpochRows::new(train.examples(), self.settings.batch, self.settings.seed);
        let mut optimizer = self.settings.optimizer.build::<R>(parameters.len());
        let learning_rate = R::from_f64(self.settings.learning_rate);

        let mut step = 0;
        let stop = 'training: {
            for epoch in 1..=self.settings.epochs {
                rows.shuffle(train.examples(), epoch);
                let mut train_loss = 0.0;
                for (index, batch) in rows.batches().enumerate() {
                    let share = self.loss.share(batch.rows(), train.examples().rows());
                    let objective = train.on(batch);
                    let (loss, gradient) = gradients.loss_and_gradient(&objective, &parameters, step)?;
                    step += 1;
                    let loss = loss.to_f64();
                    if !loss.is_finite() {
                        break 'training self.diverged(epoch, &parameters, objective.examples());
                    }
                    train_loss += share * loss;
                    optimizer.step(parameters.make_mut(), &gradient, learning_rate);
                    let event = Event::Batch { epoch, batch: index + 1, batches: rows.count(), loss };
                    if observe(event).is_break() {
                        best.offer(epoch, Score::of(judge, &parameters)?.loss, &parameters);
                        break 'training Stop::Interrupted;
                    }
                }
                let score = Score::of(judge, &parameters)?;
                if !score.loss.is_finite() {
                    break 'training self.diverged(epoch, &parameters, judge.examples());
                }
                best.offer(epoch, score.loss, &parameters);
                let record = EpochRecord { epoch, train_loss, score };
                history.push(record);
                if observe(Event::Epoch(record)).is_break() {
                    break 'training Stop::Interrupted;
                }
                if self.settings.patience.is_some_and(|patience| epoch - best.epoch() >= patience) {
                    break 'training Stop::Patience;
                }
            }
            Stop::Epochs
        };

        let best_epoch = best.epoch();
        let parameters = best.into_parameters();
        let train = Score::of(&train, &parameters)?;
        let validation = validation.map(|part| Score::of(&part, &parameters)).transpose()?;
        Ok(Outcome { parameters, best_epoch, train, validation, history, stop })
    }

    fn diverged<R: Real>(&self, epoch: usize, parameters: &Buf<R>, examples: &Examples<R>) -> Stop {
        let layer = self.network.first_non_finite_layer(parameters, examples.inputs());
        Stop::Diverged { epoch, layer }
    }
}
