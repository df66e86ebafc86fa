//! What a report is about: one run, or several that are compared with the first.

use std::path::Path;

use serde::Serialize;

use crate::analysis::cell_change::{Change, changes};
use crate::record::Record;
use crate::terminal::json::json;

/// One run and what to call it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Run {
    /// The name of the file it came from.
    pub(crate) name: String,
    /// What was measured.
    pub(crate) record: Record,
}

/// All that a renderer draws.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Runs {
    /// Names the meaning of the fields: `dualtape.report/1`.
    schema: &'static str,
    /// The runs, in the order of the command line; at least one.
    #[serde(rename = "runs")]
    all: Vec<Run>,
    /// Every cell of the later runs that the first has too.
    changes: Vec<Change>,
}

impl Runs {
    /// A report of one run.
    #[cfg(test)]
    pub(crate) fn one(name: &str, record: Record) -> Self {
        Self::of(vec![Run { name: name.to_owned(), record }])
    }

    /// A report of one run or more.
    pub(crate) fn of(runs: Vec<Run>) -> Self {
        let (first, others) = runs.split_first().expect("a report is about something");
        let changes = others.iter().flat_map(|other| changes(first, other)).collect();
        Self { schema: "dualtape.report/1", all: runs, changes }
    }

    /// The run that the others are compared with.
    pub(crate) fn first(&self) -> &Record {
        &self.all[0].record
    }

    /// All runs, with the letters that charts call them by: none where there is only one.
    pub(crate) fn lettered(&self) -> impl Iterator<Item = (Option<char>, &Run)> {
        let several = self.all.len() > 1;
        self.all.iter().zip('A'..='Z').map(move |(run, letter)| (several.then_some(letter), run))
    }

    /// The cells of the later runs beside those of the first.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What makes the later runs hard to compare with the first.
    pub(crate) fn doubts(&self) -> Vec<String> {
        let old = &self.first().environment;
        let doubts = self.all[1..].iter().flat_map(|run| {
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
        doubts.collect()
    }

    /// The JSON: the record itself where there is one, and a list of them otherwise.
    pub(crate) fn to_json(&self) -> String {
        match &self.all[..] {
            [only] => json(&only.record),
            _ => json(self),
        }
    }
}

/// What to call the run in a file.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    #[test]
    fn another_machine_is_a_reason_for_doubt() {
        let old = Run { name: "old".to_owned(), record: sample::record(&[10], |p| p, |p| p) };
        let mut new = Run { name: "new".to_owned(), ..old.clone() };
        assert!(Runs::of(vec![old.clone(), new.clone()]).doubts().is_empty());
        "fast".clone_into(&mut new.record.environment.cpu);
        "slow".clone_into(&mut new.record.environment.profile);
        let doubts = Runs::of(vec![old, new]).doubts();
        assert!(doubts[0].starts_with("new has another processor than old: fast instead of "), "{doubts:?}");
        assert!(doubts[1].starts_with("new has another build than old: slow instead of "), "{doubts:?}");
    }
}
