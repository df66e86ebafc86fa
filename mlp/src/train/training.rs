//! A training in progress, step by step.

use super::best::Best;
use super::checkpoint::{self, Checkpoint, Position};
use super::epoch::EpochRows;
use super::method::{Kept, Method};
use super::{EpochRecord, Event, Outcome, Stop, Trainer};
use crate::{Error, Examples, GradientSource, Objective, Score};
use dualtape_core::{Buf, Real};

/// A training in progress: what [`Trainer::fit`] runs, for callers who want to drive it themselves.
///
/// # Example
/// ```
/// use dualtape_core::Engine;
/// use dualtape_mlp::{Checkpoint, Error, Event, Training};
///
/// /// Trains on and keeps what would be needed to go on from the end of each epoch.
/// fn run(mut training: Training<f64>, engine: &mut impl Engine<f64>) -> Result<Vec<Checkpoint<f64>>, Error> {
///     let mut kept = Vec::new();
///     while let Some(event) = training.advance(engine)? {
///         if let Event::Epoch(_) = event {
///             kept.push(training.checkpoint());
///         }
///     }
///     Ok(kept)
/// }
/// ```
pub struct Training<'t, R: Real> {
    trainer: &'t Trainer,
    train: Objective<R>,
    validation: Option<Objective<R>>,
    rows: EpochRows<R>,
    method: Method<R>,
    parameters: Buf<R>,
    best: Best<R>,
    history: Vec<EpochRecord>,
    /// Batches of the current epoch that are done.
    batch: usize,
    /// Steps taken.
    step: u64,
    /// The current epoch's share of the training loss so far.
    train_loss: f64,
    stop: Option<Stop>,
    /// Of the data, once it was asked for.
    checksum: Option<u32>,
}

impl<'t, R: Real> Training<'t, R> {
    pub(super) fn new(
        trainer: &'t Trainer,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Self, Error> {
        let objective =
            |part: &Examples<R>| Objective::new(trainer.network.clone(), trainer.loss, part.clone());
        let settings = &trainer.settings;
        Ok(Self {
            trainer,
            train: objective(train)?,
            validation: validation.map(objective).transpose()?,
            rows: EpochRows::new(train, settings.batch, settings.seed),
            method: Method::new(settings, start.len()),
            best: Best::new(&start),
            parameters: start,
            history: Vec::new(),
            batch: 0,
            step: 0,
            train_loss: 0.0,
            stop: None,
            checksum: None,
        })
    }

    /// Takes one step, or judges the epoch after its last one; nothing is left to do once this gives none.
    ///
    /// # Errors
    /// The source of gradients fails.
    pub fn advance<K, G>(&mut self, gradients: &mut G) -> Result<Option<Event>, Error>
    where
        G: GradientSource<R, K>,
    {
        self.stop = self.stop.or_else(|| self.exhausted());
        if self.stop.is_some() {
            return Ok(None);
        }
        if self.batch < self.rows.count() { self.take_step(gradients) } else { self.judge() }
    }

    /// Ends training here. A checkpoint that is taken afterwards still goes on as if it had not been.
    pub fn interrupt(&mut self) {
        self.stop = self.stop.or(Some(Stop::Interrupted));
    }

    /// The parameters as they are now, which need not be the best.
    pub fn parameters(&self) -> &Buf<R> {
        &self.parameters
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Why training ended, once it has.
    pub fn stop(&self) -> Option<Stop> {
        self.stop
    }

    /// The epochs that were run to their end, in order.
    pub fn history(&self) -> &[EpochRecord] {
        &self.history
    }

    /// All that is needed to go on from here, but for the data.
    ///
    /// # Cost
    /// Copies the best parameters and the memory of the optimizer, and, the first time, looks at all data.
    #[must_use]
    pub fn checkpoint(&mut self) -> Checkpoint<R> {
        let Kept { memory, solver } = self.method.kept();
        Checkpoint {
            network: self.trainer.network.clone(),
            loss: self.trainer.loss,
            settings: self.trainer.settings.clone(),
            data: self.data_checksum(),
            position: Position {
                batch: self.batch,
                step: self.step,
                train_loss: self.train_loss,
                best_epoch: self.best.epoch(),
                best_loss: self.best.loss(),
            },
            parameters: self.parameters.clone(),
            best: Buf::from_slice(self.best.parameters()),
            memory,
            solver,
            history: self.history.clone(),
        }
    }

    /// Goes to where the checkpoint was taken, if it is of this training.
    pub(super) fn restore(&mut self, checkpoint: Checkpoint<R>) -> Result<(), Error> {
        let trainer = self.trainer;
        let checksum = self.data_checksum();
        checkpoint.check_origin(&trainer.network, trainer.loss, &trainer.settings, checksum)?;
        let Checkpoint { position, parameters, best, memory, solver, history, .. } = checkpoint;
        self.method.restore(position.step, &Kept { memory, solver })?;
        self.best = Best::restored(position.best_epoch, position.best_loss, &best);
        self.parameters = parameters;
        self.history = history;
        self.batch = position.batch;
        self.step = position.step;
        self.train_loss = position.train_loss;
        Ok(())
    }

    /// The result; a training that is not over counts as interrupted. If an interrupted one is better where it is
    /// than at the end of any epoch, that is the best.
    ///
    /// # Errors
    /// None but those of a score.
    pub fn finish(mut self) -> Result<Outcome<R>, Error> {
        let stop = self.stop.unwrap_or(Stop::Interrupted);
        if stop == Stop::Interrupted {
            let score = Score::of(self.judged(), &self.parameters)?;
            // At the end of an epoch it has been offered already, and equals are not taken.
            self.best.offer(self.epoch(), score.loss, &self.parameters);
        }
        let best_epoch = self.best.epoch();
        let parameters = Buf::from_slice(self.best.parameters());
        let train = Score::of(&self.train, &parameters)?;
        let validation = self.validation.map(|part| Score::of(&part, &parameters)).transpose()?;
        Ok(Outcome { parameters, best_epoch, train, validation, history: self.history, stop })
    }

    /// The current epoch, from 1.
    fn epoch(&self) -> usize {
        self.history.len() + usize::from(self.batch > 0)
    }

    fn judged(&self) -> &Objective<R> {
        self.validation.as_ref().unwrap_or(&self.train)
    }

    /// Whether, between two epochs, there is no reason to begin another.
    fn exhausted(&self) -> Option<Stop> {
        let (done, settings) = (self.history.len(), &self.trainer.settings);
        let is_stale = |patience| done - self.best.epoch() >= patience;
        match settings.patience {
            _ if self.batch > 0 => None,
            Some(patience) if is_stale(patience) => Some(Stop::Patience),
            _ if done >= settings.epochs => Some(Stop::Epochs),
            _ => None,
        }
    }

    fn take_step<K, G>(&mut self, gradients: &mut G) -> Result<Option<Event>, Error>
    where
        G: GradientSource<R, K>,
    {
        let epoch = self.history.len() + 1;
        self.rows.shuffle(self.train.examples(), epoch);
        let objective = self.train.on(self.rows.batch(self.batch));
        let settings = &self.trainer.settings;
        let learning_rate = settings.learning_rate * settings.schedule.factor(epoch, settings.epochs);
        let step = self.step;
        let evaluate = |parameters: &Buf<R>| gradients.loss_and_gradient(&objective, parameters, step);
        let loss = self.method.step(&mut self.parameters, learning_rate, evaluate)?;
        if !loss.is_finite() {
            self.stop = Some(self.diverged(epoch, objective.examples()));
            return Ok(None);
        }
        self.train_loss +=
            self.trainer.loss.share(objective.examples().rows(), self.train.examples().rows()) * loss;
        self.step += 1;
        self.batch += 1;
        Ok(Some(Event::Batch { epoch, batch: self.batch, batches: self.rows.count(), loss }))
    }

    fn judge(&mut self) -> Result<Option<Event>, Error> {
        let epoch = self.epoch();
        let score = Score::of(self.judged(), &self.parameters)?;
        if !score.loss.is_finite() {
            self.stop = Some(self.diverged(epoch, self.judged().examples()));
            return Ok(None);
        }
        self.best.offer(epoch, score.loss, &self.parameters);
        let record = EpochRecord { epoch, train_loss: self.train_loss, score };
        self.history.push(record);
        (self.batch, self.train_loss) = (0, 0.0);
        Ok(Some(Event::Epoch(record)))
    }

    fn diverged(&self, epoch: usize, examples: &Examples<R>) -> Stop {
        let layer = self.trainer.network.first_non_finite_layer(&self.parameters, examples.inputs());
        Stop::Diverged { epoch, layer }
    }

    fn data_checksum(&mut self) -> u32 {
        let validation = self.validation.as_ref().map(Objective::examples);
        *self.checksum.get_or_insert_with(|| checkpoint::data_checksum(self.train.examples(), validation))
    }
}
