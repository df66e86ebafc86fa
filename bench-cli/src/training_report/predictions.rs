//! The predictions of the network on the part of the data that judges it.

use std::cmp::Reverse;
use std::fmt::Write;

use dualtape_core::Real;
use dualtape_mlp::{ConfusionMatrix, Error, Examples, Model, RunManifest, Targets, Task};

use crate::training_report::figure::{
    ConfusionTable, FigureContent, ScatterPlot, TrainingFigure, evenly_spaced,
};
use crate::units;

/// The most classes that a matrix has room for.
const CLASSES: usize = 24;

/// The most points that can be told apart.
const POINTS: usize = 1500;

/// Rows that are asked at a time.
const BLOCK: usize = 1024;

/// A part of the data in its own units, with answers.
pub(crate) struct Predictions {
    /// Rows × features.
    pub(crate) inputs: Vec<f64>,
    /// The true values, or the true classes as numbers from 0.
    pub(crate) truth: Vec<f64>,
    /// The values or classes that are found.
    pub(crate) found: Vec<f64>,
    /// Rows × classes, where the loss gives probabilities.
    pub(crate) probabilities: Option<Vec<f64>>,
}

/// Returns the inputs of examples in the units of the data.
pub(crate) fn inputs<R: Real>(run: &RunManifest, examples: &Examples<R>) -> Vec<f64> {
    let scaled: Vec<f64> = examples.inputs().iter().map(|input| input.to_f64()).collect();
    run.scaling.inputs.unscale(&scaled).collect()
}

/// Returns the targets of examples: values in the units of the data, or classes.
pub(crate) fn truth<R: Real>(run: &RunManifest, examples: &Examples<R>) -> Vec<f64> {
    match (examples.targets(), &run.scaling.target) {
        (Targets::Values(values), Some(scaler)) => {
            let scaled: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
            scaler.unscale(&scaled).collect()
        }
        _ => examples.classes(&run.loss).into_iter().map(f64::from).collect(),
    }
}

impl Predictions {
    pub(crate) fn new<R: Real>(model: &Model, examples: &Examples<R>) -> Result<Self, Error> {
        let run = model.run();
        let inputs = inputs(run, examples);
        let (mut found, mut probabilities) = (Vec::new(), Some(Vec::new()));
        for block in inputs.chunks(BLOCK * examples.features()) {
            let answers = model.predict(block)?;
            match run.data.task {
                Task::Classification => found.extend(answers.classes().into_iter().map(f64::from)),
                Task::Regression => found.extend(answers.values()),
            }
            match (&mut probabilities, answers.probabilities()) {
                (Some(all), Ok(some)) => all.extend(some),
                _ => probabilities = None,
            }
        }
        Ok(Self { truth: truth(run, examples), inputs, found, probabilities })
    }

    /// Returns the matrix; of many classes, those that take part in most mistakes.
    pub(crate) fn confusion(&self, run: &RunManifest, part: &str) -> TrainingFigure {
        let names = &run.data.classes;
        let matrix = ConfusionMatrix::new(names.len(), &classes(&self.found), &classes(&self.truth));
        let mistakes = |class: usize| -> usize {
            let others = (0..names.len()).filter(|&other| other != class);
            others.map(|other| matrix.count(class, other) + matrix.count(other, class)).sum()
        };
        let mut shown: Vec<usize> = (0..names.len()).collect();
        let mut subtitle = format!("True class by row, found class by column; the {part} part");
        if names.len() > CLASSES {
            shown.sort_by_key(|&class| Reverse(mistakes(class)));
            shown.truncate(CLASSES);
            shown.sort_unstable();
            let all = units::count(names.len());
            write!(subtitle, "; the {CLASSES} of {all} classes with most mistakes")
                .expect("a String takes everything");
        }
        let wrong = self.truth.iter().zip(&self.found).filter(|(truth, found)| truth != found).count();
        let all = units::count(self.truth.len());
        let title = match wrong {
            0 => format!("All {all} examples are found"),
            _ => format!("{} of {all} examples are taken for another class", units::count(wrong)),
        };
        let per_class = shown.iter().map(|&class| {
            let (right, of) = (matrix.count(class, class), matrix.row(class).iter().sum::<usize>());
            format!("{}: {right} of {of} found", names[class])
        });
        let description = per_class.collect::<Vec<_>>().join("; ") + ".";
        let counts = |&truth: &usize| shown.iter().map(|&found| matrix.count(truth, found)).collect();
        let content = FigureContent::Confusion(ConfusionTable {
            classes: shown.iter().map(|&class| names[class].clone()).collect(),
            counts: shown.iter().map(counts).collect(),
            examples: shown.iter().map(|&class| matrix.row(class).iter().sum()).collect(),
        });
        TrainingFigure { name: "confusion", title, subtitle, description, content }
    }

    /// Returns charts of predictions against true values, and of their differences.
    pub(crate) fn residuals(&self, run: &RunManifest, part: &str) -> [TrainingFigure; 2] {
        let rows = self.some_rows();
        let target = &run.data.target;
        let shown = match (rows.len(), self.truth.len()) {
            (shown, all) if shown < all => format!("{} of {}", units::count(shown), units::count(all)),
            (_, all) => units::count(all),
        };
        let subtitle = format!("{shown} examples of the {part} part; on the line a prediction is exact");
        let residual = |row: usize| self.truth[row] - self.found[row];
        let typical =
            (self.rows().map(|row| residual(row).powi(2)).sum::<f64>() / self.truth.len() as f64).sqrt();
        let worst = self.rows().map(|row| residual(row).abs()).fold(0.0, f64::max);
        let [typical, worst] = [typical, worst].map(units::short);
        let ends =
            |values: &[f64]| values.iter().fold([f64::MAX, f64::MIN], |[a, b], &x| [a.min(x), b.max(x)]);
        let ([low, high], found) = (ends(&self.truth), ends(&self.found));
        let against = ScatterPlot {
            x_name: format!("{target}, true"),
            y_name: format!("{target}, predicted"),
            points: rows.iter().map(|&row| [self.truth[row], self.found[row]]).collect(),
            line: vec![[low, low], [high, high]],
        };
        let left_over = ScatterPlot {
            x_name: format!("{target}, predicted"),
            y_name: "true − predicted".to_owned(),
            points: rows.iter().map(|&row| [self.found[row], residual(row)]).collect(),
            line: found.map(|x| [x, 0.0]).to_vec(),
        };
        let description = format!("Root mean square error {typical}, largest error {worst}.");
        let figure = |name, title: String, scatter| TrainingFigure {
            name,
            title,
            subtitle: subtitle.clone(),
            description: description.clone(),
            content: FigureContent::Scatter(scatter),
        };
        [
            figure("predicted", format!("Predictions are off by {typical} (root mean square)"), against),
            figure("residuals", format!("The largest error is {worst}"), left_over),
        ]
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.truth.len()
    }

    /// Returns the rows that a chart shows; those with the largest errors are always among them.
    fn some_rows(&self) -> Vec<usize> {
        if self.truth.len() <= POINTS {
            return self.rows().collect();
        }
        let error = |&row: &usize| (self.truth[row] - self.found[row]).abs();
        let mut worst: Vec<usize> = self.rows().collect();
        worst.sort_by(|a, b| error(b).total_cmp(&error(a)));
        worst.truncate(POINTS / 10);
        worst.extend(evenly_spaced(self.truth.len(), POINTS - POINTS / 10));
        worst.sort_unstable();
        worst.dedup();
        worst
    }
}

/// Returns classes as indices.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they come from u32")]
fn classes(numbers: &[f64]) -> Vec<u32> {
    numbers.iter().map(|&number| number as u32).collect()
}
