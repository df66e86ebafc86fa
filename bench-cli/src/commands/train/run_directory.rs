//! The directory of a run. It is created before training, so that no work is lost to a bad path.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use dualtape_contenders::GradientMethod;
use dualtape_core::Real;
use dualtape_mlp::{Checkpoint, Error, RunFolder, RunLock, RunManifest};

use crate::error::Failure;
use crate::flags::shared::Precision;

/// The default directory of runs.
const RUNS: &str = "runs";

/// The directory of a run, to which no other process writes.
pub(crate) struct RunDirectory {
    folder: RunFolder,
    _lock: RunLock,
    /// Flag for a directory that this command created.
    is_new: bool,
}

impl RunDirectory {
    /// Creates the directory that `--out` names, or the next free `runs/<dataset>-<n>`.
    ///
    /// # Errors
    ///
    /// If it has a run already, if another process writes to it, or if it cannot be created.
    pub(crate) fn create(out: Option<&Path>, name: &str) -> Result<Self, Failure> {
        let (path, is_new) = match out {
            Some(path) => (path.to_owned(), !path.exists()),
            None => (next_free(Path::new(RUNS), name)?, true),
        };
        let folder = RunFolder::create(path)?;
        // The lock comes first: another training may end between a look into the folder and the lock.
        let lock = folder.lock().map_err(|error| Failure::Input(format!("--out: {error}")))?;
        let path = folder.path().display();
        if folder.has_model() {
            return Err(Failure::Input(format!(
                "--out: found a trained model in {path}, expected a folder without one: choose another or remove it"
            )));
        }
        if folder.has_checkpoint() {
            return Err(Failure::Input(format!(
                "--out: found an unfinished run in {path}, expected a folder without one: --resume {path} goes on with it"
            )));
        }
        // Those of a run that was killed before its first checkpoint.
        folder.remove_temporary_files();
        Ok(Self { folder, _lock: lock, is_new })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Removes the files of this run, and the directory if this command created it and it is empty.
    pub(crate) fn abandon(&self) {
        if self.is_new {
            self.folder.clear();
            // It fails if another program has written a file there.
            let _ = fs::remove_dir(self.folder.path());
        }
    }
}

/// A run found in its directory, to which no other process writes.
pub(crate) struct StoredRun {
    folder: RunFolder,
    lock: RunLock,
    /// The content of `run.toml`.
    pub(crate) run: RunManifest,
    /// The method of differentiation.
    pub(crate) gradients: GradientMethod,
    /// The precision of the arithmetic.
    pub(crate) precision: Precision,
}

impl StoredRun {
    /// Opens the run in the directory that `--resume` names.
    ///
    /// # Errors
    ///
    /// If there is no run, if another process writes to it, or if its engine or precision is unknown.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let folder = RunFolder::open(path);
        // A folder without a run is named as such before it is locked. What counts is read under the lock.
        let run = folder.read_run();
        let lock = run.and_then(|_| folder.lock()).map_err(resume)?;
        let run = folder.read_run().map_err(resume)?;
        if run.ensemble.is_some() && folder.has_model() && !folder.has_checkpoint() {
            return Err(Failure::Input(format!(
                "--resume: found an ensemble in {}, whose training has ended, expected a single network",
                path.display()
            )));
        }
        let unknown = |what, found| {
            Failure::Input(format!("--resume: {}/run.toml: found the {what} `{found}`", path.display()))
        };
        let gradients = GradientMethod::named(&run.engine).ok_or_else(|| unknown("engine", &run.engine))?;
        let precision =
            Precision::named(&run.precision).ok_or_else(|| unknown("precision", &run.precision))?;
        Ok(Self { folder, lock, run, gradients, precision })
    }

    /// Reads the checkpoint.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(crate) fn checkpoint<R: Real>(&self) -> Result<Checkpoint<R>, Failure> {
        self.folder.read_checkpoint().map_err(resume)
    }

    /// Returns the directory, ready to be written to.
    ///
    /// # Errors
    ///
    /// If it is not writable.
    pub(crate) fn reopen(self) -> Result<RunDirectory, Failure> {
        self.folder.remove_temporary_files();
        let folder = RunFolder::create(self.folder.path()).map_err(resume)?;
        Ok(RunDirectory { folder, _lock: self.lock, is_new: false })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn resume(error: Error) -> Failure {
    Failure::Input(format!("--resume: {error}"))
}

/// Creates the first free `<dataset>-<n>`; two runs that start together get different ones.
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
        RunDirectory::create(Some(&path), "x").expect("writable").abandon();
        assert!(!path.exists());
        let directory = RunDirectory::create(Some(folder.path()), "x").expect("writable");
        directory.abandon();
        assert!(folder.path().exists());
    }
}
