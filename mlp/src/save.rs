//! The run folder: a model, all that is needed to repeat it, and how it got there.
//!
//! Every file is written whole or not at all: under another name in the same folder, then renamed.

use crate::{Checkpoint, EpochRecord, Error, Loss, Network, Scaling, Settings, Shape, Task};
use dualtape_core::{Buf, Real};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

mod checkpoint;
mod tensors;

/// Everything but the numbers of the model: `run.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The command line that made the run, word by word.
    pub command: Vec<String>,
    /// The version of the program.
    pub version: String,
    /// The engine's name.
    pub engine: String,
    /// The precision: `f64` or `f32`.
    pub precision: String,
    /// The loss.
    pub loss: Loss,
    /// The share of the rows that validated.
    pub validation: f64,
    /// The network's shape and activations.
    pub network: Network,
    /// The optimizer, its settings and the seed.
    pub settings: Settings,
    /// The columns and classes that the network was made for.
    pub data: Columns,
    /// The scaling of the columns.
    pub scaling: Scaling,
}

/// Which columns of which file go in and come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The file, as it was named on the command line.
    pub file: String,
    /// What there is to learn.
    pub task: Task,
    /// The target's column.
    pub target: String,
    /// The feature columns, in the order of the network's inputs.
    pub features: Vec<String>,
    /// The names of the classes, in the order of the network's outputs; empty for regression.
    pub classes: Vec<String>,
}

/// A folder that holds one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

/// The numbers of the model.
pub(crate) const MODEL: &str = "model.safetensors";
/// All that is needed to repeat the run.
pub(crate) const RUN: &str = "run.toml";
/// What an interrupted run goes on from.
const CHECKPOINT: &str = "checkpoint.safetensors";
/// A line per epoch.
const METRICS: &str = "metrics.csv";
/// What people look at.
const REPORT: &str = "report.html";
/// All of them.
const FILES: [&str; 5] = [MODEL, RUN, CHECKPOINT, METRICS, REPORT];

impl RunFolder {
    /// Makes the folder if need be and checks that it can be written: to be called before training, so
    /// that no work is lost to a bad path.
    ///
    /// # Errors
    /// The folder can be neither made nor written.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = Self::open(path);
        let failed = |source| Error::Io { action: "create", path: folder.path.clone(), source };
        fs::create_dir_all(&folder.path).map_err(failed)?;
        let probe = folder.temporary("probe");
        File::create(&probe).and_then(|_| fs::remove_file(&probe)).map_err(|source| Error::Io {
            action: "write",
            path: folder.path.clone(),
            source,
        })?;
        Ok(folder)
    }

    /// A folder that is there already; nothing is read yet.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a model is there already: a folder with a model holds a complete run.
    pub fn has_model(&self) -> bool {
        self.path.join(MODEL).exists()
    }

    /// Whether there is something to go on from.
    pub fn has_checkpoint(&self) -> bool {
        self.path.join(CHECKPOINT).exists()
    }

    /// Removes what a process that was killed while it wrote has left behind; what cannot be removed stays.
    pub fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            // As `temporary` makes them, whatever the process.
            let middle = name.to_str().and_then(|name| name.strip_prefix('.')?.strip_suffix(".tmp"));
            let is_ours = |file: &&str| middle.is_some_and(|middle| middle.starts_with(&format!("{file}.")));
            if FILES.iter().any(is_ours) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes the files of a run from the folder, and nothing else; what cannot be removed stays.
    pub fn clear(&self) {
        self.remove_leftovers();
        for file in FILES {
            let _ = fs::remove_file(self.path.join(file));
        }
    }

    /// Writes `checkpoint.safetensors`: all that is needed to go on, in one file. Whatever happens meanwhile, the
    /// folder holds the checkpoint before it or this one, whole.
    ///
    /// # Errors
    /// The file cannot be written; the checkpoint before it is still there.
    pub fn write_checkpoint<R: Real>(&self, checkpoint: &Checkpoint<R>) -> Result<(), Error> {
        let bytes = checkpoint::encode(checkpoint).map_err(|reason| self.problem(CHECKPOINT, reason))?;
        self.write(CHECKPOINT, &bytes)
    }

    /// Reads `checkpoint.safetensors`, in the precision that it was written in.
    ///
    /// # Errors
    /// The file cannot be read, is cut short or damaged, is no checkpoint, or is one in another precision.
    pub fn read_checkpoint<R: Real>(&self) -> Result<Checkpoint<R>, Error> {
        checkpoint::decode(&self.read(CHECKPOINT)?).map_err(|reason| self.problem(CHECKPOINT, reason))
    }

    /// Writes all files of a run, the model last. If one cannot be written, those before it are removed.
    ///
    /// # Errors
    /// The number of parameters is not the shape's, or a file cannot be written.
    pub fn write_all<R: Real>(
        &self,
        run: &Run,
        history: &[EpochRecord],
        parameters: &Buf<R>,
    ) -> Result<(), Error> {
        let take_back = |names: &[&str]| {
            for name in names {
                // The first error is the one to report, whether or not the clean-up succeeds.
                let _ = fs::remove_file(self.path.join(name));
            }
        };
        self.write_run(run)?;
        self.write_metrics(run.data.task, history).inspect_err(|_| take_back(&[RUN]))?;
        self.write_model(run.network.shape(), parameters).inspect_err(|_| take_back(&[RUN, METRICS]))
    }

    /// Writes `model.safetensors`: a weight \[outputs, inputs\] and a bias \[outputs\] per layer, named
    /// `layer0.weight`, `layer0.bias`, … and stored in the precision R.
    ///
    /// # Errors
    /// The number of parameters is not the shape's, or the file cannot be written.
    pub fn write_model<R: Real>(&self, shape: &Shape, parameters: &Buf<R>) -> Result<(), Error> {
        let (found, expected) = (parameters.len(), shape.parameters());
        if found != expected {
            return Err(Error::Length { what: "parameters", found, expected });
        }
        let bytes = tensors::encode(shape, parameters).map_err(|reason| self.problem(MODEL, reason))?;
        self.write(MODEL, &bytes)
    }

    /// Reads `model.safetensors`, in whichever precision it was written.
    ///
    /// # Errors
    /// The file cannot be read, is cut short or damaged, or holds another shape.
    pub fn read_model<R: Real>(&self, shape: &Shape) -> Result<Buf<R>, Error> {
        tensors::decode(&self.read(MODEL)?, shape).map_err(|reason| self.problem(MODEL, reason))
    }

    /// Writes `run.toml`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_run(&self, run: &Run) -> Result<(), Error> {
        let text = toml::to_string(run).map_err(|error| self.problem(RUN, error.to_string()))?;
        self.write(RUN, text.as_bytes())
    }

    /// Reads `run.toml`.
    ///
    /// # Errors
    /// The file cannot be read or is not what [`RunFolder::write_run`] writes.
    pub fn read_run(&self) -> Result<Run, Error> {
        let bytes = self.read(RUN)?;
        let text = str::from_utf8(&bytes).map_err(|error| self.problem(RUN, error.to_string()))?;
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let end = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = 1 + bytes[..end].split(|&byte| byte == b'\n').skip(1).count();
            self.problem(RUN, format!("line {line}: {}", error.message().trim_end().replace('\n', ", ")))
        })
    }

    /// Writes `metrics.csv`: epoch, training loss, and the score as loss and accuracy or r².
    ///
    /// # Errors
    /// The file cannot be written.
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

    /// Writes `report.html`: a page about the run, made by whoever trains.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_report(&self, page: &str) -> Result<(), Error> {
        self.write(REPORT, page.as_bytes())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.path.join(name);
        fs::read(&path).map_err(|source| Error::Io { action: "read", path, source })
    }

    /// Puts a file in place whole: whoever looks sees the old one or the new one.
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

    /// A name that no reader looks for and no other process uses.
    fn temporary(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.{}.tmp", std::process::id()))
    }

    fn problem(&self, name: &str, reason: String) -> Error {
        Error::RunFile { path: self.path.join(name), reason }
    }
}
