//! The files of a run folder.
//!
//! Every file is written under another name in the same folder and then renamed, so that it is complete or absent.

use super::lock::RunLock;
use super::manifest::RunManifest;
use super::{checkpoint, tensors};
use crate::error::Error;
use crate::network::{LayerFunction as _, Network};
use crate::task::Task;
use crate::train::{Checkpoint, EpochRecord};
use dualtape_core::{Buf, Real};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

/// The parameters of the model.
pub(crate) const MODEL: &str = "model.safetensors";
/// The manifest.
pub(crate) const RUN: &str = "run.toml";
/// The checkpoint of an interrupted run.
pub(crate) const CHECKPOINT: &str = "checkpoint.safetensors";
/// The scores, a line per epoch.
const METRICS: &str = "metrics.csv";
/// The report, a page for readers.
const REPORT: &str = "report.html";
/// The lock of the process that writes the run.
const LOCK: &str = ".lock";
/// The file that shows whether the folder can be written to; it is removed at once.
const PROBE: &str = "probe";
/// All files of a run.
const FILES: [&str; 6] = [MODEL, RUN, CHECKPOINT, METRICS, REPORT, LOCK];

impl RunFolder {
    /// Creates the folder if it does not exist and checks that files can be written there.
    ///
    /// Called before a training, it detects a bad path before any work is lost.
    ///
    /// # Errors
    /// Returns [`Error::Io`] if the folder cannot be created or written.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = Self::open(path);
        let failed = |source| Error::Io { action: "create", path: folder.path.clone(), source };
        fs::create_dir_all(&folder.path).map_err(failed)?;
        let probe = folder.temporary(PROBE);
        File::create(&probe).map_err(|source| Error::Io {
            action: "write",
            path: folder.path.clone(),
            source,
        })?;
        // Another process may have removed it as a leftover.
        let _ = fs::remove_file(&probe);
        Ok(folder)
    }

    /// Returns the folder at this path, without any access to it.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Locks the folder, so that this process alone writes to it until the lock is dropped.
    ///
    /// Writing without the lock is possible: it is for callers that share a folder. Reading needs no lock.
    ///
    /// # Errors
    /// Returns [`Error::Locked`] if another process has the lock, and [`Error::Io`] if the folder cannot be locked.
    pub fn lock(&self) -> Result<RunLock, Error> {
        RunLock::acquire(&self.path.join(LOCK))
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether the folder holds a model, which is written last: the run is complete.
    pub fn has_model(&self) -> bool {
        self.path.join(MODEL).exists()
    }

    /// Returns whether the folder holds a checkpoint.
    pub fn has_checkpoint(&self) -> bool {
        self.path.join(CHECKPOINT).exists()
    }

    /// Removes the temporary files of a process that was killed while it wrote; ignores failures.
    pub fn remove_temporary_files(&self) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            // The names that `temporary` makes, of any process.
            let middle = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(".tmp"));
            let is_ours = |file: &&str| middle.is_some_and(|middle| middle.starts_with(&format!("{file}.")));
            if FILES.iter().chain([&PROBE]).any(is_ours) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes the files of a run from the folder, and no others; ignores failures.
    pub fn clear(&self) {
        self.remove_temporary_files();
        for file in FILES {
            let _ = fs::remove_file(self.path.join(file));
        }
    }

    /// Writes `checkpoint.safetensors`.
    ///
    /// At any time the folder holds either the previous checkpoint or this one, complete.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written; the previous checkpoint remains.
    pub fn write_checkpoint<R: Real>(&self, checkpoint: &Checkpoint<R>) -> Result<(), Error> {
        let bytes = checkpoint::encode(checkpoint).map_err(|reason| self.problem(CHECKPOINT, reason))?;
        self.write(CHECKPOINT, &bytes)
    }

    /// Removes `checkpoint.safetensors`: the run cannot be resumed any more.
    ///
    /// # Errors
    /// Returns an error if the file cannot be removed.
    pub fn remove_checkpoint(&self) -> Result<(), Error> {
        let path = self.path.join(CHECKPOINT);
        fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })
    }

    /// Reads `checkpoint.safetensors`, which must be of precision R.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is truncated or damaged, is no checkpoint, or is of another
    /// precision.
    pub fn read_checkpoint<R: Real>(&self) -> Result<Checkpoint<R>, Error> {
        checkpoint::decode(&self.read(CHECKPOINT)?).map_err(|reason| self.problem(CHECKPOINT, reason))
    }

    /// Reads the best parameters so far from `checkpoint.safetensors`, of either precision, and their epoch; epoch 0
    /// stands for the initial parameters.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is truncated or damaged, is no checkpoint, or is of another
    /// network.
    pub fn read_best_parameters(&self, network: &Network) -> Result<(Buf<f64>, usize), Error> {
        let best = checkpoint::decode_best(&self.read(CHECKPOINT)?);
        let best = best.map_err(|reason| self.problem(CHECKPOINT, reason))?;
        if best.network != *network {
            let [found, expected] =
                [&best.network, network].map(|network| format!("a network {}", network.description()));
            return Err(self.problem(CHECKPOINT, format!("found {found}, expected {expected}")));
        }
        Ok((best.parameters, best.epoch))
    }

    /// Writes all files of a run, the model last.
    ///
    /// # Errors
    /// Returns an error if the number of parameters is not the shape's, or if a file cannot be written; the files
    /// written before are removed.
    pub fn write_all<R: Real>(
        &self,
        run: &RunManifest,
        history: &[EpochRecord],
        parameters: &Buf<R>,
    ) -> Result<(), Error> {
        let remove = |names: &[&str]| {
            for name in names {
                // The first error is the one to report, whether or not the clean-up succeeds.
                let _ = fs::remove_file(self.path.join(name));
            }
        };
        self.write_run(run)?;
        self.write_metrics(run.data.task, history).inspect_err(|_| remove(&[RUN]))?;
        self.write_model(&run.network, parameters).inspect_err(|_| remove(&[RUN, METRICS]))
    }

    /// Writes `model.safetensors`: a weight \[outputs, inputs\] and a bias \[outputs\] per layer, named
    /// `layer0.weight`, `layer0.bias`, … and stored in precision R; for a normalised layer also `layer0.gain` and
    /// `layer0.shift`, \[outputs\] each.
    ///
    /// # Errors
    /// Returns an error if the number of parameters is not the network's, or if the file cannot be written.
    pub fn write_model<R: Real>(&self, network: &Network, parameters: &Buf<R>) -> Result<(), Error> {
        network.check_parameters(parameters.len())?;
        let bytes = tensors::encode(network, parameters).map_err(|reason| self.problem(MODEL, reason))?;
        self.write(MODEL, &bytes)
    }

    /// Reads `model.safetensors`, of either precision.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, is truncated or damaged, or is of another network.
    pub fn read_model<R: Real>(&self, network: &Network) -> Result<Buf<R>, Error> {
        tensors::decode(&self.read(MODEL)?, network).map_err(|reason| self.problem(MODEL, reason))
    }

    /// Writes `run.toml`.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_run(&self, run: &RunManifest) -> Result<(), Error> {
        let text = toml::to_string(run).map_err(|error| self.problem(RUN, error.to_string()))?;
        self.write(RUN, text.as_bytes())
    }

    /// Reads `run.toml`.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or is no manifest.
    pub fn read_run(&self) -> Result<RunManifest, Error> {
        let bytes = self.read(RUN)?;
        let text = str::from_utf8(&bytes).map_err(|error| self.problem(RUN, error.to_string()))?;
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let end = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = 1 + bytes[..end].split(|&byte| byte == b'\n').skip(1).count();
            self.problem(RUN, format!("line {line}: {}", error.message().trim_end().replace('\n', ", ")))
        })
    }

    /// Writes `metrics.csv`: epoch, training loss, and the score (loss, and accuracy or r²).
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_metrics(&self, task: Task, history: &[EpochRecord]) -> Result<(), Error> {
        let quality = match task {
            Task::Classification => "accuracy",
            Task::Regression => "r2",
        };
        let mut text = format!("epoch,train_loss,loss,{quality}\n");
        for EpochRecord { epoch, train_loss, score } in history {
            let quality = match task {
                Task::Classification => score.accuracy,
                Task::Regression => score.r2,
            };
            let quality = quality.map_or(String::new(), |quality| quality.to_string());
            writeln!(text, "{epoch},{train_loss},{},{quality}", score.loss).expect("a String takes any text");
        }
        self.write(METRICS, text.as_bytes())
    }

    /// Writes `report.html`: a page about the run, composed by the caller.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_report(&self, page: &str) -> Result<(), Error> {
        self.write(REPORT, page.as_bytes())
    }

    /// Reads a file of the folder.
    fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.path.join(name);
        fs::read(&path).map_err(|source| Error::Io { action: "read", path, source })
    }

    /// Replaces a file atomically: a reader sees the old content or the new.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.path.join(name);
        let temporary = self.temporary(name);
        let write = || {
            let mut file = File::create(&temporary)?;
            file.write_all(bytes)?;
            // Without this, a crash soon after the rename could leave an empty file of that name.
            file.sync_all()?;
            fs::rename(&temporary, &path)
        };
        write().map_err(|source| {
            // The first error is the one to report, whether or not the clean-up succeeds.
            let _ = fs::remove_file(&temporary);
            Error::Io { action: "write", path: path.clone(), source }
        })
    }

    /// Returns the path of a temporary file, unique to this process.
    fn temporary(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.{}.tmp", std::process::id()))
    }

    /// Returns an error about a file of the folder.
    fn problem(&self, name: &str, reason: String) -> Error {
        Error::RunFile { path: self.path.join(name), reason }
    }
}
