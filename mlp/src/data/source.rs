//! Where data come from, as a user names it.

use super::{Dataset, Generated, Task, TaskChoice};
use crate::{Columns, Error};
use std::fmt;
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
    /// A CSV file.
    File(PathBuf),
}

impl From<PathBuf> for Source {
    /// The name of a generated data set, else of a file.
    fn from(name: PathBuf) -> Self {
        let kind = name.to_str().and_then(|name| name.parse().ok());
        kind.map_or_else(|| Self::File(name), Self::Generated)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated(kind) => kind.fmt(f),
            Self::File(path) => path.display().fmt(f),
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
        match self {
            Self::File(path) => Dataset::open(path, target, task),
            Self::Generated(kind) => {
                let data = Dataset::generated(*kind, kind.usual_rows(), seed)?;
                self.with_fixed_target(data, target, task)
            }
        }
    }

    /// The data set as a network knows its columns; see [`Dataset::open_as`].
    ///
    /// # Errors
    /// As [`Dataset::open_as`].
    pub fn open_as(&self, columns: &Columns, seed: u64) -> Result<Dataset, Error> {
        match self {
            Self::File(path) => Dataset::open_as(path, columns),
            Self::Generated(kind) => {
                Dataset::generated(*kind, kind.usual_rows(), seed)?.select(&self.to_string(), columns)
            }
        }
    }

    /// A short name, for what is made out of the data.
    #[must_use]
    pub fn stem(&self) -> String {
        let stem = |path: &Path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::Generated(kind) => kind.to_string(),
            Self::File(path) => stem(path),
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
