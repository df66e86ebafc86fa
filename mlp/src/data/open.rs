//! Data sets out of CSV files: as they are, or as a trained network knows their columns.

use super::csv::{Rows, Table};
use super::target::{Target, interpret, known_classes, values};
use super::{Dataset, Task, TaskChoice};
use crate::{Columns, Error};
use std::fs::File;
use std::io::Read;
use std::path::Path;

impl Dataset {
    /// Reads a CSV file with a header; the target is the column of that name, else the last.
    ///
    /// # Errors
    /// The file cannot be read, or it is no table of finite numbers with a target: the error names the
    /// file, line and column, what was found and what was expected.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Dataset, Task, TaskChoice};
    ///
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/iris.csv");
    /// let iris = Dataset::open(path, None, TaskChoice::Auto)?;
    /// assert_eq!(iris.task(), Task::Classification);
    /// assert_eq!(iris.classes(), ["setosa", "versicolor", "virginica"]);
    /// assert_eq!((iris.rows(), iris.features().len()), (150, 4));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>, target: Option<&str>, task: TaskChoice) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::read(open(path)?, &path.display().to_string(), target, task)
    }

    /// Reads CSV text from anywhere; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn read(
        source: impl Read,
        name: &str,
        target: Option<&str>,
        task: TaskChoice,
    ) -> Result<Self, Error> {
        let rows = Rows::new(source, name)?;
        let target = target_column(&rows, target)?;
        let features: Vec<usize> = (0..rows.header().len()).filter(|&column| column != target).collect();
        let table = Table::read(rows, &features, target)?;
        let Target { task, classes, targets } = interpret(&table, task)?;
        let Table { features, target, inputs, .. } = table;
        Ok(Self::from_parts(features, target, task, classes, inputs, targets))
    }

    /// Reads the columns that a network was trained on from a CSV file, by their names: their order does not
    /// matter, and other columns are passed over.
    ///
    /// # Errors
    /// As [`Dataset::open`]; or a column is not there, or a class is none of those in `columns`.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Columns, Dataset, Task};
    ///
    /// let strings = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    /// let columns = Columns {
    ///     file: "train.csv".into(), task: Task::Classification, target: "kind".into(),
    ///     features: strings(&["a", "b"]), classes: strings(&["cat", "dog"]),
    /// };
    /// let data = Dataset::read_as("kind,b,a\ndog,2,1\n".as_bytes(), "test.csv", &columns)?;
    /// assert_eq!((data.inputs(), data.targets()), (&[1.0, 2.0][..], &[1.0][..]));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn open_as(path: impl AsRef<Path>, columns: &Columns) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::read_as(open(path)?, &path.display().to_string(), columns)
    }

    /// Reads the columns that a network was trained on from CSV text; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Dataset::open_as`].
    pub fn read_as(source: impl Read, name: &str, columns: &Columns) -> Result<Self, Error> {
        let rows = Rows::new(source, name)?;
        let features = rows.columns_of(&columns.features)?;
        let target = rows.column_of(&columns.target)?;
        let table = Table::read(rows, &features, target)?;
        let targets = match columns.task {
            Task::Classification => known_classes(&table, &columns.classes)?,
            Task::Regression => values(&table)?,
        };
        let Table { features, target, inputs, .. } = table;
        Ok(Self::from_parts(features, target, columns.task, columns.classes.clone(), inputs, targets))
    }
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })
}

/// The place of the target: the column of that name, else the last.
fn target_column<R: Read>(rows: &Rows<R>, name: Option<&str>) -> Result<usize, Error> {
    let header = rows.header();
    if let [only] = header.iter().collect::<Vec<_>>()[..] {
        let found = format!("the one column `{only}`, so a target without features");
        return Err(Error::Header { file: rows.file().to_owned(), found });
    }
    let Some(name) = name else { return Ok(header.len() - 1) };
    rows.column(name).ok_or_else(|| Error::UnknownColumn {
        file: rows.file().to_owned(),
        found: name.to_owned(),
        columns: rows.columns(),
    })
}
