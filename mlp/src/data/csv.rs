//! A CSV file with a header, read into features and a target; every complaint names line and column.

use crate::Error;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::io::Read;
use std::path::Path;

/// A file's columns: the features as numbers, the target still as text.
pub(super) struct Table {
    /// The whole text, for the sake of line numbers.
    source: Vec<u8>,
    pub(super) file: String,
    pub(super) features: Vec<String>,
    pub(super) target: String,
    /// The target's place among the columns, from 1.
    pub(super) target_column: usize,
    /// Rows × features, row-major.
    pub(super) inputs: Vec<f64>,
    pub(super) targets: Vec<TargetCell>,
}

/// A cell of the target column and where the reading of its row began.
pub(super) struct TargetCell {
    offset: u64,
    pub(super) text: String,
}

impl Table {
    /// Reads a table from `source`; `file` is its name in messages.
    pub(super) fn read(mut source: impl Read, file: &str, target: Option<&str>) -> Result<Self, Error> {
        let mut text = Vec::new();
        source.read_to_end(&mut text).map_err(|source| Error::Io {
            action: "read",
            path: Path::new(file).to_owned(),
            source,
        })?;
        // Blank lines are skipped; a row of another length is reported here, not by the csv crate.
        let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(&text[..]);
        let header = reader.headers().map_err(|error| csv_error(file, &text, error))?.clone();
        let target_index = target_index(file, &header, target)?;
        let mut inputs = Vec::new();
        let mut targets = Vec::new();
        let mut row = StringRecord::new();
        while reader.read_record(&mut row).map_err(|error| csv_error(file, &text, error))? {
            let offset = row.position().map_or(0, csv::Position::byte);
            let (found, expected) = (row.len(), header.len());
            if found != expected {
                let line = line_at(&text, offset);
                return Err(Error::RaggedRow { file: file.to_owned(), line, found, expected });
            }
            for (index, cell) in without(&row, target_index) {
                let number = finite(cell).map_err(|expected| Error::Cell {
                    file: file.to_owned(),
                    line: line_at(&text, offset),
                    column: index + 1,
                    name: header[index].to_owned(),
                    found: quoted(cell),
                    expected: expected.to_owned(),
                })?;
                inputs.push(number);
            }
            targets.push(TargetCell { offset, text: row[target_index].to_owned() });
        }
        Ok(Self {
            file: file.to_owned(),
            features: without(&header, target_index).map(|(_, name)| name.to_owned()).collect(),
            target: header[target_index].to_owned(),
            target_column: target_index + 1,
            inputs,
            targets,
            source: text,
        })
    }

    /// A complaint about a cell of the target column.
    pub(super) fn target_error(&self, cell: &TargetCell, expected: impl Into<String>) -> Error {
        Error::Cell {
            file: self.file.clone(),
            line: line_at(&self.source, cell.offset),
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
        // −0 is 0: as a class it would be a second one.
        Ok(number) if number.is_finite() => Ok(number + 0.0),
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

/// The line, from 1, of the row whose reading began at `offset`.
///
/// The csv crate counts from where it began to read, which is before the rest of a line's end and
/// before blank lines; a person counts from where the row's text begins.
fn line_at(text: &[u8], offset: u64) -> u64 {
    let offset = usize::try_from(offset).map_or(text.len(), |offset| offset.min(text.len()));
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let start = offset + text[offset..].iter().take_while(|byte| is_end(byte)).count();
    let ends = text[..start].iter().filter(|byte| is_end(byte)).count();
    let pairs = text[..start].windows(2).filter(|pair| pair == b"\r\n").count();
    (ends - pairs + 1) as u64
}

/// The csv crate's complaints in this crate's words; with flexible rows only this one is left.
fn csv_error(file: &str, text: &[u8], error: csv::Error) -> Error {
    let line = line_at(text, error.position().map_or(0, csv::Position::byte));
    let found = match error.into_kind() {
        csv::ErrorKind::Utf8 { err, .. } => {
            format!("bytes that are not UTF-8 in line {line}, column {}", err.field() + 1)
        }
        other => format!("{other:?} in line {line}"),
    };
    Error::Table { file: file.to_owned(), found, expected: "CSV in UTF-8" }
}
