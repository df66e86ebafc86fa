//! Where data come from, as a user names it.

use super::idx::{GZIP, UNPACKED, labels_beside};
use super::{Dataset, Generated, Task, TaskChoice};
use crate::{Columns, Error};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A data set by its name: a file, or one that is drawn.
///
/// # Example
/// ```
/// use dualtape_mlp::{Generated, Source, TaskChoice};
/// use std::path::PathBuf;
///
/// let source = Source::from(PathBuf::from("moons"));
/// assert_eq!(source, Source::Generated(Generated::Moons));
/// assert_eq!(source.open(None, TaskChoice::Auto, /* seed */ 7)?.rows(), 1000);
/// assert_eq!(Source::from(PathBuf::from("./moons")), Source::File("./moons".into()));
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// One of our formulas, of its usual size.
    Generated(Generated),
    /// A CSV file; or an IDX file of images, whose labels stand beside it, `images` in its name being `labels` in
    /// theirs.
    File(PathBuf),
    /// An IDX file of images and one of labels, named with a comma between them.
    Pair(PathBuf, PathBuf),
}

impl From<PathBuf> for Source {
    /// The name of a generated data set, else of a file, else of a pair of files.
    fn from(name: PathBuf) -> Self {
        if let Some(kind) = name.to_str().and_then(|name| name.parse().ok()) {
            return Self::Generated(kind);
        }
        match name.to_str().and_then(|name| name.split_once(',')) {
            Some((images, labels)) if !name.exists() => Self::Pair(images.into(), labels.into()),
            _ => Self::File(name),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated(kind) => kind.fmt(f),
            Self::File(path) => path.display().fmt(f),
            Self::Pair(images, labels) => f.pad(&format!("{},{}", images.display(), labels.display())),
        }
    }
}

impl Source {
    /// The data set, with this target (the last column of a file by default) and task; `seed` draws what is
    /// generated.
    ///
    /// # Errors
    /// As [`Dataset::open`]; or a generated data set has another target or task.
    pub fn open(&self, target: Option<&str>, task: TaskChoice, seed: u64) -> Result<Dataset, Error> {
        match self.of_fixed_columns(seed)? {
            Ok(data) => self.with_fixed_target(data, target, task),
            Err(csv) => Dataset::open(csv, target, task),
        }
    }

    /// The data set as a network knows its columns; see [`Dataset::open_as`].
    ///
    /// # Errors
    /// As [`Dataset::open_as`].
    pub fn open_as(&self, columns: &Columns, seed: u64) -> Result<Dataset, Error> {
        match self.of_fixed_columns(seed)? {
            Ok(data) => data.select(&self.to_string(), columns),
            Err(csv) => Dataset::open_as(csv, columns),
        }
    }

    /// The data set if its columns are what they are, else the CSV file whose header names them.
    fn of_fixed_columns(&self, seed: u64) -> Result<Result<Dataset, &Path>, Error> {
        Ok(Ok(match self {
            Self::Generated(kind) => Dataset::generated(*kind, kind.usual_rows(), seed)?,
            Self::Pair(images, labels) => Dataset::open_idx(images, labels)?,
            Self::File(path) => match format_of(path)? {
                Format::Csv => return Ok(Err(path)),
                Format::Idx => Dataset::open_idx(path, labels_beside(path)?)?,
            },
        }))
    }

    /// A short name, for what is made out of the data.
    #[must_use]
    pub fn stem(&self) -> String {
        let stem = |path: &Path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::Generated(kind) => kind.to_string(),
            Self::File(path) | Self::Pair(path, _) => stem(path),
        }
    }

    /// Checks what was asked of a data set whose target is what it is.
    fn with_fixed_target(
        &self,
        data: Dataset,
        target: Option<&str>,
        task: TaskChoice,
    ) -> Result<Dataset, Error> {
        if let Some(found) = target.filter(|&name| name != data.target()) {
            return Err(Error::UnknownColumn {
                file: self.to_string(),
                found: found.to_owned(),
                columns: data.target().to_owned(),
            });
        }
        let (fits, expected) = match data.task() {
            Task::Classification => (task != TaskChoice::Regression, "classification"),
            Task::Regression => (task != TaskChoice::Classification, "regression"),
        };
        if fits { Ok(data) } else { Err(Error::Setting { name: "task", found: task.to_string(), expected }) }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Idx,
}

/// The format of a file by its first two bytes; a pipe, whose bytes can be read only once, is CSV.
pub(super) fn format_of(path: &Path) -> Result<Format, Error> {
    if !path.is_file() {
        return Ok(Format::Csv);
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(2).read_to_end(&mut start));
    read.map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
    if start == GZIP {
        let (file, found) = (path.display().to_string(), "a gzip file".to_owned());
        return Err(Error::Table { file, found, expected: UNPACKED.to_owned() });
    }
    // No text begins with two zero bytes.
    Ok(if start == [0, 0] { Format::Idx } else { Format::Csv })
}
