//! A table of numbers with something to predict.

use crate::text::names;
use crate::{Columns, Error, Loss};

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
    /// A data set of these numbers: `inputs` is rows × features, row-major; without names of classes it is a
    /// regression, and with them each target is the index of a class.
    ///
    /// # Errors
    /// No features, no rows, lengths that do not fit, a number that is not finite, one class only, or a
    /// target that is the index of none.
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
            return Err(Error::Length { what: "inputs", found, expected });
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
            None => Ok(Self::from_parts(features, target.into(), task, classes, inputs, targets)),
        }
    }

    /// A data set of parts that fit together.
    pub(super) fn from_parts(
        features: Vec<String>,
        target: String,
        task: Task,
        classes: Vec<String>,
        inputs: Vec<f64>,
        targets: Vec<f64>,
    ) -> Self {
        Self { features, target, task, classes, inputs, targets }
    }

    /// The same data with the columns that a network was trained on, in its order, and its classes; `name`
    /// stands for the data in messages.
    ///
    /// # Errors
    /// A column or class is missing, or the target is of another kind.
    pub(super) fn select(self, name: &str, columns: &Columns) -> Result<Self, Error> {
        let place = |wanted: &String| {
            self.features.iter().position(|feature| feature == wanted).ok_or_else(|| Error::MissingColumn {
                file: name.to_owned(),
                name: wanted.clone(),
                columns: self.features.join(", "),
            })
        };
        let places = columns.features.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let inputs = self.inputs.chunks(self.features.len());
        let inputs = inputs.flat_map(|row| places.iter().map(|&place| row[place])).collect();
        if (self.task, &self.target, &self.classes) != (columns.task, &columns.target, &columns.classes) {
            return Err(Error::Table {
                file: name.to_owned(),
                found: format!("{} of `{}`", self.task, self.target),
                expected: "the target and the classes that the network was trained on".into(),
            });
        }
        Ok(Self { features: columns.features.clone(), inputs, ..self })
    }

    /// The same data of these rows only, in the order given; the classes stay those of the whole.
    ///
    /// # Panics
    /// There are none, or one is not below [`Dataset::rows`].
    #[must_use]
    pub fn subset(&self, rows: &[usize]) -> Self {
        assert!(!rows.is_empty(), "a row at least");
        let width = self.features.len();
        let inputs = rows.iter().flat_map(|&row| &self.inputs[row * width..(row + 1) * width]).copied();
        Self {
            features: self.features.clone(),
            target: self.target.clone(),
            task: self.task,
            classes: self.classes.clone(),
            inputs: inputs.collect(),
            targets: rows.iter().map(|&row| self.targets[row]).collect(),
        }
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
        outputs(loss, self.task, self.classes.len(), &self.target)
    }
}

/// See [`Dataset::outputs`].
pub(crate) fn outputs(loss: Loss, task: Task, classes: usize, target: &str) -> Result<usize, Error> {
    let problem =
        |expected: &str, found| Error::Targets { loss: loss.name(), expected: expected.to_owned(), found };
    match (loss, task) {
        (Loss::SoftmaxCrossEntropy, Task::Regression) => {
            Err(problem("classes", format!("the numbers of column `{target}`")))
        }
        (Loss::SoftmaxCrossEntropy, Task::Classification) => Ok(classes),
        (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, Task::Regression) => {
            Err(problem("two classes", format!("the numbers of column `{target}`")))
        }
        (Loss::BinaryCrossEntropy | Loss::BinaryCrossEntropyProbabilities, _) if classes != 2 => {
            Err(problem("two classes", format!("{classes}")))
        }
        (_, Task::Classification) if classes > 2 => Ok(classes),
        _ => Ok(1),
    }
}

/// A class as it is kept among the targets, back as an index.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was made from a u32")]
pub(super) fn class_index(target: f64) -> u32 {
    target as u32
}

/// Classes as they are kept among the targets, back as indices.
pub(crate) fn class_indices(targets: &[f64]) -> Vec<u32> {
    targets.iter().map(|&target| class_index(target)).collect()
}
