//! The source of a data set, as a user names it.

use super::dataset::Dataset;
use super::generated::Generated;
use super::idx::{GZIP, UNPACKED, labels_beside};
use super::schema::DataSchema;
use crate::error::Error;
use crate::task::{Task, TaskChoice};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A data set by name: a file, a pair of files, or a generated one.
///
/// # Example
/// ```
/// use dualtape_mlp::{DataSource, Generated, TaskChoice};
/// use std::path::PathBuf;
///
/// let source = DataSource::from(PathBuf::from("moons"));
/// assert_eq!(source, DataSource::Generated(Generated::Moons));
/// assert_eq!(source.open(None, TaskChoice::Auto, /* seed */ 7)?.rows(), 1000);
/// assert_eq!(DataSource::from(PathBuf::from("./moons")), DataSource::File("./moons".into()));
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataSource {
    /// A generated data set of its default size.
    Generated(Generated),
    /// A CSV file; or an IDX file of images, with its labels in the same folder, in a file of the same name but
    /// `labels` for `images`.
    File(PathBuf),
    /// An IDX file of images and one of labels, named `IMAGES,LABELS`.
    Pair(PathBuf, PathBuf),
}

impl From<PathBuf> for DataSource {
    /// Resolves the name of a generated data set, else of a file, else of a pair of files.
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

impl fmt::Display for DataSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated(kind) => kind.fmt(f),
            Self::File(path) => path.display().fmt(f),
            Self::Pair(images, labels) => f.pad(&format!("{},{}", images.display(), labels.display())),
        }
    }
}

impl DataSource {
    /// Reads or generates the data set, with this target (the last column of a file by default) and task.
    ///
    /// `seed` is the seed of a generated data set.
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open`] does, and if the target or task of a generated data set is another.
    pub fn open(&self, target: Option<&str>, task: TaskChoice, seed: u64) -> Result<Dataset, Error> {
        match self.with_fixed_columns(seed)? {
            Ok(data) => self.with_fixed_target(data, target, task),
            Err(csv) => Dataset::open(csv, target, task),
        }
    }

    /// Reads or generates the columns that a network was trained on; see [`Dataset::open_as`].
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open_as`] does.
    pub fn open_as(&self, schema: &DataSchema, seed: u64) -> Result<Dataset, Error> {
        match self.with_fixed_columns(seed)? {
            Ok(data) => data.select(&self.to_string(), schema),
            Err(csv) => Dataset::open_as(csv, schema),
        }
    }

    /// Returns the data set if its columns are fixed, else the path of the CSV file whose header names them.
    fn with_fixed_columns(&self, seed: u64) -> Result<Result<Dataset, &Path>, Error> {
        Ok(Ok(match self {
            Self::Generated(kind) => Dataset::generated(*kind, kind.default_rows(), seed)?,
            Self::Pair(images, labels) => Dataset::open_idx(images, labels)?,
            Self::File(path) => match format_of(path)? {
                FileFormat::Csv => return Ok(Err(path)),
                FileFormat::Idx => Dataset::open_idx(path, labels_beside(path)?)?,
            },
        }))
    }

    /// Returns a short name, for files derived from the data.
    #[must_use]
    pub fn stem(&self) -> String {
        let stem = |path: &Path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::Generated(kind) => kind.to_string(),
            Self::File(path) | Self::Pair(path, _) => stem(path),
        }
    }

    /// Checks target and task as requested against those of the data set.
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

/// The format of a data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Csv,
    Idx,
}

/// Detects the format of a file by its first two bytes; a pipe, whose bytes can be read only once, is CSV.
pub(super) fn format_of(path: &Path) -> Result<FileFormat, Error> {
    if !path.is_file() {
        return Ok(FileFormat::Csv);
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(2).read_to_end(&mut start));
    read.map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
    if start == GZIP {
        let (file, found) = (path.display().to_string(), "a gzip file".to_owned());
        return Err(Error::Table { file, found, expected: UNPACKED.to_owned() });
    }
    // No text begins with two zero bytes.
    Ok(if start == [0, 0] { FileFormat::Idx } else { FileFormat::Csv })
}
