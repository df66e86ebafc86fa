//! The folder of a run: made before training, so that no work is lost to a bad path, or found again.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use dualtape_core::Real;
use dualtape_mlp::{Checkpoint, Error, RunFolder, RunManifest};

use crate::commands::train::gradients::Gradients;
use crate::commands::train::input;
use crate::error::Failure;
use crate::flags::shared::Precision;

/// Where runs go unless told otherwise.
const RUNS: &str = "runs";

/// A run folder, and whether it was there before.
pub(crate) struct Made {
    folder: RunFolder,
    is_new: bool,
}

impl Made {
    /// The folder.
    pub(crate) fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Takes back a folder that we made and all that we have put there: nothing half-made stays behind.
    pub(crate) fn abandon(&self) {
        if self.is_new {
            self.folder.clear();
            // It is not empty if someone else has put something there: that stays.
            let _ = fs::remove_dir(self.folder.path());
        }
    }
}

/// A run that is to go on.
pub(crate) struct Kept {
    folder: RunFolder,
    pub(crate) run: RunManifest,
    pub(crate) gradients: Gradients,
    pub(crate) precision: Precision,
}

impl Kept {
    /// The run in the folder that `--resume` names.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let folder = RunFolder::open(path);
        let run = folder.read_run().map_err(resume)?;
        let unknown = |what, found| {
            Failure::Input(format!("--resume: {}/run.toml: found the {what} `{found}`", path.display()))
        };
        let gradients = Gradients::named(&run.engine).ok_or_else(|| unknown("engine", &run.engine))?;
        let precision =
            Precision::named(&run.precision).ok_or_else(|| unknown("precision", &run.precision))?;
        Ok(Self { folder, run, gradients, precision })
    }

    /// Where it had got to.
    pub(crate) fn checkpoint<R: Real>(&self) -> Result<Checkpoint<R>, Failure> {
        self.folder.read_checkpoint().map_err(resume)
    }

    /// Its folder, to be written to again.
    pub(crate) fn made(self) -> Result<Made, Failure> {
        self.folder.remove_temporary_files();
        let folder = RunFolder::create(self.folder.path()).map_err(resume)?;
        Ok(Made { folder, is_new: false })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn resume(error: Error) -> Failure {
    Failure::Input(format!("--resume: {error}"))
}

/// The folder that `--out` names, or the next free `runs/<dataset>-<n>`.
pub(crate) fn make(out: Option<&Path>, name: &str) -> Result<Made, Failure> {
    if let Some(path) = out.filter(|path| RunFolder::open(*path).has_model()) {
        return Err(Failure::Input(format!(
            "--out: found a trained model in {}, expected a folder without one: choose another or remove it",
            path.display()
        )));
    }
    if let Some(path) = out.filter(|path| RunFolder::open(*path).has_checkpoint()) {
        let path = path.display();
        return Err(Failure::Input(format!(
            "--out: found an unfinished run in {path}, expected a folder without one: --resume {path} goes on with it"
        )));
    }
    let (path, is_new) = match out {
        Some(path) => (path.to_owned(), !path.exists()),
        None => (next_free(Path::new(RUNS), name)?, true),
    };
    let folder = RunFolder::create(path).map_err(input)?;
    Ok(Made { folder, is_new })
}

/// Makes the first `<dataset>-<n>` that is not there; two runs that start together get different ones.
fn next_free(runs: &Path, name: &str) -> Result<PathBuf, Failure> {
    fs::create_dir_all(runs).map_err(|error| Failure::file("create", runs, &error))?;
    let mut number = 1_u64;
    loop {
        let path = runs.join(format!("{name}-{number}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(Failure::file("create", &path, &error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_numbered() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let next = || next_free(&folder.path().join("runs"), "iris").expect("writable");
        assert!(next().ends_with("runs/iris-1"));
        assert!(next().ends_with("runs/iris-2"));
    }

    #[test]
    fn a_folder_is_taken_back_only_if_it_is_ours_and_empty() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("mine");
        make(Some(&path), "x").expect("writable").abandon();
        assert!(!path.exists());
        let made = make(Some(folder.path()), "x").expect("writable");
        made.abandon();
        assert!(folder.path().exists());
    }
}
