//! The predictions of the network on the part of the data that judges it.

use std::cmp::Reverse;

use dualtape_core::Real;
use dualtape_mlp::{ConfusionMatrix, Error, Examples, Model, RunManifest, Targets, Task};

use crate::training_report::figure::{
    ConfusedPair, ConfusionTable, FigureContent, ScatterPlot, TrainingFigure, evenly_spaced,
};
use crate::units;

/// The most classes that a matrix has room for.
const CLASSES: usize = 20;

/// The most pairs of classes that are listed.
const PAIRS: usize = 25;

/// The most points that can be told apart.
const POINTS: usize = 1500;

/// Rows that are asked at a time.
const BLOCK: usize = 1024;

/// The most targets of a regression that are drawn, with the names of their charts.
const TARGETS: [[&str; 2]; 4] = [
    ["predicted", "residuals"],
    ["predicted-2", "residuals-2"],
    ["predicted-3", "residuals-3"],
    ["predicted-4", "residuals-4"],
];

/// A part of the data in its own units, with answers.
pub(crate) struct Predictions {
    /// Rows × features.
    pub(crate) inputs: Vec<f64>,
    /// The true values, rows × targets, or the true classes as numbers from 0.
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

    /// Returns the matrix, and the pairs with most confusions; none where there are neither.
    pub(crate) fn confusion(&self, run: &RunManifest, part: &str) -> Option<TrainingFigure> {
        let names = &run.data.classes;
        let matrix = ConfusionMatrix::new(names.len(), &classes(&self.found), &classes(&self.truth));
        let examples = |class: usize| matrix.row(class).iter().sum::<usize>();
        let all = 0..names.len();
        let pairs = all.clone().flat_map(|truth| all.clone().map(move |found| (truth, found)));
        let is_confused = |&(truth, found): &(usize, usize)| truth != found && matrix.count(truth, found) > 0;
        let mut pairs: Vec<(usize, usize)> = pairs.filter(is_confused).collect();
        pairs.sort_by_key(|&(truth, found)| Reverse(matrix.count(truth, found)));
        let has_matrix = names.len() <= CLASSES;
        if pairs.is_empty() && !has_matrix {
            return None;
        }
        let wrong = self.truth.iter().zip(&self.found).filter(|(truth, found)| truth != found).count();
        let rows = units::count(self.truth.len());
        let title = match wrong {
            0 => format!("All {rows} examples are found"),
            _ => format!("{} of {rows} examples are taken for another class", units::count(wrong)),
        };
        let largest = match pairs.len() {
            many if many > PAIRS => format!("the {PAIRS} largest of {} confusions", units::count(many)),
            many => format!("all {} confusions, the largest first", units::count(many)),
        };
        let subtitle = if has_matrix {
            format!("True class by row, found class by column; the {part} part")
        } else {
            format!("True class → found class: {largest}; the {part} part")
        };
        let pair = |&(truth, found): &(usize, usize)| ConfusedPair {
            truth: names[truth].clone(),
            found: names[found].clone(),
            count: matrix.count(truth, found),
            examples: examples(truth),
        };
        let pairs: Vec<ConfusedPair> = pairs.iter().take(PAIRS).map(pair).collect();
        let shown = if has_matrix { all } else { 0..0 };
        let per_class = shown.clone().map(|class| {
            format!("{}: {} of {} found", names[class], matrix.count(class, class), examples(class))
        });
        let per_pair = pairs.iter().filter(|_| !has_matrix).map(|pair| {
            format!("{} taken for {}: {} of {}", pair.truth, pair.found, pair.count, pair.examples)
        });
        let description = per_class.chain(per_pair).collect::<Vec<_>>().join("; ") + ".";
        let content = FigureContent::Confusion(ConfusionTable {
            classes: shown.clone().map(|class| names[class].clone()).collect(),
            counts: shown.clone().map(|truth| matrix.row(truth).to_vec()).collect(),
            examples: shown.map(examples).collect(),
            pairs,
        });
        Some(TrainingFigure { name: "confusion", title, subtitle, description, content })
    }

    /// Returns charts of predictions against true values, and of their differences, for each of the first targets.
    pub(crate) fn residuals(&self, run: &RunManifest, part: &str) -> Vec<TrainingFigure> {
        let width = run.data.targets.len();
        let column =
            |numbers: &[f64], index: usize| numbers.iter().skip(index).step_by(width).copied().collect();
        let targets = run.data.target_names().zip(TARGETS).enumerate();
        let of = |(index, (target, names)): (usize, (&str, _))| {
            let (truth, found) = (column(&self.truth, index), column(&self.found, index));
            Residuals { target, truth, found }.figures(names, part)
        };
        targets.flat_map(of).collect()
    }
}

/// The values of one target, and those that are found.
struct Residuals<'a> {
    target: &'a str,
    truth: Vec<f64>,
    found: Vec<f64>,
}

impl Residuals<'_> {
    fn figures(&self, names: [&'static str; 2], part: &str) -> [TrainingFigure; 2] {
        let rows = self.some_rows();
        let target = self.target;
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
            figure(names[0], format!("Predictions are off by {typical} (root mean square)"), against),
            figure(names[1], format!("The largest error is {worst}"), left_over),
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
