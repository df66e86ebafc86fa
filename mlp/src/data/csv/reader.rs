//! The rows of a CSV file, one at a time.

use super::lines::LineCounter;
use crate::error::Error;
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// A reader of CSV files that holds one row in memory at a time.
pub(crate) struct CsvReader<R> {
    reader: Reader<LineCounter<R>>,
    file: String,
    header: StringRecord,
    cells: StringRecord,
}

/// One row, with the context for error messages.
pub(crate) struct CsvRow<'a> {
    file: &'a str,
    header: &'a StringRecord,
    pub(crate) cells: &'a StringRecord,
    pub(crate) line: u64,
}

impl<R: Read> CsvReader<R> {
    /// Reads and checks the header; `file` is the source's name in messages.
    pub(crate) fn new(source: R, file: &str) -> Result<Self, Error> {
        // Blank lines are skipped; a row of another length is reported here, not by the csv crate.
        let mut reader =
            ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(LineCounter::new(source));
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => return Err(csv_error(&mut reader, file, error)),
        };
        check_header(file, &header)?;
        Ok(Self { reader, file: file.to_owned(), header, cells: StringRecord::new() })
    }

    /// Returns the name of the source in messages.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Returns the names of the columns.
    pub(crate) fn header(&self) -> &StringRecord {
        &self.header
    }

    /// Returns the index of a column, from 0.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|other| other == name)
    }

    /// Returns the index of a column that a network was trained on.
    pub(crate) fn column_of(&self, name: &str) -> Result<usize, Error> {
        self.column(name).ok_or_else(|| Error::MissingColumn {
            file: self.file.clone(),
            name: name.to_owned(),
            columns: self.columns(),
        })
    }

    /// Returns the indices of the columns that a network was trained on.
    pub(crate) fn columns_of(&self, names: &[String]) -> Result<Vec<usize>, Error> {
        names.iter().map(|name| self.column_of(name)).collect()
    }

    /// Returns the names of all columns, joined by commas.
    pub(crate) fn columns(&self) -> String {
        self.header.iter().collect::<Vec<_>>().join(", ")
    }

    /// Reads the next row; none at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<CsvRow<'_>>, Error> {
        match self.reader.read_record(&mut self.cells) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => return Err(csv_error(&mut self.reader, &self.file, error)),
        }
        let offset = self.cells.position().map_or(0, csv::Position::byte);
        let line = self.reader.get_mut().advance_to(offset);
        let (found, expected) = (self.cells.len(), self.header.len());
        if found != expected {
            return Err(Error::RaggedRow { file: self.file.clone(), line, found, expected });
        }
        Ok(Some(CsvRow { file: &self.file, header: &self.header, cells: &self.cells, line }))
    }
}

impl CsvRow<'_> {
    /// Returns the finite number in a cell.
    pub(crate) fn number(&self, column: usize) -> Result<f64, Error> {
        finite(&self.cells[column]).map_err(|expected| self.problem(column, expected))
    }

    /// Returns an error about a cell.
    pub(crate) fn problem(&self, column: usize, expected: &str) -> Error {
        Error::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column: column + 1,
            name: self.header[column].to_owned(),
            found: quoted(&self.cells[column]),
            expected: expected.to_owned(),
        }
    }
}

/// Parses a finite number; the error is the expected content of the cell.
pub(crate) fn finite(text: &str) -> Result<f64, &'static str> {
    match text.parse::<f64>() {
        // −0 is 0: as a class it would be a second one.
        Ok(number) if number.is_finite() => Ok(number + 0.0),
        Ok(_) => Err("a finite number"),
        Err(_) if is_missing(text) => Err("a number, for missing values are not filled in"),
        Err(_) => Err("a number"),
    }
}

/// Returns whether a text is a usual mark of a missing value.
fn is_missing(text: &str) -> bool {
    const MARKS: [&str; 7] = ["", "?", "-", "NA", "N/A", "null", "None"];
    MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(text))
}

/// Quotes a cell's text for a message, truncated to 40 characters.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None if text.is_empty() => "an empty cell".to_owned(),
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}

/// Checks that every column has a name and no two names are equal.
fn check_header(file: &str, header: &StringRecord) -> Result<(), Error> {
    let problem = |found: String| Err(Error::Header { file: file.to_owned(), found });
    if header.is_empty() {
        return problem("nothing".into());
    }
    if header.iter().all(|name| name.parse::<f64>().is_ok()) {
        return problem("numbers only".into());
    }
    let mut columns = HashMap::new();
    for (name, column) in header.iter().zip(1..) {
        if name.is_empty() {
            return problem(format!("no name for column {column}"));
        }
        if let Some(first) = columns.insert(name, column) {
            return problem(format!("the name `{name}` for columns {first} and {column}"));
        }
    }
    Ok(())
}

/// Converts an error of the csv crate; with flexible rows only I/O and encoding errors remain.
fn csv_error<R: Read>(reader: &mut Reader<LineCounter<R>>, file: &str, error: csv::Error) -> Error {
    let line = reader.get_mut().advance_to(error.position().map_or(0, csv::Position::byte));
    let found = match error.into_kind() {
        csv::ErrorKind::Io(source) => {
            return Error::Io { action: "read", path: Path::new(file).to_owned(), source };
        }
        csv::ErrorKind::Utf8 { err, .. } => {
            format!("bytes that are not UTF-8 in line {line}, column {}", err.field() + 1)
        }
        other => format!("{other:?} in line {line}"),
    };
    Error::Table { file: file.to_owned(), found, expected: "CSV in UTF-8".to_owned() }
}
