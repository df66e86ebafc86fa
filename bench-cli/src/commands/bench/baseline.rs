//! Runs that later ones are held against, kept by name in the user's data folder.
//!
//! A baseline is true of one machine, so it stays on the machine instead of in a project, and survives
//! `cargo clean`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::analysis::cell_change::CellChange;
use crate::analysis::run_set::NamedRecord;
use crate::error::Failure;
use crate::record::read::read;
use crate::terminal::destination::Destination;
use crate::units;

/// The flag that writes a baseline.
const SAVE: &str = "--save-baseline";

/// The folder of all baselines: `$XDG_DATA_HOME/dualtape/baselines`, or below `~/.local/share`
/// (`%LOCALAPPDATA%` on Windows).
fn folder() -> Result<PathBuf, Failure> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| variable("HOME").map(|home| home.join(".local/share")))
        .or_else(|| variable("LOCALAPPDATA"))
        .map(|data| data.join("dualtape/baselines"))
        .ok_or_else(|| {
            Failure::Input("found neither XDG_DATA_HOME nor HOME, where baselines are kept".to_owned())
        })
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// A name for a baseline: it becomes a file name.
pub(crate) fn name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let fits = !text.is_empty() && !text.starts_with(['.', '-']) && text.chars().all(is_plain);
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!("expected a name of letters, digits and -_. such as main, found `{text}`"))
    }
}

/// A place for a baseline, tried before the measurement.
pub(crate) struct Slot {
    destination: Destination,
}

impl Slot {
    /// Makes sure that a baseline of this name can be written.
    pub(crate) fn open(name: &str) -> Result<Self, Failure> {
        let folder = folder()?;
        fs::create_dir_all(&folder)
            .map_err(|error| Failure::file(&format!("make the folder for {SAVE}"), &folder, &error))?;
        Ok(Self { destination: Destination::open(SAVE, &path(&folder, name))? })
    }

    /// Keeps a run, given as JSON.
    pub(crate) fn save(self, json: &str) -> Result<(), Failure> {
        self.destination.write(SAVE, json)
    }
}

/// The baseline of this name.
pub(crate) fn load(name: &str) -> Result<NamedRecord, Failure> {
    let folder = folder()?;
    let path = path(&folder, name);
    if !path.exists() {
        let known = known(&folder);
        let known = if known.is_empty() {
            "there are none yet".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        return Err(Failure::Input(format!(
            "--baseline: found no `{name}`; {known} (`{SAVE} {name}` keeps one)"
        )));
    }
    Ok(NamedRecord { name: name.to_owned(), record: read(&path)? })
}

/// The names of all baselines.
fn known(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// A cell that surely became slower by more than the share ends the command with exit code 1; so does a
/// baseline that says nothing about this run, with exit code 2.
pub(crate) fn judge(name: &str, changes: &[CellChange], share: f64) -> Result<(), Failure> {
    if changes.is_empty() {
        let sentence =
            format!("--baseline: found no cell of this run in `{name}`, expected at least one to compare");
        return Err(Failure::Input(sentence));
    }
    let slower: Vec<String> = changes.iter().filter(|change| change.is_worse_by(share)).map(said).collect();
    if slower.is_empty() {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "{} of {} cells are slower than the baseline {name} by more than {} %: {}",
        slower.len(),
        changes.len(),
        units::significant(100.0 * share),
        slower.join(", ")
    )))
}

fn said(change: &CellChange) -> String {
    format!(
        "{} with {} ({}×, 95 %: {})",
        change.engine,
        change.size,
        units::significant(change.ratio),
        units::interval(change.ci95, units::significant)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::run_set::RunSet;
    use crate::analysis::sample;

    fn run(name: &str, forward_s: fn(f64) -> f64) -> NamedRecord {
        NamedRecord { name: name.to_owned(), record: sample::record(&[10, 1000], |p| 4e-6 * p, forward_s) }
    }

    #[test]
    fn each_regressed_cell_is_named() {
        let runs = RunSet::of(vec![run("main", |p| 1e-7 * p * p), run("now", |p| 1.1e-7 * p * p)]);
        let failure = judge("main", runs.changes(), 0.05).expect_err("forward is 10 % slower");
        assert_eq!(failure.exit_code(), 1);
        assert_eq!(
            failure.to_string(),
            "2 of 6 cells are slower than the baseline main by more than 5.00 %: \
             forward with 10 parameters (1.10×, 95 %: 1.10–1.10), forward with 1,000 parameters (1.10×, 95 %: 1.10–1.10)"
        );
        assert!(judge("main", runs.changes(), 0.2).is_ok());
        assert_eq!(judge("main", &[], 0.2).expect_err("nothing to compare").exit_code(), 2);
    }

    #[test]
    fn a_name_is_a_file_name() {
        assert_eq!(name("v0.1-rc_2"), Ok("v0.1-rc_2".to_owned()));
        for wrong in ["", "..", "a/b", "-x", "a b"] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
