//! A table of features and targets.

use super::schema::DataSchema;
use crate::error::Error;
use crate::loss::Loss;
use crate::task::Task;
use dualtape_columns::{CellCounts, Rows, Target};

/// Features and targets in the units of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    features: Vec<String>,
    target_names: Vec<String>,
    task: Task,
    classes: Vec<String>,
    /// Rows × features; NaN for a missing number, in the columns of a table only.
    inputs: Vec<f64>,
    /// Rows × targets.
    targets: Vec<f64>,
    /// The weight of each row, 1 in the mean; none if all are 1.
    weights: Option<Vec<f64>>,
    /// The number of the group of each row; none if each row is a group of its own.
    groups: Option<Vec<usize>>,
    is_table: bool,
    /// The rows and cells of the table that are not there as they stand in it.
    omissions: Omissions,
}

/// The rows of a table that a data set has left out, and the cells that it has not taken as they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Omissions {
    /// The place in the table of each row of the data set, from 0; empty if none is left out.
    places: Vec<usize>,
    /// The number of rows that were left out, as they have no target, or a missing cell.
    pub left_out: usize,
    /// The columns with cells that were missing or of an unknown category.
    pub odd_cells: Vec<(String, CellCounts)>,
}

impl Dataset {
    /// Returns a data set of these numbers: `inputs` is rows × features, row-major.
    ///
    /// Without class names the task is regression. With them, each target is the index of a class.
    ///
    /// # Errors
    /// Returns an error if there are no features or no rows, if lengths differ, if a number is not finite, if there
    /// is one class only, or if a target is no index of a class.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Dataset, Task};
    ///
    /// let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    /// let classes = names(&["cat", "dog"]);
    /// let data = Dataset::new(names(&["weight"]), "animal", classes, vec![4.5, 20.0, 3.9], vec![0.0, 1.0, 0.0])?;
    /// assert_eq!((data.task(), data.rows()), (Task::Classification, 3));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn new(
        features: Vec<String>,
        target: impl Into<String>,
        classes: Vec<String>,
        inputs: Vec<f64>,
        targets: Vec<f64>,
    ) -> Result<Self, Error> {
        let problem = |name, found: String, expected| Err(Error::Setting { name, found, expected });
        if features.is_empty() || targets.is_empty() {
            let found = format!("{} features of {} rows", features.len(), targets.len());
            return problem("data", found, "at least one feature and one row");
        }
        let (found, expected) = (inputs.len(), features.len().saturating_mul(targets.len()));
        if found != expected {
            return Err(Error::Length { quantity: "inputs", found, expected });
        }
        if let Some(number) = inputs.iter().chain(&targets).find(|number| !number.is_finite()) {
            return problem("data", number.to_string(), "finite numbers");
        }
        let task = if classes.is_empty() { Task::Regression } else { Task::Classification };
        if classes.len() == 1 {
            return problem("classes", "one".into(), "at least two");
        }
        let is_class = |target: f64| target >= 0.0 && target < classes.len() as f64 && target.fract() == 0.0;
        match targets.iter().find(|&&target| task == Task::Classification && !is_class(target)) {
            Some(target) => problem("targets", target.to_string(), "indices of the classes"),
            None => Ok(Self::from_parts(features, vec![target.into()], task, classes, inputs, targets)),
        }
    }

    /// Returns a data set of parts that are known to fit.
    pub(super) fn from_parts(
        features: Vec<String>,
        target_names: Vec<String>,
        task: Task,
        classes: Vec<String>,
        inputs: Vec<f64>,
        targets: Vec<f64>,
    ) -> Self {
        Self {
            features,
            target_names,
            task,
            classes,
            inputs,
            targets,
            weights: None,
            groups: None,
            is_table: false,
            omissions: Omissions::default(),
        }
    }

    /// Returns the rows of a table.
    pub(super) fn from_rows(features: Vec<String>, targets: &[Target], rows: Rows) -> Self {
        let classes = targets[0].classes.clone();
        let names = targets.iter().map(|target| target.name.clone()).collect();
        let task = if classes.is_empty() { Task::Regression } else { Task::Classification };
        let Rows { inputs, targets, weights, groups, places, left_out, odd_cells } = rows;
        let places = if left_out == 0 { Vec::new() } else { places };
        let omissions = Omissions { places, left_out, odd_cells };
        let weights = weights.map(with_mean_one);
        Self {
            weights,
            groups,
            is_table: true,
            omissions,
            ..Self::from_parts(features, names, task, classes, inputs, targets)
        }
    }

    /// Returns the same data with the columns that a network was trained on, in its order; `name` denotes the data
    /// in messages.
    ///
    /// # Errors
    /// Returns an error if a column or class is missing, or if task or target differ.
    pub(super) fn select(self, name: &str, schema: &DataSchema) -> Result<Self, Error> {
        let position = |wanted: &String| {
            self.features.iter().position(|feature| feature == wanted).ok_or_else(|| {
                Error::from(dualtape_columns::Error::MissingColumn {
                    file: name.to_owned(),
                    name: wanted.clone(),
                    columns: self.features.join(", "),
                })
            })
        };
        let wanted = schema.inputs();
        let positions = wanted.iter().map(position).collect::<Result<Vec<_>, _>>()?;
        let inputs = self.inputs.chunks(self.features.len());
        let inputs = inputs.flat_map(|row| positions.iter().map(|&position| row[position])).collect();
        let has_targets = self.target_names.iter().eq(schema.target_names());
        if !has_targets || (self.task, &self.classes) != (schema.task, &schema.classes) {
            return Err(Error::Data {
                file: name.to_owned(),
                found: format!("{} of `{}`", self.task, self.target()),
                expected: "the target and the classes that the network was trained on".into(),
            });
        }
        Ok(Self { features: wanted, inputs, ..self })
    }

    /// Returns the data of these rows, in the given order; the classes stay those of the whole, weights have a mean of 1
    /// again.
    ///
    /// # Panics
    /// Panics if `rows` is empty, or one is not below [`Dataset::rows`].
    #[must_use]
    pub fn subset(&self, rows: &[usize]) -> Self {
        assert!(!rows.is_empty(), "a row at least");
        let width = self.features.len();
        let inputs = rows.iter().flat_map(|&row| &self.inputs[row * width..(row + 1) * width]).copied();
        Self {
            features: self.features.clone(),
            target_names: self.target_names.clone(),
            task: self.task,
            classes: self.classes.clone(),
            inputs: inputs.collect(),
            targets: rows.iter().flat_map(|&row| self.targets_of(row)).copied().collect(),
            weights: self
                .weights
                .as_ref()
                .map(|weights| with_mean_one(rows.iter().map(|&row| weights[row]).collect())),
            groups: self.groups.as_ref().map(|groups| rows.iter().map(|&row| groups[row]).collect()),
            is_table: self.is_table,
            omissions: Omissions::default(),
        }
    }

    /// Returns the names of the features, in the order of the file: a column of a table can give several.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// Returns the names of the targets, joined by commas.
    #[must_use]
    pub fn target(&self) -> String {
        self.target_names.join(", ")
    }

    /// Returns the names of the targets: one, or several of a regression.
    pub fn target_names(&self) -> &[String] {
        &self.target_names
    }

    /// Returns the task.
    pub fn task(&self) -> Task {
        self.task
    }

    /// Returns the names of the classes in ascending order; empty for regression.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.targets.len() / self.target_names.len()
    }

    /// Returns the weight of each row in the loss; none if all are 1.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// Returns the number of the group of each row, which a split keeps together; none if each row is one.
    pub fn groups(&self) -> Option<&[usize]> {
        self.groups.as_deref()
    }

    /// Returns the rows and cells of the table that are not there as they stand in it; none in a subset.
    pub fn omissions(&self) -> &Omissions {
        &self.omissions
    }

    /// Returns the row of the data set that is this row of the table, both from 0; none if it was left out or is not there.
    #[must_use]
    pub fn row_of_table(&self, row: usize) -> Option<usize> {
        match &self.omissions.places[..] {
            [] => (row < self.rows()).then_some(row),
            places => places.binary_search(&row).ok(),
        }
    }

    /// Returns whether the data are the rows of a table, in which a number can be missing.
    pub(super) fn is_table(&self) -> bool {
        self.is_table
    }

    /// Returns the features, rows × features, row-major; a missing number is NaN.
    pub fn inputs(&self) -> &[f64] {
        &self.inputs
    }

    /// Returns the targets, rows × targets, row-major: the index of a row's class, or its values.
    pub fn targets(&self) -> &[f64] {
        &self.targets
    }

    /// Returns the targets of a row.
    pub(super) fn targets_of(&self, row: usize) -> &[f64] {
        let width = self.target_names.len();
        &self.targets[row * width..(row + 1) * width]
    }

    /// Returns the usual loss for the task: cross-entropy for classes, squared error for values.
    pub fn suitable_loss(&self) -> Loss {
        match (self.task, self.classes.len()) {
            (Task::Classification, 2) => Loss::BinaryCrossEntropy,
            (Task::Classification, _) => Loss::SoftmaxCrossEntropy,
            (Task::Regression, _) => Loss::SquaredError,
        }
    }

    /// Returns the number of outputs that a network needs under this loss.
    ///
    /// Classification takes one output per class, but a single one for two classes under a loss that compares
    /// values. Regression takes one per target.
    ///
    /// # Errors
    /// Returns [`Error::Targets`] for a softmax over values, and for a binary cross-entropy over anything but two
    /// classes.
    pub fn outputs(&self, loss: Loss) -> Result<usize, Error> {
        outputs(loss, self.task, self.classes.len(), &self.target_names)
    }
}

/// Scales weights to a mean of 1, so that they do not change the size of a loss.
fn with_mean_one(mut weights: Vec<f64>) -> Vec<f64> {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    if mean > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= mean);
    }
    weights
}

/// Returns [`Dataset::outputs`] of a data set with this task, number of classes and target.
pub(crate) fn outputs(
    loss: Loss,
    task: Task,
    classes: usize,
    targets: &[impl AsRef<str>],
) -> Result<usize, Error> {
    let columns = || targets.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    let problem =
        |expected: &str, found| Error::Targets { loss: loss.name(), expected: expected.to_owned(), found };
    match (loss, task) {
        (Loss::SoftmaxCrossEntropy, Task::Regression) => {
            Err(problem("classes", format!("the numbers of column `{}`", columns())))
        }
        (Loss::SoftmaxCrossEntropy, Task::Classification) => Ok(classes),
        (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, Task::Regression) => {
            Err(problem("two classes", format!("the numbers of column `{}`", columns())))
        }
        (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, _) if classes != 2 => {
            Err(problem("two classes", format!("{classes}")))
        }
        (_, Task::Classification) if classes > 2 => Ok(classes),
        (_, Task::Classification) => Ok(1),
        (_, Task::Regression) => Ok(targets.len()),
    }
}

/// Converts a target into the index of a class.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was made from a u32")]
pub(super) fn class_index(target: f64) -> u32 {
    target as u32
}

/// Converts targets into indices of classes.
pub(crate) fn class_indices(targets: &[f64]) -> Vec<u32> {
    targets.iter().map(|&target| class_index(target)).collect()
}
