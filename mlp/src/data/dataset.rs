//! A table of numbers with something to predict.

use super::Scaling;
use super::csv::{Table, finite};
use crate::text::names;
use crate::{Error, Examples, Loss, Targets};
use dualtape_core::{Buf, Labels, Real};
use std::cmp::Ordering;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What there is to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// One of several classes.
    Classification,
    /// A number.
    Regression,
}

names!(Task ("task"): Classification = "classification", Regression = "regression");

/// What the user says there is to learn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaskChoice {
    /// Classification if the target is text or a few whole numbers, else regression.
    #[default]
    Auto,
    /// Classification.
    Classification,
    /// Regression.
    Regression,
}

names!(TaskChoice ("task"):
    Auto = "auto",
    Classification = "classification",
    Regression = "regression",
);

/// The most distinct whole numbers that are taken for classes unless the user says so.
const MOST_NUMERIC_CLASSES: usize = 20;

/// Features and a target, as read: nothing is scaled yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    features: Vec<String>,
    target: String,
    task: Task,
    classes: Vec<String>,
    inputs: Vec<f64>,
    targets: Vec<f64>,
}

impl Dataset {
    /// Reads a CSV file with a header; the target is the column of that name, else the last.
    ///
    /// # Errors
    /// The file cannot be read, or it is no table of finite numbers with a target: the error names the
    /// file, line and column, what was found and what was expected.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Dataset, Task, TaskChoice};
    ///
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/iris.csv");
    /// let iris = Dataset::open(path, None, TaskChoice::Auto)?;
    /// assert_eq!(iris.task(), Task::Classification);
    /// assert_eq!(iris.classes(), ["setosa", "versicolor", "virginica"]);
    /// assert_eq!((iris.rows(), iris.features().len()), (150, 4));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>, target: Option<&str>, task: TaskChoice) -> Result<Self, Error> {
        let path = path.as_ref();
        let file =
            File::open(path).map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
        Self::read(file, &path.display().to_string(), target, task)
    }

    /// Reads CSV text from anywhere; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn read(
        source: impl Read,
        name: &str,
        target: Option<&str>,
        task: TaskChoice,
    ) -> Result<Self, Error> {
        let table = Table::read(source, name, target)?;
        if table.targets.is_empty() {
            return Err(Error::Table {
                file: table.file,
                found: "no rows below the header".into(),
                expected: "at least one",
            });
        }
        let (task, classes, targets) = interpret(&table, task)?;
        if let (Task::Classification, [only]) = (task, &classes[..]) {
            return Err(Error::Table {
                found: format!("the one class `{only}` in column `{}`", table.target),
                file: table.file,
                expected: "at least two classes",
            });
        }
        let Table { features, target, inputs, .. } = table;
        Ok(Self { features, target, task, classes, inputs, targets })
    }

    /// The names of the feature columns, in the order of the file.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// The name of the target column.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// What there is to learn.
    pub fn task(&self) -> Task {
        self.task
    }

    /// The names of the classes in ascending order; empty for regression.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.targets.len()
    }

    /// The features, rows × features, row-major.
    pub fn inputs(&self) -> &[f64] {
        &self.inputs
    }

    /// The target of each row: the index of its class, or its value.
    pub fn targets(&self) -> &[f64] {
        &self.targets
    }

    /// The loss that suits the task: cross-entropy for classes, squared error for values.
    pub fn suitable_loss(&self) -> Loss {
        match (self.task, self.classes.len()) {
            (Task::Classification, 2) => Loss::BinaryCrossEntropy,
            (Task::Classification, _) => Loss::SoftmaxCrossEntropy,
            (Task::Regression, _) => Loss::SquaredError,
        }
    }

    /// Outputs that a network needs under this loss.
    ///
    /// Classes take one output each, except that two classes take one output in all where the loss
    /// judges values; a value takes one.
    ///
    /// # Errors
    /// A softmax over values, or a binary cross-entropy over anything but two classes.
    pub fn outputs(&self, loss: Loss) -> Result<usize, Error> {
        let problem = |expected: &str, found| Error::Targets {
            loss: loss.name(),
            expected: expected.to_owned(),
            found,
        };
        let classes = self.classes.len();
        match (loss, self.task) {
            (Loss::SoftmaxCrossEntropy, Task::Regression) => {
                Err(problem("classes", format!("the numbers of column `{}`", self.target)))
            }
            (Loss::SoftmaxCrossEntropy, Task::Classification) => Ok(classes),
            (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, Task::Regression) => {
                Err(problem("two classes", format!("the numbers of column `{}`", self.target)))
            }
            (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, _) if classes != 2 => {
                Err(problem("two classes", format!("{classes}")))
            }
            (_, Task::Classification) if classes > 2 => Ok(classes),
            _ => Ok(1),
        }
    }

    /// These rows as examples: scaled, in the precision of the training, with the targets in the form
    /// that the loss judges (classes, a 0 or 1, one-hot rows, or standardised values).
    ///
    /// # Errors
    /// The loss does not suit the task, or there are no rows.
    ///
    /// # Panics
    /// A row is not below [`Dataset::rows`].
    pub fn examples<R: Real>(
        &self,
        rows: &[usize],
        scaling: &Scaling,
        loss: Loss,
    ) -> Result<Examples<R>, Error> {
        let width = self.features.len();
        let outputs = self.outputs(loss)?;
        let mut inputs = Vec::with_capacity(rows.len() * width);
        for &row in rows {
            let features = &self.inputs[row * width..(row + 1) * width];
            inputs.extend(scaling.inputs.scale(features).map(R::from_f64));
        }
        let targets: Vec<f64> = rows.iter().map(|&row| self.targets[row]).collect();
        let classes = || targets.iter().map(|&target| class_index(target));
        let targets = match (loss, &scaling.target) {
            (Loss::SoftmaxCrossEntropy, _) => Targets::Classes(Labels::new(classes().collect())),
            (_, Some(target)) => Targets::Values(buf(target.scale(&targets))),
            (_, None) if outputs == 1 => Targets::Values(buf(targets.iter().copied())),
            (_, None) => {
                let one_hot = |class| (0..).map(move |index| if index == class { 1.0 } else { 0.0 });
                Targets::Values(buf(classes().flat_map(|class| one_hot(class).take(outputs))))
            }
        };
        Examples::new(self.task, rows.len(), Buf::from_slice(&inputs), targets)
    }
}

/// A buffer of these numbers in the precision of the training.
fn buf<R: Real>(numbers: impl Iterator<Item = f64>) -> Buf<R> {
    Buf::from_slice(&numbers.map(R::from_f64).collect::<Vec<R>>())
}

/// A class as it is kept among the targets, back as an index.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was made from a u32")]
pub(super) fn class_index(target: f64) -> u32 {
    target as u32
}

/// Decides on the task and gives the names of the classes and the target of each row.
fn interpret(table: &Table, choice: TaskChoice) -> Result<(Task, Vec<String>, Vec<f64>), Error> {
    let cells = &table.targets;
    if let Some(cell) = cells.iter().find(|cell| cell.text.is_empty()) {
        return Err(table.target_error(cell, "a class or a number"));
    }
    let texts = cells.iter().filter(|cell| finite(&cell.text) == Err("a number")).count();
    let is_text = match choice {
        // A few odd cells among numbers are more likely slips than classes.
        TaskChoice::Auto => 2 * texts >= cells.len(),
        TaskChoice::Classification => texts > 0,
        TaskChoice::Regression => false,
    };
    if is_text {
        let rows: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        let (names, targets) = classes(&rows, Ord::cmp);
        return Ok((Task::Classification, names.into_iter().map(str::to_owned).collect(), targets));
    }
    let numbers = cells
        .iter()
        .map(|cell| finite(&cell.text).map_err(|expected| table.target_error(cell, expected)))
        .collect::<Result<Vec<f64>, Error>>()?;
    let (levels, targets) = classes(&numbers, f64::total_cmp);
    let few = levels.len() <= MOST_NUMERIC_CLASSES && 2 * levels.len() <= numbers.len();
    let whole = levels.iter().all(|level| level.fract() == 0.0);
    Ok(match choice {
        TaskChoice::Auto if !(few && whole) => (Task::Regression, Vec::new(), numbers),
        TaskChoice::Regression => (Task::Regression, Vec::new(), numbers),
        TaskChoice::Auto | TaskChoice::Classification => {
            (Task::Classification, levels.iter().map(ToString::to_string).collect(), targets)
        }
    })
}

/// The distinct levels in ascending order, and the index among them of each row's level.
fn classes<T: Copy>(rows: &[T], order: impl Fn(&T, &T) -> Ordering) -> (Vec<T>, Vec<f64>) {
    let mut levels = rows.to_vec();
    levels.sort_by(&order);
    // By the order, as the search below: two levels that it tells apart must both stay.
    levels.dedup_by(|a, b| order(a, b) == Ordering::Equal);
    let index = |row: &T| levels.binary_search_by(|level| order(level, row)).expect("every row's level");
    let targets = rows.iter().map(|row| index(row) as f64).collect();
    (levels, targets)
}
