//! Conversion of the text of a target column: classes or values.

use super::csv::{Table, TargetCell, finite};
use crate::error::Error;
use crate::task::{Task, TaskChoice};
use std::cmp::Ordering;

/// The maximum number of distinct whole numbers that [`TaskChoice::Auto`] takes for classes.
const MOST_NUMERIC_CLASSES: usize = 20;

/// A target column with its task.
pub(super) struct DecodedTarget {
    pub(super) task: Task,
    /// The names of the classes, in ascending order.
    pub(super) classes: Vec<String>,
    /// The class or value of each row.
    pub(super) targets: Vec<f64>,
}

/// Determines the task and the classes of a target column.
pub(super) fn decode(table: &Table, choice: TaskChoice) -> Result<DecodedTarget, Error> {
    if let Some(cell) = table.targets().find(|cell| cell.text.is_empty()) {
        return Err(table.target_error(cell, "a class or a number, for missing values are not filled in"));
    }
    let texts = table.targets().filter(|cell| cell.text.parse::<f64>().is_err()).count();
    let is_text = match choice {
        // A few non-numeric cells among numbers are more likely errors than classes.
        TaskChoice::Auto => 2 * texts >= table.targets().len(),
        TaskChoice::Classification => texts > 0,
        TaskChoice::Regression => false,
    };
    let target = if is_text { text_classes(table)? } else { numbers(table, choice)? };
    match (target.task, &target.classes[..]) {
        (Task::Classification, [only]) => {
            let found = format!("the one class `{only}` in column `{}`", table.target);
            Err(table.problem(found, "at least two classes"))
        }
        _ => Ok(target),
    }
}

/// Returns the target of each row as an index into `classes`.
pub(super) fn known_classes(table: &Table, classes: &[String]) -> Result<Vec<f64>, Error> {
    let index_of = |text: &str| classes.iter().position(|class| class == text);
    // Numeric classes are matched by value: 1.0 is the class 1.
    let by_value = |text: &str| finite(text).ok().and_then(|number| index_of(&number.to_string()));
    let index = |cell: TargetCell| match index_of(cell.text).or_else(|| by_value(cell.text)) {
        Some(index) => Ok(index as f64),
        None => Err(table.target_error(cell, format!("one of the classes {}", classes.join(", ")))),
    };
    table.targets().map(index).collect()
}

/// Returns the target of each row as a number.
pub(super) fn values(table: &Table) -> Result<Vec<f64>, Error> {
    let value = |cell: TargetCell| finite(cell.text).map_err(|expected| table.target_error(cell, expected));
    table.targets().map(value).collect()
}

/// Takes each distinct text for a class.
fn text_classes(table: &Table) -> Result<DecodedTarget, Error> {
    if let Some(cell) = table.targets().find(|cell| cell.text.eq_ignore_ascii_case("nan")) {
        return Err(table.target_error(cell, "a class, for missing values are not filled in"));
    }
    let rows: Vec<&str> = table.targets().map(|cell| cell.text).collect();
    let (names, targets) = classes(&rows, Ord::cmp);
    let classes = names.into_iter().map(str::to_owned).collect();
    Ok(DecodedTarget { task: Task::Classification, classes, targets })
}

/// Takes the targets for numbers, and these for classes if `choice` asks for it or they are few whole numbers.
fn numbers(table: &Table, choice: TaskChoice) -> Result<DecodedTarget, Error> {
    let values = values(table)?;
    let (levels, targets) = classes(&values, f64::total_cmp);
    let few = levels.len() <= MOST_NUMERIC_CLASSES && 2 * levels.len() <= values.len();
    let whole = levels.iter().all(|level| level.fract() == 0.0);
    let regression = match choice {
        TaskChoice::Auto => !(few && whole),
        TaskChoice::Regression => true,
        TaskChoice::Classification => false,
    };
    Ok(if regression {
        DecodedTarget { task: Task::Regression, classes: Vec::new(), targets: values }
    } else {
        let classes = levels.iter().map(ToString::to_string).collect();
        DecodedTarget { task: Task::Classification, classes, targets }
    })
}

/// Returns the distinct levels in ascending order, and the index among them of each row's level.
fn classes<T: Copy>(rows: &[T], order: impl Fn(&T, &T) -> Ordering) -> (Vec<T>, Vec<f64>) {
    let mut levels = rows.to_vec();
    levels.sort_by(&order);
    // Deduplicated by the order that the search below uses, so that it finds every level.
    levels.dedup_by(|a, b| order(a, b) == Ordering::Equal);
    let index = |row: &T| levels.binary_search_by(|level| order(level, row)).expect("every row's level");
    let targets = rows.iter().map(|row| index(row) as f64).collect();
    (levels, targets)
}
