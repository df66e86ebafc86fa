//! Data sets from CSV files: with all columns, or with those of a trained network.

use super::dataset::Dataset;
use super::schema::DataSchema;
use super::source::{Reading, TablePlan};
use crate::error::Error;
use crate::task::TaskChoice;
use dualtape_columns::{Plan, Table, input_names};
use std::io::Read;
use std::path::Path;

impl Dataset {
    /// Reads a table, such as a CSV file; the target is the column of that name, else the last.
    ///
    /// Dialect, encoding and compression are detected, and each column gets a role from all of its rows: see
    /// [`Plan`](dualtape_columns::Plan).
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or if it is no table with a feature and a target. The error names
    /// the file, line and column, the value found and the value expected, or the flag that decides.
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
        let reading = Reading::of(target, task);
        Ok(Self::of_table(Table::open(path, &reading.dialect)?, &reading)?.0)
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
        let reading = Reading::of(target, task);
        let table = Table::read(source, name, &reading.dialect)?;
        Ok(Self::of_table(table, &reading)?.0)
    }

    /// Returns the rows of a table as a user wants them read, and the plan by which they were read.
    pub(super) fn of_table(mut table: Table, reading: &Reading) -> Result<(Self, TablePlan), Error> {
        let plan = Plan::new(&mut table, &reading.columns)?;
        let rows = table.read_in_its_encoding(|table| plan.read(table))?;
        let left_out = rows.left_out;
        let data = Self::from_rows(input_names(&plan.columns), &plan.targets, rows);
        Ok((data, TablePlan { plan, dialect: table.dialect().clone(), left_out }))
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
    /// let classes = vec!["cat".to_owned(), "dog".to_owned()];
    /// let schema = DataSchema::of_numbers("train.csv", Task::Classification, ["a", "b"], ["kind"], classes);
    /// let data = Dataset::read_as("kind,b,a\ndog,2,1\n".as_bytes(), "test.csv", &schema)?;
    /// assert_eq!((data.inputs(), data.targets()), (&[1.0, 2.0][..], &[1.0][..]));
    /// # Ok::<(), dualtape_mlp::Error>(())
    /// ```
    pub fn open_as(path: impl AsRef<Path>, schema: &DataSchema) -> Result<Self, Error> {
        Self::table_as(Table::open(path, &schema.dialect())?, schema)
    }

    /// Reads the columns that a network was trained on from CSV text; `name` denotes the file in messages.
    ///
    /// # Errors
    /// Returns an error as [`Dataset::open_as`] does.
    pub fn read_as(source: impl Read, name: &str, schema: &DataSchema) -> Result<Self, Error> {
        Self::table_as(Table::read(source, name, &schema.dialect())?, schema)
    }

    /// Returns the rows of a table with the columns of a network.
    fn table_as(mut table: Table, schema: &DataSchema) -> Result<Self, Error> {
        // Other rows are judged without their groups; those of a run that is resumed are split by them.
        let has_column = |name: &&String| table.rows().is_ok_and(|rows| rows.column(name).is_some());
        let groups = schema.groups.as_ref().filter(has_column).cloned();
        let plan = Plan {
            columns: schema.features.clone(),
            targets: schema.plan_targets(),
            weights: schema.weights.clone(),
            groups,
            missing: schema.missing,
            summaries: Vec::new(),
            rows: 0,
        };
        let rows = table.read_in_its_encoding(|table| plan.read(table))?;
        Ok(Self::from_rows(schema.inputs(), &plan.targets, rows))
    }
}
