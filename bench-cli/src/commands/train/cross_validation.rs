//! Cross-validation: how well a training with the same flags does on rows that it has not seen at all.

use dualtape_core::Real;
use dualtape_mlp::{
    ClassWeights, Dataset, GradientSource, Objective, Outcome, RunManifest, Score, Split, Stop, Trainer,
    Training, folds,
};

use crate::commands::train::gradients::{Driver, Gradients};
use crate::commands::train::input;
use crate::commands::train::progress_line::Live;
use crate::commands::train::setup::Parts;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::output::Output;
use crate::training_report::record::FoldScores;

/// The data of a cross-validation, dealt out to folds.
pub(crate) struct CrossValidation {
    data: Dataset,
    splits: Vec<Split>,
    weights: ClassWeights,
}

impl CrossValidation {
    /// Deals the rows out.
    pub(crate) fn new(
        data: Dataset,
        count: usize,
        weights: ClassWeights,
        seed: u64,
    ) -> Result<Self, Failure> {
        let splits = folds(&data, count, seed).map_err(|error| Failure::Input(format!("--{error}")))?;
        Ok(Self { data, splits, weights })
    }

    /// Trains once per fold, each time as `run` is to be trained, but without the fold's rows.
    pub(crate) fn run<R: Real>(
        &self,
        run: &RunManifest,
        gradients: Gradients,
        output: &Output,
        interrupt: &Interrupt,
    ) -> Result<FoldScores, Failure> {
        let count = self.splits.len();
        let mut scores = Vec::with_capacity(count);
        for (index, split) in self.splits.iter().enumerate() {
            let score = self.score::<R>(split, run, gradients, output, interrupt)?;
            let Some(score) = score else {
                let place = format!("interrupted in fold {} of {count}", index + 1);
                return Err(Failure::Interrupted(format!("{place}, before the model itself was trained")));
            };
            scores.push(score);
        }
        Ok(FoldScores::of(scores))
    }

    /// The score on one fold; none if it was interrupted.
    fn score<R: Real>(
        &self,
        split: &Split,
        run: &RunManifest,
        gradients: Gradients,
        output: &Output,
        interrupt: &Interrupt,
    ) -> Result<Option<Score>, Failure> {
        let RunManifest { network, loss, settings, validation, .. } = run;
        let seen = self.data.subset(&split.train);
        let parts = Parts::<R>::new(&seen, *validation, settings.seed, self.weights, *loss)?;
        let trainer = Trainer::new(network.clone(), *loss, settings.clone()).map_err(input)?;
        let start = network.initial_parameters(settings.seed);
        let training = trainer.start(start, &parts.train, parts.validation.as_ref()).map_err(input)?;
        let steps = parts.train.rows().div_ceil(settings.batch.rows(parts.train.rows()));
        let live = Live::new(output.shows_progress(), settings, steps);
        let outcome = gradients.drive(settings.seed, training, Watch { live: &live, interrupt })?;
        if outcome.stop == Stop::Interrupted {
            return Ok(None);
        }
        let held_out = self.data.examples(&split.validation, &parts.scaling, *loss).map_err(input)?;
        let held_out = Objective::new(network.clone(), *loss, held_out).map_err(input)?;
        Score::of(&held_out, &outcome.parameters).map(Some).map_err(input)
    }
}

/// Trains and keeps nothing.
struct Watch<'a> {
    live: &'a Live,
    interrupt: &'a Interrupt,
}

impl Driver for Watch<'_> {
    fn drive<R: Real, K, G: GradientSource<R, K>>(
        self,
        mut training: Training<R>,
        gradients: &mut G,
    ) -> Result<Outcome<R>, Failure> {
        while let Some(event) = training.advance(gradients).map_err(input)? {
            self.live.tell(&event);
            if self.interrupt.is_raised() {
                training.interrupt();
            }
        }
        training.finish().map_err(input)
    }
}
