//! The rows of a table, one at a time; every error names its line and column.

mod layout;
mod lines;

use crate::dialect::{DecimalMark, Dialect, Separator};
use crate::error::Error;
use csv::{ReaderBuilder, StringRecord, Trim};
use layout::Layout;
use lines::LineCounter;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// A reader of tables that holds one row in memory at a time.
pub struct Reader<'a> {
    rows: csv::Reader<LineCounter<Layout<Box<dyn Read + 'a>>>>,
    file: String,
    header: StringRecord,
    /// The index of each column by its name.
    columns: HashMap<String, usize>,
    cells: StringRecord,
    decimal: DecimalMark,
    /// The first row of a table without a header: it has been read already.
    first: Option<StringRecord>,
}

/// One row, with the context for error messages.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    file: &'a str,
    header: &'a StringRecord,
    /// The cells.
    pub cells: &'a StringRecord,
    /// The line, from 1.
    pub line: u64,
}

impl<'a> Reader<'a> {
    /// Reads the header; `file` is the source's name in messages.
    pub(crate) fn new(text: Box<dyn Read + 'a>, file: &str, dialect: &Dialect) -> Result<Self, Error> {
        let mut rows = builder(dialect).from_reader(LineCounter::new(layout(text, dialect)));
        let mut first = StringRecord::new();
        if let Err(error) = rows.read_record(&mut first) {
            return Err(csv_error(&mut rows, file, error));
        }
        if first.is_empty() {
            return Err(Error::Table {
                file: file.to_owned(),
                found: "nothing".into(),
                expected: "a table with a header".into(),
            });
        }
        if let Some(width) = dialect.width {
            first = widened(&first, width);
        }
        let names = if dialect.header {
            column_names(&first)
        } else {
            column_names(&StringRecord::from(vec![""; first.len()]))
        };
        let first = (!dialect.header).then_some(first);
        let columns = names.iter().map(str::to_owned).zip(0..).collect();
        Ok(Self {
            rows,
            file: file.to_owned(),
            header: names,
            columns,
            cells: StringRecord::new(),
            decimal: dialect.decimal,
            first,
        })
    }

    /// Returns the name of the source in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the names of the columns: distinct, and not empty.
    pub fn header(&self) -> &StringRecord {
        &self.header
    }

    /// Returns the decimal mark of the numbers.
    pub(crate) fn decimal(&self) -> DecimalMark {
        self.decimal
    }

    /// Returns the index of a column, from 0.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// Returns the index of a column that a recipe needs.
    pub(crate) fn needed_column(&self, name: &str) -> Result<usize, Error> {
        self.column(name).ok_or_else(|| Error::MissingColumn {
            file: self.file.clone(),
            name: name.to_owned(),
            columns: joined(&self.header),
        })
    }

    /// Reads the next row; none at the end of the table.
    ///
    /// # Errors
    /// Returns an error if the source cannot be read, is no text, or if the row is longer or shorter than the header.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        let is_first = self.first.is_some();
        if let Some(first) = self.first.take() {
            self.cells = first;
        } else {
            match self.rows.read_record(&mut self.cells) {
                Ok(false) => return Ok(None),
                Ok(true) => {}
                Err(error) => return Err(csv_error(&mut self.rows, &self.file, error)),
            }
        }
        let offset = self.cells.position().map_or(0, csv::Position::byte);
        let line = self.rows.get_mut().advance_to(offset);
        let (found, expected) = (self.cells.len(), self.header.len());
        if found != expected {
            let has_empty_end = found > expected && self.cells.iter().skip(expected).all(str::is_empty);
            if !has_empty_end || is_first {
                return Err(Error::RaggedRow { file: self.file.clone(), line, found, expected });
            }
            self.cells.truncate(expected);
        }
        Ok(Some(Row { file: &self.file, header: &self.header, cells: &self.cells, line }))
    }
}

impl Row<'_> {
    /// Returns an error about a cell.
    #[must_use]
    pub fn problem(&self, column: usize, expected: impl Into<String>) -> Error {
        Error::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column: column + 1,
            name: self.header[column].to_owned(),
            found: quoted(&self.cells[column]),
            expected: expected.into(),
        }
    }
}

/// Returns a reader of the records of a text, without any checks.
pub(crate) fn record_reader<'a>(text: &'a str, dialect: &Dialect) -> csv::Reader<impl Read + 'a> {
    builder(dialect).from_reader(layout(text.as_bytes(), dialect))
}

fn layout<R: Read>(text: R, dialect: &Dialect) -> Layout<R> {
    Layout::new(text, dialect.separator == Separator::Spaces, dialect.comments)
}

/// Returns the settings of the csv crate. It skips blank lines and accepts rows of any length, which are reported
/// here.
fn builder(dialect: &Dialect) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.flexible(true).delimiter(dialect.separator.byte()).trim(Trim::All).has_headers(false);
    builder
}

/// Returns the names of all columns, joined by commas.
pub(crate) fn joined(header: &StringRecord) -> String {
    header.iter().collect::<Vec<_>>().join(", ")
}

/// Quotes a cell's text for a message, truncated to 40 characters.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None if text.is_empty() => "an empty cell".to_owned(),
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", &text[..end]),
    }
}

/// Returns the header of a table whose rows have a name in front that the header does not count.
fn widened(header: &StringRecord, width: usize) -> StringRecord {
    let unnamed = width.saturating_sub(header.len());
    std::iter::repeat_n("", unnamed).chain(header).collect()
}

/// Returns distinct names: an unnamed column has the name `column_` with its number, and the second of two equal names
/// has `_2` behind it.
fn column_names(header: &StringRecord) -> StringRecord {
    let mut taken = HashSet::new();
    let mut names = StringRecord::new();
    for (index, name) in header.iter().enumerate() {
        let name = if name.is_empty() { format!("column_{}", index + 1) } else { name.to_owned() };
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let free = free.expect("there are more numbers than columns");
        names.push_field(&free);
        taken.insert(free);
    }
    names
}

/// Converts an error of the csv crate; with flexible rows only I/O and encoding errors remain.
fn csv_error<R: Read>(rows: &mut csv::Reader<LineCounter<R>>, file: &str, error: csv::Error) -> Error {
    let line = rows.get_mut().advance_to(error.position().map_or(0, csv::Position::byte));
    let found = match error.into_kind() {
        csv::ErrorKind::Io(source) => return Error::Io { path: Path::new(file).to_owned(), source },
        csv::ErrorKind::Utf8 { err, .. } => {
            return Error::NotUtf8 { file: file.to_owned(), line, column: err.field() + 1 };
        }
        other => format!("{other:?} in line {line}"),
    };
    Error::Table { file: file.to_owned(), found, expected: "a table in CSV".to_owned() }
}
