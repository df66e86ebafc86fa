//! Cross-validation: how well a training with the same flags does on rows that it has not seen at all.

use dualtape_core::Real;
use dualtape_mlp::{
    ClassWeights, Dataset, GradientSource, Objective, Outcome, RunManifest, Score, Split, Stop, Trainer,
    Training, folds,
};
use serde::Serialize;

use super::engine::{Driver, Gradients};
use super::input;
use super::live::Live;
use super::plan::Parts;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::output::Output;

/// The data of a cross-validation, dealt out to folds.
pub(super) struct CrossValidation {
    data: Dataset,
    splits: Vec<Split>,
    weights: ClassWeights,
}

/// What the trainings reached, each on the fold that it had not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FoldScores {
    /// How many folds there were.
    pub(crate) count: usize,
    /// A score per fold.
    pub(crate) scores: Vec<Score>,
    /// Their mean.
    pub(crate) mean: Score,
    /// Their standard deviation, of the folds as a sample.
    pub(crate) sd: Score,
}

impl CrossValidation {
    /// Deals the rows out.
    pub(super) fn new(
        data: Dataset,
        count: usize,
        weights: ClassWeights,
        seed: u64,
    ) -> Result<Self, Failure> {
        let splits = folds(&data, count, seed).map_err(|error| Failure::Input(format!("--{error}")))?;
        Ok(Self { data, splits, weights })
    }

    /// Trains once per fold, each time as `run` is to be trained, but without the fold's rows.
    pub(super) fn run<R: Real>(
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

impl FoldScores {
    fn of(scores: Vec<Score>) -> Self {
        let all = |figure: fn(&Score) -> Option<f64>| scores.iter().map(figure).collect::<Option<Vec<f64>>>();
        let [loss, accuracy, r2] =
            [all(|score| Some(score.loss)), all(|score| score.accuracy), all(|score| score.r2)];
        let of_each = |measure: fn(&[f64]) -> f64| {
            let [loss, accuracy, r2] = [&loss, &accuracy, &r2].map(|numbers| numbers.as_deref().map(measure));
            Score { loss: loss.unwrap_or(f64::NAN), accuracy, r2 }
        };
        Self { count: scores.len(), mean: of_each(mean), sd: of_each(sd), scores }
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The standard deviation of a sample: with n − 1.
fn sd(numbers: &[f64]) -> f64 {
    let mean = mean(numbers);
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (numbers.len() - 1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_summed_up_figure_by_figure() {
        let score = |loss, accuracy, r2| Score { loss, accuracy, r2 };
        let of = FoldScores::of(vec![score(1.0, Some(0.9), None), score(3.0, Some(0.7), None)]);
        assert_eq!((of.mean.loss, of.sd.loss), (2.0, 2.0_f64.sqrt()));
        assert_eq!((of.mean.accuracy, of.mean.r2, of.sd.r2), (Some(0.8), None, None));
        let of = FoldScores::of(vec![score(1.0, None, Some(0.5)), score(1.0, None, None)]);
        assert_eq!((of.mean.r2, of.sd.loss), (None, 0.0), "a fold without r² leaves no mean");
    }
}
