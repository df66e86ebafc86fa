//! Consistency of the parts of a manifest.

use crate::data::{Scaler, outputs};
use crate::error::Error;
use crate::save::RunManifest;
use crate::task::Task;

/// Checks that the parts of a manifest fit; only an edited or foreign `run.toml` can fail.
pub(super) fn check(run: &RunManifest) -> Result<(), Error> {
    let columns = &run.data;
    let shape = run.network.shape();
    let length = |quantity, found, expected| {
        if found == expected { Ok(()) } else { Err(Error::Length { quantity, found, expected }) }
    };
    length("the network's inputs", shape.inputs(), columns.inputs().len())?;
    match (columns.task, columns.classes.len()) {
        (Task::Classification, classes @ 0..=1) => {
            return Err(Error::Length { quantity: "classes", found: classes, expected: 2 });
        }
        (Task::Regression, classes) => length("classes of a regression", classes, 0)?,
        _ => {}
    }
    let expected =
        outputs(run.loss, columns.task, columns.classes.len(), &columns.target_names().collect::<Vec<_>>())?;
    length("the network's outputs", shape.outputs(), expected)?;
    check_scaler(&run.scaling.inputs, columns.inputs().len())?;
    if let Some(odd) = run.temperature.filter(|temperature| !(temperature.is_finite() && *temperature > 0.0))
    {
        let expected = "a finite number above 0";
        return Err(Error::Setting { name: "temperature", found: odd.to_string(), expected });
    }
    if columns.targets.is_empty() || columns.targets.len() > 1 && columns.task == Task::Classification {
        return Err(Error::Length { quantity: "targets", found: columns.targets.len(), expected: 1 });
    }
    length("scaled targets", usize::from(run.scaling.target.is_some()), scaled_targets(columns.task))?;
    if let Some(weights) = &run.scaling.class_weights {
        length("class weights", weights.len(), columns.classes.len())?;
    }
    run.scaling.target.as_ref().map_or(Ok(()), |target| check_scaler(target, columns.targets.len()))
}

/// Returns the number of scalers of targets.
fn scaled_targets(task: Task) -> usize {
    match task {
        Task::Classification => 0,
        Task::Regression => 1,
    }
}

/// Checks that a scaler has this number of columns, finite means, and finite scales above 0.
fn check_scaler(scaler: &Scaler, columns: usize) -> Result<(), Error> {
    for (quantity, numbers) in [("means", &scaler.mean), ("scales", &scaler.scale)] {
        if numbers.len() != columns {
            return Err(Error::Length { quantity, found: numbers.len(), expected: columns });
        }
    }
    if scaler.fills_missing() && scaler.median.len() != columns {
        return Err(Error::Length { quantity: "medians", found: scaler.median.len(), expected: columns });
    }
    let is_mean = |x: &&f64| x.is_finite();
    let is_scale = |x: &&f64| x.is_finite() && **x > 0.0;
    let odd = scaler
        .mean
        .iter()
        .chain(&scaler.median)
        .find(|x| !is_mean(x))
        .or(scaler.scale.iter().find(|x| !is_scale(x)));
    match odd {
        Some(odd) => {
            let expected = "finite means and finite scales above 0";
            Err(Error::Setting { name: "scaling", found: odd.to_string(), expected })
        }
        None => Ok(()),
    }
}
