//! What the text of a target column means: classes or values.

use super::csv::{Table, TargetCell, finite};
use super::{Task, TaskChoice};
use crate::Error;
use std::cmp::Ordering;

/// The most distinct whole numbers that are taken for classes unless the user says so.
const MOST_NUMERIC_CLASSES: usize = 20;

/// The meaning of a target column.
pub(super) struct Target {
    pub(super) task: Task,
    /// The names of the classes, in ascending order.
    pub(super) classes: Vec<String>,
    /// The class or value of each row.
    pub(super) targets: Vec<f64>,
}

/// Decides on the task and finds the classes.
pub(super) fn interpret(table: &Table, choice: TaskChoice) -> Result<Target, Error> {
    if let Some(cell) = table.targets().find(|cell| cell.text.is_empty()) {
        return Err(table.target_error(cell, "a class or a number, for missing values are not filled in"));
    }
    let texts = table.targets().filter(|cell| cell.text.parse::<f64>().is_err()).count();
    let is_text = match choice {
        // A few odd cells among numbers are more likely slips than classes.
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

/// The target of each row as the index of one of these classes.
pub(super) fn known_classes(table: &Table, classes: &[String]) -> Result<Vec<f64>, Error> {
    let index_of = |text: &str| classes.iter().position(|class| class == text);
    // A class of a number goes by its value, however it is written.
    let by_value = |text: &str| finite(text).ok().and_then(|number| index_of(&number.to_string()));
    let index = |cell: TargetCell| match index_of(cell.text).or_else(|| by_value(cell.text)) {
        Some(index) => Ok(index as f64),
        None => Err(table.target_error(cell, format!("one of the classes {}", classes.join(", ")))),
    };
    table.targets().map(index).collect()
}

/// The target of each row as a number.
pub(super) fn values(table: &Table) -> Result<Vec<f64>, Error> {
    let value = |cell: TargetCell| finite(cell.text).map_err(|expected| table.target_error(cell, expected));
    table.targets().map(value).collect()
}

fn text_classes(table: &Table) -> Result<Target, Error> {
    if let Some(cell) = table.targets().find(|cell| cell.text.eq_ignore_ascii_case("nan")) {
        return Err(table.target_error(cell, "a class, for missing values are not filled in"));
    }
    let rows: Vec<&str> = table.targets().map(|cell| cell.text).collect();
    let (names, targets) = classes(&rows, Ord::cmp);
    let classes = names.into_iter().map(str::to_owned).collect();
    Ok(Target { task: Task::Classification, classes, targets })
}

fn numbers(table: &Table, choice: TaskChoice) -> Result<Target, Error> {
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
        Target { task: Task::Regression, classes: Vec::new(), targets: values }
    } else {
        let classes = levels.iter().map(ToString::to_string).collect();
        Target { task: Task::Classification, classes, targets }
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
