//! Standardisation of columns to mean 0 and standard deviation 1, and class weights, both measured on the training
//! part.

use super::dataset::{Dataset, class_index};
use crate::error::Error;
use crate::task::Task;
use crate::text::names;
use serde::{Deserialize, Serialize};

/// The standardisation x ↦ (x − mean) / scale of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// The mean of each column.
    pub mean: Vec<f64>,
    /// The standard deviation of each column, 1 for a column that is constant.
    pub scale: Vec<f64>,
    /// The median of each column, for cells that are missing; empty if none can be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub median: Vec<f64>,
}

impl Scaler {
    /// Measures the columns of `numbers`, rows × `columns`, row-major.
    ///
    /// # Errors
    /// Returns an error if the range of a column is not a finite number.
    ///
    /// # Panics
    /// Panics if the numbers are no whole number of rows.
    pub fn fit(numbers: &[f64], columns: usize) -> Result<Self, Error> {
        assert!(numbers.len().is_multiple_of(columns), "a whole number of rows of {columns} columns");
        let column = |index| numbers.iter().skip(index).step_by(columns).copied();
        let measures = (0..columns).map(|index| measure(column(index)));
        let (mean, scale) = measures.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok(Self { mean, scale, median: Vec::new() })
    }

    /// Returns the same scaler with the medians of the columns, of the numbers that are not NaN.
    ///
    /// # Panics
    /// Panics if the numbers are no whole number of rows.
    #[must_use]
    pub fn with_medians(self, numbers: &[f64]) -> Self {
        let columns = self.mean.len();
        assert!(numbers.len().is_multiple_of(columns), "a whole number of rows of {columns} columns");
        let column = |index| numbers.iter().skip(index).step_by(columns).copied().filter(|x| !x.is_nan());
        let median = (0..columns).map(|index| median(column(index).collect())).collect();
        Self { median, ..self }
    }

    /// Checks that there are medians for the missing numbers, which are NaN.
    ///
    /// # Errors
    /// Returns an error if a number is missing and none can be replaced.
    pub(crate) fn check_missing(&self, numbers: &[f64]) -> Result<(), Error> {
        if self.fills_missing() || !numbers.iter().any(|x| x.is_nan()) {
            return Ok(());
        }
        let expected = "none, as the network was trained without medians to put in their place";
        Err(Error::Setting { name: "data", found: "missing numbers".to_owned(), expected })
    }

    /// Returns whether missing numbers can be replaced.
    #[must_use]
    pub fn fills_missing(&self) -> bool {
        !self.median.is_empty()
    }

    /// Standardises numbers, rows × columns; NaN counts as the median of its column, if there is one.
    pub fn scale<'a>(&'a self, numbers: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let width = self.mean.len();
        numbers.iter().zip(self.columns()).enumerate().map(move |(place, (&x, (mean, scale)))| {
            let x = if x.is_nan() && self.fills_missing() { self.median[place % width] } else { x };
            (x - mean) / scale
        })
    }

    /// Converts standardised numbers, rows × columns, back to the units of the data.
    pub fn unscale<'a>(&'a self, numbers: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        numbers.iter().zip(self.columns()).map(|(x, (mean, scale))| x * scale + mean)
    }

    /// Returns the means and scales of the columns, row after row.
    fn columns(&self) -> impl Iterator<Item = (&f64, &f64)> {
        self.mean.iter().zip(&self.scale).cycle()
    }
}

/// Returns the median of numbers; 0 of none.
fn median(mut numbers: Vec<f64>) -> f64 {
    if numbers.is_empty() {
        return 0.0;
    }
    let middle = numbers.len() / 2;
    let is_even = numbers.len().is_multiple_of(2);
    let (below, &mut upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        // Of an even number of them the mean of the middle two; half of each, for their sum could overflow.
        Some(lower) if is_even => lower / 2.0 + upper / 2.0,
        _ => upper,
    }
}

/// Returns mean and standard deviation of a column, without overflow or underflow; those that are NaN do not count.
fn measure(column: impl Iterator<Item = f64> + Clone) -> Result<(f64, f64), Error> {
    let column = column.filter(|x| !x.is_nan());
    if column.clone().next().is_none() {
        return Ok((0.0, 1.0));
    }
    let mut mean = 0.0;
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for (x, count) in column.clone().zip(1_u32..) {
        mean += (x - mean) / f64::from(count);
        lowest = x.min(lowest);
        highest = x.max(highest);
    }
    // A constant column must be scaled to exactly 0, not to rounding errors of size 1.
    if lowest == highest {
        return Ok((lowest, 1.0));
    }
    let reach = (highest - mean).max(mean - lowest);
    if !reach.is_finite() {
        return Err(Error::Setting {
            name: "scaling",
            found: format!("a column from {lowest:e} to {highest:e}"),
            expected: "columns whose spread is a finite number",
        });
    }
    let mut squares = 0.0;
    for (x, count) in column.zip(1_u32..) {
        let deviation = (x - mean) / reach;
        squares += (deviation * deviation - squares) / f64::from(count);
    }
    // A few subnormal numbers among many zeros: their deviation underflows.
    let scale = reach * squares.sqrt();
    Ok((mean, if scale == 0.0 { 1.0 } else { scale }))
}

/// The weighting of the classes in the loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ClassWeights {
    /// Weight 1 for every example.
    #[default]
    None,
    /// Equal total weight of all classes: an example of a class of nₖ among n examples of K classes has the weight
    /// n / (K nₖ), so that the mean weight is 1 (scikit-learn's `class_weight="balanced"`).
    Balanced,
}

names!(ClassWeights ("class weights"): None = "none", Balanced = "balanced");

/// The conversion of a data set into examples: scaling of features and target, class weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// The scaler of the features.
    pub inputs: Scaler,
    /// The scaler of a regression's targets; none for classes.
    pub target: Option<Scaler>,
    /// A weight per class; none if all are 1.
    pub class_weights: Option<Vec<f64>>,
}

impl Scaling {
    /// Measures a data set on these rows: the training part, so that nothing leaks from the validation part.
    ///
    /// # Errors
    /// Returns an error as [`Scaler::fit`] does.
    ///
    /// # Panics
    /// Panics if a row is not below [`Dataset::rows`].
    pub fn fit(data: &Dataset, rows: &[usize]) -> Result<Self, Error> {
        let width = data.features().len();
        let part: Vec<f64> =
            rows.iter().flat_map(|&row| &data.inputs()[row * width..(row + 1) * width]).copied().collect();
        let target = match data.task() {
            Task::Classification => None,
            Task::Regression => {
                let values: Vec<f64> = rows.iter().flat_map(|&row| data.targets_of(row)).copied().collect();
                Some(Scaler::fit(&values, data.target_names().len())?)
            }
        };
        let inputs = Scaler::fit(&part, width)?;
        let inputs = if data.is_table() { inputs.with_medians(&part) } else { inputs };
        Ok(Self { inputs, target, class_weights: None })
    }

    /// Returns the same scaling with class weights, measured on these rows.
    ///
    /// # Errors
    /// Returns an error for balanced weights of a regression, or of rows without an example of every class.
    ///
    /// # Panics
    /// Panics if a row is not below [`Dataset::rows`].
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{ClassWeights, Dataset, Scaling, TaskChoice};
    ///
    /// let rare = Dataset::read("a,y\n1,no\n2,no\n3,no\n4,yes\n".as_bytes(), "rare.csv", None, TaskChoice::Auto)?;
    /// let rows = [0, 1, 2, 3];
    /// let scaling = Scaling::fit(&rare, &rows)?.with_class_weights(ClassWeights::Balanced, &rare, &rows)?;
    /// assert_eq!(scaling.class_weights, Some(vec![2.0 / 3.0, 2.0]));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn with_class_weights(
        self,
        weights: ClassWeights,
        data: &Dataset,
        rows: &[usize],
    ) -> Result<Self, Error> {
        let class_weights = match (weights, data.task()) {
            (ClassWeights::None, _) => None,
            (ClassWeights::Balanced, Task::Classification) => Some(balanced(data, rows)?),
            (ClassWeights::Balanced, Task::Regression) => {
                let (name, found) = ("balanced weights", "a regression".to_owned());
                return Err(Error::Setting { name, found, expected: "classes" });
            }
        };
        Ok(Self { class_weights, ..self })
    }
}

/// Returns n / (K nₖ) for each class k.
fn balanced(data: &Dataset, rows: &[usize]) -> Result<Vec<f64>, Error> {
    let mut counts = vec![0_usize; data.classes().len()];
    for &row in rows {
        counts[class_index(data.targets()[row]) as usize] += 1;
    }
    if let Some(class) = counts.iter().position(|&count| count == 0) {
        return Err(Error::Setting {
            name: "balanced weights",
            found: format!("no row of the class {} to train on", data.classes()[class]),
            expected: "rows of every class",
        });
    }
    let share = rows.len() as f64 / counts.len() as f64;
    Ok(counts.iter().map(|&count| share / count as f64).collect())
}

#[cfg(test)]
mod tests {
    use super::Scaler;

    #[test]
    fn scaled_columns_have_mean_zero_and_deviation_one() {
        let scaler = Scaler::fit(&[1.0, 5.0, 3.0, 5.0], 2).unwrap();
        assert_eq!(scaler, Scaler { mean: vec![2.0, 5.0], scale: vec![1.0, 1.0], median: Vec::new() });
        assert_eq!(scaler.scale(&[3.0, 5.0]).collect::<Vec<_>>(), [1.0, 0.0]);
        assert_eq!(scaler.unscale(&[1.0, 0.0]).collect::<Vec<_>>(), [3.0, 5.0]);
    }

    #[test]
    fn missing_numbers_are_replaced_by_the_median() {
        let numbers = [1.0, f64::NAN, 3.0, 5.0, f64::NAN, 7.0, 8.0, 6.0];
        let scaler = Scaler::fit(&numbers, 2).unwrap().with_medians(&numbers);
        assert_eq!((&scaler.mean[..], &scaler.median[..]), (&[4.0, 6.0][..], &[3.0, 6.0][..]));
        assert_eq!(scaler.scale(&[f64::NAN, f64::NAN]).nth(1), Some(0.0));
    }

    #[test]
    fn constant_huge_and_tiny_columns_stay_finite() {
        let tenth = Scaler::fit(&[0.1; 7], 1).unwrap();
        assert_eq!(tenth.scale(&[0.1]).next(), Some(0.0));
        for size in [1e-200, 1e200] {
            let scaler = Scaler::fit(&[-size, size], 1).unwrap();
            assert_eq!(scaler.scale(&[size]).next(), Some(1.0), "size {size:e}");
        }
        let mut faint = vec![0.0; 1000];
        faint.push(5e-324);
        assert_eq!(Scaler::fit(&faint, 1).unwrap().scale, [1.0], "a deviation that underflows");
        assert!(Scaler::fit(&[-1.7e308, 1.7e308], 1).is_err());
    }
}
