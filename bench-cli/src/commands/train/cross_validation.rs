//! Cross-validation: trainings with the same settings, each evaluated on rows that it has not seen.

use dualtape_contenders::{GradientMethod, TrainingGradient};
use dualtape_core::Real;
use dualtape_mlp::{
    ClassWeights, Dataset, Model, Outcome, RunManifest, Split, Stop, Trainer, Training, folds,
};

use crate::commands::train::calibration::calibrated;
use crate::commands::train::final_model::is_complete;
use crate::commands::train::progress_line::ProgressLine;
use crate::commands::train::refit;
use crate::commands::train::training_data::TrainingData;
use crate::compiled::Compiled;
use crate::error::Failure;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::output::Output;
use crate::training_report::record::{FoldScores, PartScore};

/// The data of a cross-validation, split into folds.
pub(crate) struct CrossValidation {
    data: Dataset,
    splits: Vec<Split>,
    weights: ClassWeights,
}

impl CrossValidation {
    /// Splits the rows into `count` folds.
    ///
    /// # Errors
    ///
    /// If there are fewer rows than folds.
    pub(crate) fn new(
        data: Dataset,
        count: usize,
        weights: ClassWeights,
        seed: u64,
    ) -> Result<Self, Failure> {
        let splits = folds(&data, count, seed).map_err(|error| Failure::Input(format!("--{error}")))?;
        Ok(Self { data, splits, weights })
    }

    /// Trains once per fold with the settings of `run`, without the fold's rows; returns the scores and the networks.
    ///
    /// # Errors
    ///
    /// If a training fails or is interrupted.
    pub(crate) fn run<R: Compiled>(
        &self,
        run: &RunManifest,
        gradients: GradientMethod,
        output: &Output,
        interrupt: &Interrupt,
    ) -> Result<(FoldScores, Vec<Model>), Failure> {
        let count = self.splits.len();
        let (mut scores, mut models) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (index, split) in self.splits.iter().enumerate() {
            let place = format!("fold {} of {count}", index + 1);
            let trained = self.train::<R>(split, (run, &place), gradients, output, interrupt)?;
            let Some((score, model)) = trained else {
                let sentence = format!("interrupted in {place}, before the model itself was trained");
                return Err(Failure::Interrupted(sentence));
            };
            scores.push(score);
            models.push(model);
        }
        Ok((FoldScores::of(scores), models))
    }

    /// Returns the score on one fold and its network, or none if the training was interrupted.
    fn train<R: Compiled>(
        &self,
        split: &Split,
        (run, place): (&RunManifest, &str),
        gradients: GradientMethod,
        output: &Output,
        interrupt: &Interrupt,
    ) -> Result<Option<(PartScore, Model)>, Failure> {
        let RunManifest { network, loss, settings, validation, .. } = run;
        let rows = self.data.subset(&split.train);
        let parts = TrainingData::<R>::new(&rows, *validation, settings.seed, self.weights, *loss)?;
        let trainer = Trainer::new(network.clone(), *loss, settings.clone())?;
        let start = network.initial_parameters(settings.seed);
        let training = trainer.start(start, &parts.train, parts.validation.as_ref())?;
        let steps = parts.train.rows().div_ceil(settings.batch.rows(parts.train.rows()));
        let progress = ProgressLine::new(output.progress_display(), settings, steps);
        let gradients = || (R::CONTENDERS.gradients)(gradients, settings.seed);
        let outcome = unsaved(training, gradients(), &progress, interrupt)?;
        match outcome.stop {
            Stop::Interrupted => return Ok(None),
            Stop::Diverged(divergence) if run.ensemble.is_some() => {
                return Err(Failure::Check(format!("--ensemble: {place} diverged in {divergence}")));
            }
            Stop::Diverged(divergence) => output.warn(&format!(
                "{place} diverged in {divergence}; its score is that of the best epoch before"
            )),
            _ => {}
        }
        let run = RunManifest { scaling: parts.scaling.clone(), ..run.clone() };
        let (mut model, _) = calibrated(&run, &outcome, parts.validation.as_ref())?;
        let epochs = refit::epochs(&run, &outcome, parts.validation.is_some());
        if let (true, Ok(epochs), Some(validation)) = (is_complete(outcome.stop), epochs, &parts.validation) {
            let (rows, display) = ((&parts.train, validation), output.progress_display());
            model = refit::on_all_rows(&model, rows, epochs, gradients(), display, interrupt)?;
        }
        let evaluation = model.evaluate(&self.data.subset(&split.validation))?;
        Ok(Some((PartScore::new(&evaluation.score, &evaluation.metrics), model)))
    }
}

/// Trains to the end or until interrupted, and writes no files.
fn unsaved<R: Real>(
    mut training: Training<R>,
    mut gradients: TrainingGradient<R>,
    progress: &ProgressLine,
    interrupt: &Interrupt,
) -> Result<Outcome<R>, Failure> {
    while let Some(event) = training.advance(&mut gradients)? {
        progress.update(&event);
        if interrupt.is_raised() {
            training.interrupt();
        }
    }
    Ok(training.finish()?)
}
