//! Data sets from CSV files: with all columns, or with those of a trained network.

use super::csv::{CsvReader, Table};
use super::dataset::Dataset;
use super::schema::DataSchema;
use super::target::{DecodedTarget, decode, known_classes, values};
use crate::error::Error;
use crate::task::{Task, TaskChoice};
use std::fs::File;
use std::io::Read;
use std::path::Path;

impl Dataset {
    /// Reads a CSV file with a header; the target is the column of that name, else the last.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or if it is no table of finite numbers with a target. The error
    /// names the file, line and column, the value found and the value expected.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Dataset, Task, TaskChoice};
    ///
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv");
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

    /// Reads CSV text from any source; `name` denotes the file in messages.
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open`] does.
    pub fn read(
        source: impl Read,
        name: &str,
        target: Option<&str>,
        task: TaskChoice,
    ) -> Result<Self, Error> {
        let rows = CsvReader::new(source, name)?;
        let target = target_column(&rows, target)?;
        let features: Vec<usize> = (0..rows.header().len()).filter(|&column| column != target).collect();
        let table = Table::read(rows, &features, target)?;
        let DecodedTarget { task, classes, targets } = decode(&table, task)?;
        let Table { features, target, inputs, .. } = table;
        Ok(Self::from_parts(features, target, task, classes, inputs, targets))
    }

    /// Reads the columns that a network was trained on from a CSV file, by name.
    ///
    /// The order of the columns does not matter, and other columns are ignored.
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open`] does, and if a column is missing or a class is not in `schema`.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{DataSchema, Dataset, Task};
    ///
    /// let strings = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    /// let schema = DataSchema {
    ///     file: "train.csv".into(), task: Task::Classification, target: "kind".into(),
    ///     features: strings(&["a", "b"]), classes: strings(&["cat", "dog"]),
    /// };
    /// let data = Dataset::read_as("kind,b,a\ndog,2,1\n".as_bytes(), "test.csv", &schema)?;
    /// assert_eq!((data.inputs(), data.targets()), (&[1.0, 2.0][..], &[1.0][..]));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn open_as(path: impl AsRef<Path>, schema: &DataSchema) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::read_as(open(path)?, &path.display().to_string(), schema)
    }

    /// Reads the columns that a network was trained on from CSV text; `name` denotes the file in messages.
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open_as`] does.
    pub fn read_as(source: impl Read, name: &str, schema: &DataSchema) -> Result<Self, Error> {
        let rows = CsvReader::new(source, name)?;
        let features = rows.columns_of(&schema.features)?;
        let target = rows.column_of(&schema.target)?;
        let table = Table::read(rows, &features, target)?;
        let targets = match schema.task {
            Task::Classification => known_classes(&table, &schema.classes)?,
            Task::Regression => values(&table)?,
        };
        let Table { features, target, inputs, .. } = table;
        Ok(Self::from_parts(features, target, schema.task, schema.classes.clone(), inputs, targets))
    }
}

/// Opens a file for reading.
fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })
}

/// Returns the index of the target: the column of that name, else the last.
fn target_column<R: Read>(rows: &CsvReader<R>, name: Option<&str>) -> Result<usize, Error> {
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
