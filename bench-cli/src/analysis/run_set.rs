//! The runs of a report: one, or several that are compared with the first.

use std::path::Path;

use serde::Serialize;

use crate::analysis::cell_change::{CellChange, changes};
use crate::record::Record;
use crate::terminal::json::json;

/// The record of a run, and its name.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NamedRecord {
    /// The name of the file it came from.
    pub(crate) name: String,
    /// The record.
    pub(crate) record: Record,
}

/// The content of a report.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RunSet {
    /// Names the meaning of the fields: `dualtape.report/1`.
    schema: &'static str,
    /// The runs, in the order of the command line; at least one.
    #[serde(rename = "runs")]
    all: Vec<NamedRecord>,
    /// Every cell of the later runs that the first has too.
    changes: Vec<CellChange>,
}

impl RunSet {
    /// Returns a report of one run.
    #[cfg(test)]
    pub(crate) fn one(name: &str, record: Record) -> Self {
        Self::of(vec![NamedRecord { name: name.to_owned(), record }])
    }

    /// Returns a report of one run or more.
    pub(crate) fn of(runs: Vec<NamedRecord>) -> Self {
        let (first, others) = runs.split_first().expect("a report is about something");
        let changes = others.iter().flat_map(|other| changes(first, other)).collect();
        Self { schema: "dualtape.report/1", all: runs, changes }
    }

    /// Returns the run that the others are compared with.
    pub(crate) fn first(&self) -> &Record {
        &self.all[0].record
    }

    /// Returns all runs, with the letters that charts call them by: none where there is only one.
    pub(crate) fn lettered(&self) -> impl Iterator<Item = (Option<char>, &NamedRecord)> {
        let several = self.all.len() > 1;
        self.all.iter().zip('A'..='Z').map(move |(run, letter)| (several.then_some(letter), run))
    }

    /// Returns the cells of the later runs beside those of the first.
    pub(crate) fn changes(&self) -> &[CellChange] {
        &self.changes
    }

    /// Returns the differences of machine and build that make later runs hard to compare with the first, a sentence each.
    pub(crate) fn machine_differences(&self) -> Vec<String> {
        let old = &self.first().environment;
        let differences = self.all[1..].iter().flat_map(|run| {
            let new = &run.record.environment;
            let parts = [
                ("processor", &old.cpu, &new.cpu),
                ("build", &old.profile, &new.profile),
                ("compiler", &old.rustc, &new.rustc),
                ("target", &old.target_cpu, &new.target_cpu),
            ];
            let different = parts.into_iter().filter(|(_, old, new)| old != new);
            different.map(|(part, old, new)| {
                format!("{} has another {part} than {}: {new} instead of {old}", run.name, self.all[0].name)
            })
        });
        differences.collect()
    }

    /// Returns the JSON: the record itself where there is one, and a list of them otherwise.
    pub(crate) fn to_json(&self) -> String {
        match &self.all[..] {
            [only] => json(&only.record),
            _ => json(self),
        }
    }
}

/// Returns the name of the run in a file.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    #[test]
    fn another_machine_is_a_reason_for_doubt() {
        let old = NamedRecord { name: "old".to_owned(), record: sample::record(&[10], |p| p, |p| p) };
        let mut new = NamedRecord { name: "new".to_owned(), ..old.clone() };
        assert!(RunSet::of(vec![old.clone(), new.clone()]).machine_differences().is_empty());
        "fast".clone_into(&mut new.record.environment.cpu);
        "slow".clone_into(&mut new.record.environment.profile);
        let differences = RunSet::of(vec![old, new]).machine_differences();
        assert!(
            differences[0].starts_with("new has another processor than old: fast instead of "),
            "{differences:?}"
        );
        assert!(
            differences[1].starts_with("new has another build than old: slow instead of "),
            "{differences:?}"
        );
    }
}
