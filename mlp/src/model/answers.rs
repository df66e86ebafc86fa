//! A CSV file with what a network says to each of its rows, however long the file.

use super::Model;
use crate::data::Rows;
use crate::{Error, Task};
use csv::{StringRecord, Writer};
use std::io::{Read, Write};
use std::path::Path;

/// What is written beside the columns that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// A column `prediction`: the name of the class, or the value in the units of the data.
    Prediction,
    /// That, and for each class a column `probability_` with its name.
    Probabilities,
}

/// Rows that are read before the network is asked.
const BLOCK: usize = 1024;

/// The column that is added.
const PREDICTION: &str = "prediction";

impl Model {
    /// Copies a CSV file, with the network's answers added to each row.
    ///
    /// The features are found by their names, in whatever order; the file may have other columns, and need not have
    /// the target. Memory does not grow with the file. `name` stands for it in messages.
    ///
    /// # Errors
    /// A feature is not there, or not a finite number; a column has the name of one that is to be added; the network
    /// gives no probabilities; the source cannot be read or the sink not be written. What was written
    /// until then stays written.
    ///
    /// # Cost
    /// One forward pass, in blocks of 1024 rows.
    pub fn predict_csv(
        &self,
        source: impl Read,
        name: &str,
        answers: Answers,
        sink: impl Write,
    ) -> Result<(), Error> {
        let mut rows = Rows::new(source, name)?;
        let features = rows.columns_of(&self.run.data.features)?;
        let added = self.added_columns(answers)?;
        if let Some(taken) = added.iter().find(|column| rows.column(column).is_some()) {
            return Err(Error::TakenColumn { file: name.to_owned(), name: taken.clone() });
        }
        let mut writer = Writer::from_writer(sink);
        let mut header = rows.header().clone();
        header.extend(&added);
        writer.write_record(&header).map_err(not_written)?;
        let mut block = Block::default();
        loop {
            let complaint = block.fill(&mut rows, &features);
            // What is in order before a row that is not is answered all the same.
            self.answer(&mut block, answers, &mut writer)?;
            if !complaint? {
                break;
            }
        }
        writer.flush().map_err(|error| not_written(error.into()))
    }

    /// The names of the columns that are added.
    fn added_columns(&self, answers: Answers) -> Result<Vec<String>, Error> {
        let mut names = vec![PREDICTION.to_owned()];
        if answers == Answers::Probabilities {
            // Of no rows, for the sake of the complaint if there are none to be had.
            self.predict(&[])?.probabilities()?;
            names.extend(self.run.data.classes.iter().map(|class| format!("probability_{class}")));
        }
        Ok(names)
    }

    /// Writes the rows of a block with what the network says to them, and empties it.
    fn answer<W: Write>(
        &self,
        block: &mut Block,
        answers: Answers,
        writer: &mut Writer<W>,
    ) -> Result<(), Error> {
        let predictions = self.predict(&block.inputs)?;
        let names: Vec<String> = match self.run.data.task {
            Task::Classification if block.rows.is_empty() => Vec::new(),
            Task::Classification => {
                let name = |class: u32| self.run.data.classes[class as usize].clone();
                predictions.classes().into_iter().map(name).collect()
            }
            Task::Regression => predictions.values().iter().map(ToString::to_string).collect(),
        };
        let probabilities = match answers {
            Answers::Prediction => Vec::new(),
            Answers::Probabilities => predictions.probabilities()?,
        };
        let mut probabilities = probabilities.chunks(self.run.data.classes.len().max(1));
        for (cells, name) in block.rows.iter_mut().zip(&names) {
            cells.push_field(name);
            for probability in probabilities.next().unwrap_or_default() {
                cells.push_field(&probability.to_string());
            }
            writer.write_record(&*cells).map_err(not_written)?;
        }
        block.rows.clear();
        block.inputs.clear();
        Ok(())
    }
}

/// Rows that wait for their answers.
#[derive(Default)]
struct Block {
    rows: Vec<StringRecord>,
    /// Rows × features.
    inputs: Vec<f64>,
}

impl Block {
    /// Reads up to a block of rows; whether there may be more.
    fn fill<R: Read>(&mut self, rows: &mut Rows<R>, features: &[usize]) -> Result<bool, Error> {
        while self.rows.len() < BLOCK {
            let Some(row) = rows.next()? else { return Ok(false) };
            let numbers: Vec<f64> =
                features.iter().map(|&column| row.number(column)).collect::<Result<_, _>>()?;
            self.inputs.extend(numbers);
            self.rows.push(row.cells.clone());
        }
        Ok(true)
    }
}

fn not_written(error: csv::Error) -> Error {
    let path = Path::new("the predictions").to_owned();
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => std::io::Error::other(format!("{other:?}")),
    };
    Error::Io { action: "write", path, source }
}
