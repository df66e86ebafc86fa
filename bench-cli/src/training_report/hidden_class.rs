//! A warning where accuracy hides a class.

use dualtape_mlp::{Metrics, RunManifest};

use crate::units;

/// The most classes that a sentence names.
const NAMED: usize = 3;

/// The sentence about classes that are never found, or else about an accuracy that one class alone explains; none if the
/// accuracy hides neither.
pub(crate) fn sentence(run: &RunManifest, metrics: &Metrics) -> Option<String> {
    let (largest, share) = metrics.largest_class()?;
    let never: Vec<usize> = metrics.classes_never_found().collect();
    let name = |class: &usize| format!("`{}`", run.data.classes[*class]);
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let finding = match &never[..] {
        // Of one class alone there is nothing to tell apart.
        _ if share >= 1.0 => return None,
        [only] => {
            let rows = units::counted(metrics.classes[*only].rows, "row");
            format!("The accuracy hides a class: of {rows} of {} none is found", name(only))
        }
        [_, _, ..] => {
            let mut names: Vec<String> = never.iter().take(NAMED).map(name).collect();
            let others = never.len().saturating_sub(NAMED);
            names.extend((others > 0).then(|| format!("{} more", units::count(others))));
            format!("The accuracy hides classes: {} are never found", units::listed(&names))
        }
        [] if metrics.accuracy.is_some_and(|accuracy| accuracy <= share) => {
            let found = percent(metrics.accuracy.unwrap_or_default());
            let (all, name) = (percent(share), name(&largest));
            format!("The accuracy of {found} is no more than the share of {name}, which is {all} of the rows")
        }
        [] => return None,
    };
    let advice = if run.scaling.class_weights.is_none() {
        "`train --class-weights balanced` gives all classes the same weight"
    } else {
        "the classes have the same weight already, so more rows or other columns are needed"
    };
    Some(format!("{finding}; {advice}."))
}
