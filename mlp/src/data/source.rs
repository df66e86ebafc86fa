//! The source of a data set, as a user names it.

use super::dataset::Dataset;
use super::generated::Generated;
use super::idx::labels_beside;
use super::schema::{DataSchema, TargetColumn};
use crate::error::Error;
use crate::task::{Task, TaskChoice};
use dualtape_columns::{
    Choices, Compression, DecimalMark, Dialect, DialectChoices, Missing, Plan, Table, Target, TargetKind,
};
use std::fmt;
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

/// A user's choices about the reading of a data set; what is not chosen is guessed.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The dialect of a table.
    pub dialect: DialectChoices,
    /// The target and the columns.
    pub columns: Choices,
}

impl Reading {
    /// Returns the choice of a target, the last column if none, and of a task.
    pub(super) fn of(target: Option<&str>, task: TaskChoice) -> Self {
        let targets = target.map(str::to_owned).into_iter().collect();
        let columns = Choices { targets, kind: task.into(), ..Choices::default() };
        Self { columns, ..Self::default() }
    }

    /// Checks that no choice is about the columns of a table.
    fn check_for_fixed_columns(&self, source: &DataSource) -> Result<(), Error> {
        let Choices { ignore, features, roles, weights, groups, missing, targets: _, kind: _ } =
            &self.columns;
        let has_choices = !(ignore.is_empty() && roles.is_empty() && self.dialect.is_automatic())
            || features.is_some()
            || weights.is_some()
            || groups.is_some()
            || *missing != Missing::Auto;
        if !has_choices {
            return Ok(());
        }
        Err(Error::Data {
            file: source.to_string(),
            found: "choices about the columns of a table".to_owned(),
            expected: "none, as the columns of these data are fixed".to_owned(),
        })
    }
}

/// A data set that was read, with the plan for the columns of a table.
#[derive(Clone, Debug)]
pub struct OpenedData {
    /// The data set.
    pub data: Dataset,
    /// The plan; none for data that are no table.
    pub table: Option<TablePlan>,
}

/// The plan by which a table is read, and its dialect.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// The plan.
    pub plan: Plan,
    /// The dialect.
    pub dialect: Dialect,
    /// The number of rows that were left out as they have no target, or a missing cell.
    pub left_out: usize,
}

impl TablePlan {
    /// Returns the schema of the data that this plan gives; `file` and `reading` are those that it was made of.
    #[must_use]
    pub fn schema(&self, file: String, reading: &Reading) -> DataSchema {
        let Plan { columns, targets, weights, groups, missing, .. } = &self.plan;
        let classes = targets[0].classes.clone();
        let target = |Target { name, percent, lenient, .. }: &Target| TargetColumn {
            name: name.clone(),
            percent: *percent,
            lenient: *lenient,
        };
        DataSchema {
            file,
            task: if classes.is_empty() { Task::Regression } else { Task::Classification },
            targets: targets.iter().map(target).collect(),
            classes,
            weights: weights.clone(),
            groups: groups.clone(),
            missing: *missing,
            dialect: DialectChoices {
                // The next file has a header if and only if this one has.
                header: (!self.dialect.header).then_some(false).or(reading.dialect.header),
                // What was detected is the answer where the next file does not tell.
                usual_decimal: (self.dialect.decimal != DecimalMark::Point).then_some(self.dialect.decimal),
                usual_encoding: self.dialect.unusual_encoding(),
                ..reading.dialect.clone()
            },
            features: columns.clone(),
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
        Ok(self.open_with(&Reading::of(target, task), seed)?.data)
    }

    /// Reads or generates the data set as a user wants it read, with the plan for the columns of a table.
    ///
    /// # Errors
    /// Returns an error as [`DataSource::open`] does, and for choices about columns of data that are no table.
    pub fn open_with(&self, reading: &Reading, seed: u64) -> Result<OpenedData, Error> {
        match self.with_fixed_columns(seed)? {
            Ok(data) => {
                reading.check_for_fixed_columns(self)?;
                let data = self.with_fixed_target(data, &reading.columns)?;
                Ok(OpenedData { data, table: None })
            }
            Err(path) => {
                let table = Table::open(path, &reading.dialect)?;
                let (data, plan) = Dataset::of_table(table, reading)?;
                Ok(OpenedData { data, table: Some(plan) })
            }
        }
    }

    /// Returns whether the data are a table, such as a CSV file: neither generated nor images.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    pub fn is_table(&self) -> Result<bool, Error> {
        match self {
            Self::File(path) => Ok(format_of(path)? == FileFormat::Csv),
            Self::Generated(_) | Self::Pair(..) => Ok(false),
        }
    }

    /// Determines the plan for the columns of a table without reading its numbers; none for data that are no table.
    ///
    /// # Errors
    /// Returns an error as [`DataSource::open_with`] does.
    pub fn plan(&self, reading: &Reading) -> Result<Option<TablePlan>, Error> {
        let Self::File(path) = self else { return Ok(None) };
        if !self.is_table()? {
            return Ok(None);
        }
        let mut table = Table::open(path, &reading.dialect)?;
        let plan = Plan::new(&mut table, &reading.columns)?;
        Ok(Some(TablePlan { plan, dialect: table.dialect().clone(), left_out: 0 }))
    }

    /// Reads or generates the columns that a network was trained on; see [`Dataset::open_as`].
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open_as`] does.
    pub fn open_as(&self, schema: &DataSchema, seed: u64) -> Result<Dataset, Error> {
        match self.with_fixed_columns(seed)? {
            Ok(data) => data.select(&self.to_string(), schema),
            Err(path) => Dataset::open_as(path, schema),
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
    fn with_fixed_target(&self, data: Dataset, choices: &Choices) -> Result<Dataset, Error> {
        let names = data.target_names();
        if let Some(found) = choices.targets.iter().find(|&name| !names.contains(name)) {
            let (file, columns, found) = (self.to_string(), names.join(", "), found.clone());
            return Err(dualtape_columns::Error::UnknownColumn { file, found, columns }.into());
        }
        let (task, expected) = match choices.kind {
            TargetKind::Auto => return Ok(data),
            TargetKind::Classes => (Task::Classification, Task::Regression.name()),
            TargetKind::Values => (Task::Regression, Task::Classification.name()),
        };
        if task == data.task() {
            Ok(data)
        } else {
            Err(Error::Setting { name: "task", found: task.to_string(), expected })
        }
    }
}

/// The format of a data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Csv,
    Idx,
}

/// Detects the format of a file by its first two bytes, unpacked; a pipe, whose bytes can be read only once, is CSV.
pub(super) fn format_of(path: &Path) -> Result<FileFormat, Error> {
    if !path.is_file() {
        return Ok(FileFormat::Csv);
    }
    let mut start = Vec::new();
    let read = Compression::open(path).and_then(|(_, file)| file.take(2).read_to_end(&mut start));
    read.map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
    // No text begins with two zero bytes.
    Ok(if start == [0, 0] { FileFormat::Idx } else { FileFormat::Csv })
}
