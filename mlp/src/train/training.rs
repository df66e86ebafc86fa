//! A training in progress, step by step.

use super::best::BestParameters;
use super::checkpoint::{self, Checkpoint, Position};
use super::divergence::{DivergedOperation, Divergence};
use super::epoch::EpochRows;
use super::event::{EpochRecord, Outcome, Stop, TrainingEvent};
use super::specification::Specification;
use super::update::{StepResult, Update, UpdateState};
use crate::dropout::dropout_masks;
use crate::error::Error;
use crate::examples::Examples;
use crate::gradient::GradientSource;
use crate::loss::{Loss, LossFunction};
use crate::metrics::Score;
use crate::network::{LayerFunction, Network};
use crate::objective::Objective;
use dualtape_core::{Buf, Real};

/// A training in progress, which the caller drives step by step.
///
/// [`Trainer::start`](crate::Trainer::start) returns one; [`Trainer::fit`](crate::Trainer::fit) drives one to its end.
///
/// # Example
/// ```
/// use dualtape_core::Engine;
/// use dualtape_mlp::{Checkpoint, Error, Training, TrainingEvent};
///
/// /// Trains to the end and returns a checkpoint of the end of each epoch.
/// fn run(mut training: Training<f64>, engine: &mut impl Engine<f64>) -> Result<Vec<Checkpoint<f64>>, Error> {
///     let mut checkpoints = Vec::new();
///     while let Some(event) = training.advance(engine)? {
///         if let TrainingEvent::Epoch(_) = event {
///             checkpoints.push(training.checkpoint());
///         }
///     }
///     Ok(checkpoints)
/// }
/// ```
pub struct Training<'s, R: Real, N = Network, L = Loss> {
    specification: &'s Specification<N, L>,
    train: Objective<R, N, L>,
    validation: Option<Objective<R, N, L>>,
    rows: EpochRows<R>,
    update: Update<R>,
    parameters: Buf<R>,
    best: BestParameters<R>,
    history: Vec<EpochRecord>,
    /// The number of completed batches of the current epoch.
    batch: usize,
    /// The number of steps taken.
    step: u64,
    /// The sum of the weighted losses of these batches.
    train_loss: f64,
    stop: Option<Stop>,
    /// The checksum of the data, computed on first use.
    checksum: Option<u32>,
}

impl<'s, R: Real, N: LayerFunction, L: LossFunction> Training<'s, R, N, L> {
    /// Returns a training before its first step.
    pub(super) fn new(
        specification: &'s Specification<N, L>,
        start: Buf<R>,
        train: &Examples<R>,
        validation: Option<&Examples<R>>,
    ) -> Result<Self, Error> {
        let Specification { network, loss, settings } = specification;
        let objective = |part: &Examples<R>| Objective::new(network.clone(), loss.clone(), part.clone());
        Ok(Self {
            specification,
            train: objective(train)?.with_label_smoothing(settings.label_smoothing),
            validation: validation.map(objective).transpose()?,
            rows: EpochRows::new(train, settings.batch, settings.seed),
            update: Update::new(settings, start.len()),
            best: BestParameters::new(&start),
            parameters: start,
            history: Vec::new(),
            batch: 0,
            step: 0,
            train_loss: 0.0,
            stop: None,
            checksum: None,
        })
    }

    /// Takes one step, or scores the epoch after its last step; returns none once the training has ended.
    ///
    /// # Errors
    /// Returns an error if the source of gradients fails.
    pub fn advance<K, G>(&mut self, gradients: &mut G) -> Result<Option<TrainingEvent>, Error>
    where
        G: GradientSource<R, K, N, L>,
    {
        self.stop = self.stop.or_else(|| self.exhausted());
        if self.stop.is_some() {
            return Ok(None);
        }
        if self.batch < self.rows.count() { self.take_step(gradients) } else { self.end_epoch() }
    }

    /// Ends the training here; a checkpoint taken afterwards is that of a training not interrupted.
    pub fn interrupt(&mut self) {
        self.stop = self.stop.or(Some(Stop::Interrupted));
    }

    /// Returns the current parameters, which need not be the best.
    pub fn parameters(&self) -> &Buf<R> {
        &self.parameters
    }

    /// Returns the number of steps taken.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Returns the reason for the end; none while the training is in progress.
    pub fn stop(&self) -> Option<Stop> {
        self.stop
    }

    /// Returns the completed epochs, in order.
    pub fn history(&self) -> &[EpochRecord] {
        &self.history
    }

    /// Returns the current state of the training, without the data.
    ///
    /// # Cost
    /// Copies the best parameters and the state of the optimizer; the first call reads all data for a checksum.
    #[must_use]
    pub fn checkpoint(&mut self) -> Checkpoint<R, N, L> {
        let UpdateState { memory, solver } = self.update.state();
        Checkpoint {
            specification: self.specification.clone(),
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

    /// Restores the state of a checkpoint, if it is of this training.
    pub(super) fn restore(&mut self, checkpoint: Checkpoint<R, N, L>) -> Result<(), Error> {
        let checksum = self.data_checksum();
        checkpoint.check_origin(self.specification, checksum)?;
        checkpoint.check_position(self.rows.count())?;
        let Checkpoint { position, parameters, best, memory, solver, history, .. } = checkpoint;
        self.update.restore(position.step, &UpdateState { memory, solver }, parameters.len())?;
        self.best = BestParameters::restored(position.best_epoch, position.best_loss, &best);
        self.parameters = parameters;
        self.history = history;
        self.batch = position.batch;
        self.step = position.step;
        self.train_loss = position.train_loss;
        Ok(())
    }

    /// Returns the result; a training that has not ended counts as interrupted.
    ///
    /// The current parameters of an interrupted training are the best if their loss is lower than that of every epoch.
    ///
    /// # Errors
    /// Returns an error as [`Score::of`] does.
    pub fn finish(mut self) -> Result<Outcome<R>, Error> {
        let stop = self.stop.unwrap_or(Stop::Interrupted);
        if stop == Stop::Interrupted {
            let score = Score::of(self.scored(), &self.parameters)?;
            // The parameters at the end of an epoch were offered before; an equal loss changes nothing.
            self.best.offer(self.epoch(), score.loss, &self.parameters);
        }
        let best_epoch = self.best.epoch();
        let parameters = Buf::from_slice(self.best.parameters());
        let train = Score::of(&self.train, &parameters)?;
        let validation = self.validation.map(|part| Score::of(&part, &parameters)).transpose()?;
        Ok(Outcome { parameters, best_epoch, train, validation, history: self.history, stop })
    }

    /// Returns the current epoch, from 1.
    fn epoch(&self) -> usize {
        self.history.len() + usize::from(self.batch > 0)
    }

    /// Returns the objective of the part that is scored.
    fn scored(&self) -> &Objective<R, N, L> {
        self.validation.as_ref().unwrap_or(&self.train)
    }

    /// Returns the reason to begin no further epoch; none within an epoch.
    fn exhausted(&self) -> Option<Stop> {
        let (done, settings) = (self.history.len(), &self.specification.settings);
        let is_stale = |patience| done - self.best.epoch() >= patience;
        match settings.patience {
            _ if self.batch > 0 => None,
            Some(patience) if is_stale(patience) => Some(Stop::Patience),
            _ if done >= settings.epochs => Some(Stop::Epochs),
            _ => None,
        }
    }

    /// Takes one step.
    fn take_step<K, G>(&mut self, gradients: &mut G) -> Result<Option<TrainingEvent>, Error>
    where
        G: GradientSource<R, K, N, L>,
    {
        let epoch = self.history.len() + 1;
        self.rows.shuffle(self.train.examples(), epoch);
        let settings = &self.specification.settings;
        let examples = self.rows.batch(self.batch);
        let masks = match self.train.network().as_network() {
            Some(network) => {
                dropout_masks(network, settings.dropout, examples.rows(), (settings.seed, self.step))
            }
            None => Vec::new(),
        };
        let objective = self.train.with_examples(examples).with_masks(masks);
        let learning_rate = settings.learning_rate * settings.schedule.factor(epoch, settings.epochs);
        let step = self.step;
        let mut gradients = |objective: &Objective<R, N, L>, parameters: &Buf<R>| {
            gradients.loss_and_gradient(objective, parameters, step)
        };
        let evaluate = |parameters: &Buf<R>| gradients(&objective, parameters);
        let (operation, result) = match self.update.step(&mut self.parameters, learning_rate, evaluate)? {
            StepResult::Taken(loss) => {
                return Ok(Some(self.count_step(epoch, objective.examples().rows(), loss)));
            }
            StepResult::LossNotFinite => DivergedOperation::in_loss(&objective, &self.parameters),
            StepResult::GradientNotFinite(gradient) => {
                let gradient_of = |row: &Objective<R, N, L>| Ok(gradients(row, &self.parameters)?.1);
                DivergedOperation::in_gradient(&objective, &self.parameters, &gradient, gradient_of)?
            }
            StepResult::ParameterNotFinite { index, derivative } => {
                let network = objective.network();
                let operation = DivergedOperation::in_step(network, index, derivative, learning_rate);
                (operation, self.parameters[index].to_f64())
            }
        };
        let batch = Some(self.batch + 1);
        self.stop = Some(Stop::Diverged(Divergence { epoch, batch, operation, result }));
        Ok(None)
    }

    /// Counts a step on a batch of so many rows.
    fn count_step(&mut self, epoch: usize, rows: usize, loss: f64) -> TrainingEvent {
        let all = self.train.examples().rows();
        self.train_loss += self.specification.loss.share(rows, all) * loss;
        self.step += 1;
        self.batch += 1;
        TrainingEvent::Batch { epoch, batch: self.batch, batches: self.rows.count(), loss }
    }

    /// Scores the parameters at the end of an epoch.
    fn end_epoch(&mut self) -> Result<Option<TrainingEvent>, Error> {
        let epoch = self.epoch();
        let score = Score::of(self.scored(), &self.parameters)?;
        if !score.loss.is_finite() {
            let (operation, result) = DivergedOperation::in_loss(self.scored(), &self.parameters);
            self.stop = Some(Stop::Diverged(Divergence { epoch, batch: None, operation, result }));
            return Ok(None);
        }
        self.best.offer(epoch, score.loss, &self.parameters);
        let record = EpochRecord { epoch, train_loss: self.train_loss, score };
        self.history.push(record);
        (self.batch, self.train_loss) = (0, 0.0);
        Ok(Some(TrainingEvent::Epoch(record)))
    }

    /// Returns the checksum of the data.
    fn data_checksum(&mut self) -> u32 {
        let validation = self.validation.as_ref().map(Objective::examples);
        *self.checksum.get_or_insert_with(|| checkpoint::data_checksum(self.train.examples(), validation))
    }
}
