//! A CSV file with a header, read into features and a target; every complaint names line and column.

use crate::Error;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::io::Read;
use std::path::Path;

/// A file's columns: the features as numbers, the target still as text.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: String,
    pub(super) features: Vec<String>,
    pub(super) target: String,
    /// The target's place among the columns, from 1.
    pub(super) target_column: usize,
    /// Rows × features, row-major.
    pub(super) inputs: Vec<f64>,
    pub(super) targets: Vec<TargetCell>,
}

/// A cell of the target column and the line that it stands in.
#[derive(Debug)]
pub(super) struct TargetCell {
    pub(super) line: u64,
    pub(super) text: String,
}

impl Table {
    /// Reads a table from `source`; `file` is its name in messages.
    pub(super) fn read(source: impl Read, file: &str, target: Option<&str>) -> Result<Self, Error> {
        // Blank lines are skipped; a row of another length is reported here, not by the csv crate.
        let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(source);
        let header = reader.headers().map_err(|error| csv_error(file, error))?.clone();
        let target_index = target_index(file, &header, target)?;
        let mut table = Self {
            file: file.to_owned(),
            features: without(&header, target_index).map(|(_, name)| name.to_owned()).collect(),
            target: header[target_index].to_owned(),
            target_column: target_index + 1,
            inputs: Vec::new(),
            targets: Vec::new(),
        };
        let mut row = StringRecord::new();
        while reader.read_record(&mut row).map_err(|error| csv_error(file, error))? {
            table.push(&row, &header, target_index)?;
        }
        Ok(table)
    }

    fn push(&mut self, row: &StringRecord, header: &StringRecord, target: usize) -> Result<(), Error> {
        let line = row.position().map_or(0, csv::Position::line);
        let (found, expected) = (row.len(), header.len());
        if found != expected {
            return Err(Error::RaggedRow { file: self.file.clone(), line, found, expected });
        }
        for (index, text) in without(row, target) {
            let number = finite(text).map_err(|expected| Error::Cell {
                file: self.file.clone(),
                line,
                column: index + 1,
                name: header[index].to_owned(),
                found: quoted(text),
                expected: expected.to_owned(),
            })?;
            self.inputs.push(number);
        }
        self.targets.push(TargetCell { line, text: row[target].to_owned() });
        Ok(())
    }

    /// A complaint about a cell of the target column.
    pub(super) fn target_error(&self, cell: &TargetCell, expected: impl Into<String>) -> Error {
        Error::Cell {
            file: self.file.clone(),
            line: cell.line,
            column: self.target_column,
            name: self.target.clone(),
            found: quoted(&cell.text),
            expected: expected.into(),
        }
    }
}

/// The number in a cell, or what was expected of it instead.
pub(super) fn finite(text: &str) -> Result<f64, &'static str> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err("a finite number"),
        Err(_) => Err("a number"),
    }
}

/// A cell's text as it appears in a message, cut short if need be.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None if text.is_empty() => "an empty cell".to_owned(),
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}

/// The cells of a row but for one, each with its index.
fn without(row: &StringRecord, index: usize) -> impl Iterator<Item = (usize, &str)> {
    row.iter().enumerate().filter(move |(other, _)| *other != index)
}

/// Checks the header and finds the target in it: the column of that name, else the last.
fn target_index(file: &str, header: &StringRecord, target: Option<&str>) -> Result<usize, Error> {
    let problem = |found: String| Error::Header { file: file.to_owned(), found };
    if header.is_empty() {
        return Err(problem("nothing".into()));
    }
    if header.iter().all(|name| name.parse::<f64>().is_ok()) {
        return Err(problem("numbers only".into()));
    }
    for (index, name) in header.iter().enumerate() {
        if name.is_empty() {
            return Err(problem(format!("no name for column {}", index + 1)));
        }
        if let Some(first) = header.iter().take(index).position(|other| other == name) {
            return Err(problem(format!("the name `{name}` for columns {} and {}", first + 1, index + 1)));
        }
    }
    if header.len() == 1 {
        return Err(problem(format!("the one column `{}`, so a target without features", &header[0])));
    }
    let Some(target) = target else { return Ok(header.len() - 1) };
    header.iter().position(|name| name == target).ok_or_else(|| Error::UnknownColumn {
        file: file.to_owned(),
        found: target.to_owned(),
        columns: header.iter().collect::<Vec<_>>().join(", "),
    })
}

/// The csv crate's complaints in this crate's words; with flexible rows only two are left.
fn csv_error(file: &str, error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::Io { action: "read", path: Path::new(file).to_owned(), source },
        csv::ErrorKind::Utf8 { err, .. } => Error::Table {
            file: file.to_owned(),
            found: format!("bytes that are not UTF-8 in line {line}, column {}", err.field() + 1),
            expected: "UTF-8 text",
        },
        other => Error::Table { file: file.to_owned(), found: format!("{other:?}"), expected: "CSV" },
    }
}
