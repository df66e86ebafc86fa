//! Examples for a network: arrays of inputs and targets, with minibatches as views.

use crate::error::Error;
use crate::loss::{LossFunction, Targets};
use crate::task::Task;
use dualtape_core::{Array, Buf, Labels, Real};
use std::ops::Range;

/// A list of examples: inputs, and the targets in the form that a loss takes.
///
/// Cloning and [`Examples::slice`] are cheap: both share the numbers.
///
/// # Example
/// ```
/// use dualtape_core::Buf;
/// use dualtape_mlp::{Examples, Targets, Task};
///
/// let inputs = Buf::from_slice(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
/// let xor = Targets::Values(Buf::from_slice(&[0.0, 1.0, 1.0, 0.0]));
/// let examples = Examples::new(Task::Classification, 4, inputs, xor)?;
/// assert_eq!(examples.slice(1..3).inputs()[..], [0.0, 1.0, 1.0, 0.0]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Examples<R: Real> {
    task: Task,
    rows: usize,
    inputs: Buf<R>,
    targets: Targets<R>,
    weights: Option<Buf<R>>,
}

impl<R: Real> Examples<R> {
    /// Returns `rows` examples with inputs of rows × features, row-major.
    ///
    /// # Errors
    /// Returns an error if `rows` is 0, or if inputs or targets are no whole number per example.
    pub fn new(task: Task, rows: usize, inputs: Buf<R>, targets: Targets<R>) -> Result<Self, Error> {
        if rows == 0 {
            return Err(Error::Setting { name: "examples", found: "0".into(), expected: "at least one" });
        }
        let per_row = |quantity, found: usize| {
            let expected = found.div_ceil(rows).max(1) * rows;
            if found == expected { Ok(()) } else { Err(Error::Length { quantity, found, expected }) }
        };
        per_row("inputs", inputs.len())?;
        match &targets {
            Targets::Classes(labels) if labels.len() != rows => {
                return Err(Error::Length { quantity: "classes", found: labels.len(), expected: rows });
            }
            Targets::Classes(_) => {}
            Targets::Values(values) => per_row("target values", values.len())?,
        }
        Ok(Self { task, rows, inputs, targets, weights: None })
    }

    /// Returns the same examples with a weight each, by which their terms in the loss are multiplied.
    ///
    /// # Errors
    /// Returns an error if there is not a weight per example, or one is no finite number of at least 0.
    pub fn with_weights(self, weights: Buf<R>) -> Result<Self, Error> {
        let (found, expected) = (weights.len(), self.rows);
        if found != expected {
            return Err(Error::Length { quantity: "weights", found, expected });
        }
        match weights.iter().find(|weight| !(weight.is_finite() && **weight >= R::ZERO)) {
            Some(odd) => {
                let found = odd.to_f64().to_string();
                Err(Error::Setting { name: "weights", found, expected: "finite numbers of at least 0" })
            }
            None => Ok(Self { weights: Some(weights), ..self }),
        }
    }

    /// Returns the task.
    pub fn task(&self) -> Task {
        self.task
    }

    /// Returns the number of examples.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the number of inputs per example.
    pub fn features(&self) -> usize {
        self.inputs.len() / self.rows
    }

    /// Returns the inputs, rows × features, row-major.
    pub fn inputs(&self) -> &Buf<R> {
        &self.inputs
    }

    /// Returns the targets.
    pub fn targets(&self) -> &Targets<R> {
        &self.targets
    }

    /// Returns the weight of each example in the loss; none if all are 1.
    pub fn weights(&self) -> Option<&Buf<R>> {
        self.weights.as_ref()
    }

    /// Returns the loss of `outputs` (rows × outputs, row-major) against the targets, weighted if the examples are.
    ///
    /// # Panics
    /// Panics as [`Loss::eval`](crate::Loss::eval) does.
    pub fn loss<A: Array<Real = R>>(&self, loss: &impl LossFunction, outputs: &A) -> A::Scalar {
        match &self.weights {
            None => loss.eval(outputs, &self.targets),
            Some(weights) => loss.eval_weighted(outputs, &self.targets, weights),
        }
    }

    /// Returns the class of each example, by its targets.
    #[must_use]
    pub fn classes(&self, loss: &impl LossFunction) -> Vec<u32> {
        match &self.targets {
            Targets::Classes(labels) => labels.to_vec(),
            Targets::Values(values) => {
                values.chunks(values.len() / self.rows).map(|row| loss.predicted_class(row)).collect()
            }
        }
    }

    /// Returns the examples of these rows, without a copy of their inputs.
    ///
    /// # Panics
    /// Panics if the range is empty or ends after the last row.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Self {
        assert!(!rows.is_empty() && rows.end <= self.rows, "rows {rows:?} of {}", self.rows);
        let part = |x: &Buf<R>| {
            let width = x.len() / self.rows;
            x.slice(rows.start * width..rows.end * width)
        };
        let targets = match &self.targets {
            Targets::Classes(labels) => Targets::Classes(labels.slice(rows.clone())),
            Targets::Values(values) => Targets::Values(part(values)),
        };
        let weights = self.weights.as_ref().map(part);
        Self { task: self.task, rows: rows.len(), inputs: part(&self.inputs), targets, weights }
    }

    /// Returns these examples followed by others of the same kind.
    ///
    /// # Errors
    /// Returns an error if the others have another number of inputs, another form of targets, or weights where these
    /// have none.
    pub fn followed_by(&self, others: &Self) -> Result<Self, Error> {
        let join = |a: &Buf<R>, b: &Buf<R>| {
            Buf::fill(a.len() + b.len(), |to| {
                to[..a.len()].copy_from_slice(a);
                to[a.len()..].copy_from_slice(b);
            })
        };
        let differ = || {
            let found = "examples of two kinds".to_owned();
            Error::Setting { name: "examples", found, expected: "the same inputs, targets and weights" }
        };
        let width = |examples: &Self| match &examples.targets {
            Targets::Classes(_) => None,
            Targets::Values(values) => Some(values.len() / examples.rows),
        };
        if (self.features(), width(self)) != (others.features(), width(others)) {
            return Err(differ());
        }
        let targets = match (&self.targets, &others.targets) {
            (Targets::Classes(a), Targets::Classes(b)) => {
                Targets::Classes(Labels::new(a.iter().chain(b.iter()).copied().collect()))
            }
            (Targets::Values(a), Targets::Values(b)) => Targets::Values(join(a, b)),
            _ => return Err(differ()),
        };
        let weights = match (&self.weights, &others.weights) {
            (None, None) => None,
            (Some(a), Some(b)) => Some(join(a, b)),
            _ => return Err(differ()),
        };
        let (rows, inputs) = (self.rows + others.rows, join(&self.inputs, &others.inputs));
        Ok(Self { task: self.task, rows, inputs, targets, weights })
    }

    /// Overwrites these examples by those of `source` in the given order, in place unless a slice of them exists.
    ///
    /// `order` names each row once.
    pub(crate) fn gather(&mut self, source: &Self, order: &[usize]) {
        gather(self.inputs.make_mut(), &source.inputs, order);
        match (&mut self.targets, &source.targets) {
            (Targets::Values(to), Targets::Values(from)) => gather(to.make_mut(), from, order),
            (to, Targets::Values(from)) => {
                let gathered = Buf::fill(from.len(), |to| gather(to, from, order));
                *to = Targets::Values(gathered);
            }
            (to, Targets::Classes(from)) => {
                *to = Targets::Classes(Labels::new(order.iter().map(|&row| from[row]).collect()));
            }
        }
        if let (Some(to), Some(from)) = (&mut self.weights, &source.weights) {
            gather(to.make_mut(), from, order);
        }
    }
}

/// Copies the rows of `from` into `to` in the given order.
fn gather<R: Real>(to: &mut [R], from: &[R], order: &[usize]) {
    let width = from.len() / order.len();
    for (to, &row) in to.chunks_exact_mut(width).zip(order) {
        to.copy_from_slice(&from[row * width..(row + 1) * width]);
    }
}

#[cfg(test)]
mod tests {
    use super::Examples;
    use crate::loss::Targets;
    use crate::task::Task;
    use dualtape_core::{Buf, Labels};

    fn examples(targets: Targets<f64>) -> Examples<f64> {
        let inputs = Buf::from_slice(&[1.0, -1.0, 2.0, -2.0, 3.0, -3.0]);
        let weights = Buf::from_slice(&[0.1, 0.2, 0.3]);
        Examples::new(Task::Classification, 3, inputs, targets).unwrap().with_weights(weights).unwrap()
    }

    #[test]
    fn joined_examples_are_those_they_were_cut_from() {
        for targets in
            [Targets::Classes(Labels::new(vec![7, 8, 9])), Targets::Values(Buf::from_slice(&[0.5, 0.6, 0.7]))]
        {
            let whole = examples(targets);
            let joined = whole.slice(0..1).followed_by(&whole.slice(1..3)).unwrap();
            assert_eq!(format!("{joined:?}"), format!("{whole:?}"));
        }
        let classes = examples(Targets::Classes(Labels::new(vec![7, 8, 9])));
        let values = examples(Targets::Values(Buf::from_slice(&[0.5, 0.6, 0.7])));
        assert!(classes.followed_by(&values).is_err());
        assert!(values.followed_by(&Examples { weights: None, ..values.clone() }).is_err());
    }

    #[test]
    fn gathered_rows_are_in_the_given_order_whatever_the_targets_were_before() {
        let classes = examples(Targets::Classes(Labels::new(vec![7, 8, 9])));
        let values = examples(Targets::Values(Buf::from_slice(&[0.5, 0.6, 0.7])));
        for before in [&classes, &values] {
            for source in [&classes, &values] {
                let mut gathered = before.clone();
                gathered.gather(source, &[2, 0, 1]);
                assert_eq!(gathered.inputs()[..], [3.0, -3.0, 1.0, -1.0, 2.0, -2.0]);
                assert_eq!(gathered.weights().unwrap()[..], [0.3, 0.1, 0.2]);
                match gathered.targets() {
                    Targets::Classes(labels) => assert_eq!(labels[..], [9, 7, 8]),
                    Targets::Values(values) => assert_eq!(values[..], [0.7, 0.5, 0.6]),
                }
                assert_eq!(
                    std::mem::discriminant(gathered.targets()),
                    std::mem::discriminant(source.targets())
                );
                assert_eq!(before.inputs()[..], classes.inputs()[..], "the shared rows are unchanged");
            }
        }
    }
}
