//! Predictions for the rows of a CSV file, in constant memory.

use super::trained::Model;
use crate::error::Error;
use crate::task::Task;
use csv::{StringRecord, Writer};
use dualtape_columns::{CellCounts, Encoder, Missing, Reader, stream};
use std::io::{Read, Write};
use std::path::Path;

/// The columns that [`Model::predict_csv`] adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredictionColumns {
    /// A column `prediction`: the name of the class, or the value in the units of the data; of several targets a column
    /// `prediction_` with the name of each.
    Prediction,
    /// A column `prediction`, and for each class a column `probability_` with its name.
    Probabilities,
}

/// A row of a table with its prediction.
#[derive(Clone, Copy, Debug)]
pub struct PredictedRow<'a> {
    cells: &'a StringRecord,
    /// The prediction.
    pub prediction: Prediction<'a>,
    /// The probability of each class; empty if they are not asked for.
    pub probabilities: &'a [f64],
}

impl PredictedRow<'_> {
    /// Returns the cells of the row, as they stand in the table.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }
}

/// A prediction for one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prediction<'a> {
    /// The name of the class.
    Class(&'a str),
    /// The value of each target, in its units.
    Values(&'a [f64]),
}

/// The number of rows per forward pass.
const BLOCK: usize = 1024;

/// The name of the column of predictions.
const PREDICTION: &str = "prediction";

impl Model {
    /// Copies the rows of a table as CSV and adds the columns of predictions to each. Columns without a name, or with that of
    /// another, get the names that the network's recipe knows them by.
    ///
    /// The features are found by name, in any order. The file may have other columns and need not have the target.
    /// Memory does not grow with the file. `name` denotes the file in messages. An added column gets a number behind its
    /// name if the file has one of that name.
    ///
    /// Returns the columns with cells that were missing, which count as the median, and with categories that the network
    /// does not know, which count as none.
    ///
    /// # Errors
    /// Returns an error if a column is not there, if a cell has other content than in training, if the network gives no probabilities, and if the source cannot be read or the sink cannot be written. The rows
    /// before the error are written.
    ///
    /// # Cost
    /// One forward pass, in blocks of 1024 rows.
    pub fn predict_csv(
        &self,
        source: impl Read,
        name: &str,
        added: PredictionColumns,
        sink: impl Write,
    ) -> Result<Vec<(String, CellCounts)>, Error> {
        let mut rows = stream(source, name, &self.run.data.dialect())?;
        let encoder = Encoder::new(&self.run.data.features, &rows)?;
        let names = self.added_columns(added)?.into_iter().map(|column| free_name(&rows, column));
        let names: Vec<String> = names.collect();
        let mut writer = Writer::from_writer(sink);
        let mut header = rows.header().clone();
        header.extend(&names);
        writer.write_record(&header).map_err(not_written)?;
        let odd_cells = self.predict_rows((&mut rows, encoder), added, |row| {
            let mut cells = row.cells.clone();
            match row.prediction {
                Prediction::Class(name) => cells.push_field(name),
                Prediction::Values(values) => {
                    values.iter().for_each(|value| cells.push_field(&value.to_string()));
                }
            }
            row.probabilities.iter().for_each(|probability| cells.push_field(&probability.to_string()));
            writer.write_record(&cells).map_err(not_written)
        })?;
        writer.flush().map_err(|error| not_written(error.into()))?;
        Ok(odd_cells)
    }

    /// Predicts for the rows of a table, and passes each with its prediction to `each`.
    ///
    /// The table is read as by [`Model::predict_csv`], with the same result, errors and cost.
    ///
    /// # Errors
    /// Returns an error as [`Model::predict_csv`] does, and those of `each`. The rows before the error are passed on.
    ///
    /// # Example
    /// ```
    /// use dualtape_mlp::{Error, Model, Prediction, PredictionColumns};
    ///
    /// fn is_any_dear(model: &Model, csv: &str) -> Result<bool, Error> {
    ///     let mut found = false;
    ///     model.predict_table(csv.as_bytes(), "flats.csv", PredictionColumns::Prediction, |row| {
    ///         found |= matches!(row.prediction, Prediction::Class("dear"));
    ///         Ok(())
    ///     })?;
    ///     Ok(found)
    /// }
    /// ```
    pub fn predict_table(
        &self,
        source: impl Read,
        name: &str,
        added: PredictionColumns,
        each: impl FnMut(&PredictedRow) -> Result<(), Error>,
    ) -> Result<Vec<(String, CellCounts)>, Error> {
        let mut rows = stream(source, name, &self.run.data.dialect())?;
        let encoder = Encoder::new(&self.run.data.features, &rows)?;
        self.predict_rows((&mut rows, encoder), added, each)
    }

    /// Passes each row that is left with its prediction to `each`.
    fn predict_rows(
        &self,
        (rows, mut encoder): (&mut Reader, Encoder),
        added: PredictionColumns,
        mut each: impl FnMut(&PredictedRow) -> Result<(), Error>,
    ) -> Result<Vec<(String, CellCounts)>, Error> {
        let schema = &self.run.data;
        let accepts_missing = schema.missing == Missing::Auto && self.run.scaling.inputs.fills_missing();
        let mut block = RowBlock::default();
        loop {
            let may_have_more = block.fill(rows, &mut encoder, accepts_missing);
            // The valid rows before an invalid one are passed on before the error is returned.
            self.predict_block(&mut block, added, &mut each)?;
            if !may_have_more? {
                return Ok(encoder.odd_cells());
            }
        }
    }

    /// Returns the names of the added columns.
    fn added_columns(&self, added: PredictionColumns) -> Result<Vec<String>, Error> {
        let targets = &self.run.data.targets;
        let mut names = match &targets[..] {
            [_] => vec![PREDICTION.to_owned()],
            _ => targets.iter().map(|target| format!("{PREDICTION}_{}", target.name)).collect(),
        };
        if added == PredictionColumns::Probabilities {
            // Of no rows: only the error of a network without probabilities matters here.
            self.predict(&[])?.probabilities()?;
            names.extend(self.run.data.classes.iter().map(|class| format!("probability_{class}")));
        }
        Ok(names)
    }

    /// Passes the rows of a block on with their predictions, and empties the block.
    fn predict_block(
        &self,
        block: &mut RowBlock,
        added: PredictionColumns,
        each: &mut impl FnMut(&PredictedRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if block.rows.is_empty() {
            return Ok(());
        }
        let (predictions, data) = (self.predict(&block.inputs)?, &self.run.data);
        let (classes, values) = match data.task {
            Task::Classification => (predictions.classes(), Vec::new()),
            Task::Regression => (Vec::new(), predictions.values()),
        };
        let probabilities = match added {
            PredictionColumns::Prediction => Vec::new(),
            PredictionColumns::Probabilities => predictions.probabilities()?,
        };
        let part = |row: usize, width: usize| row * width..(row + 1) * width;
        for (row, cells) in block.rows.iter().enumerate() {
            let prediction = match data.task {
                Task::Classification => Prediction::Class(&data.classes[classes[row] as usize]),
                Task::Regression => Prediction::Values(&values[part(row, data.targets.len())]),
            };
            let probabilities = match added {
                PredictionColumns::Prediction => &[][..],
                PredictionColumns::Probabilities => &probabilities[part(row, data.classes.len())],
            };
            each(&PredictedRow { cells, prediction, probabilities })?;
        }
        block.rows.clear();
        block.inputs.clear();
        Ok(())
    }
}

/// The rows of one forward pass.
#[derive(Default)]
struct RowBlock {
    rows: Vec<StringRecord>,
    /// Rows × features.
    inputs: Vec<f64>,
}

impl RowBlock {
    /// Reads up to a block of rows, and returns whether there may be more.
    fn fill(
        &mut self,
        rows: &mut Reader,
        encoder: &mut Encoder,
        accepts_missing: bool,
    ) -> Result<bool, Error> {
        while self.rows.len() < BLOCK {
            let Some(row) = rows.next_row()? else { return Ok(false) };
            let start = self.inputs.len();
            let encoded = encoder.encode(&row, &mut self.inputs);
            let missing = encoder.first_missing().filter(|_| !accepts_missing);
            let refused =
                missing.map(|place| row.problem(place, "a value, as the network has none for missing ones"));
            if let Some(error) = encoded.err().or(refused) {
                self.inputs.truncate(start);
                return Err(error.into());
            }
            self.rows.push(row.cells.clone());
        }
        Ok(true)
    }
}

/// Returns the name of an added column: with `_2`, `_3`, … behind it if the table has one of that name.
fn free_name(rows: &Reader, name: String) -> String {
    if rows.column(&name).is_none() {
        return name;
    }
    let mut numbered = (2..).map(|number| format!("{name}_{number}"));
    numbered.find(|name| rows.column(name).is_none()).expect("there are more numbers than columns")
}

/// Converts an error of the csv writer.
fn not_written(error: csv::Error) -> Error {
    let path = Path::new("the predictions").to_owned();
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => std::io::Error::other(format!("{other:?}")),
    };
    Error::Io { action: "write", path, source }
}
