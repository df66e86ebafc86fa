//! Tables: a file with its dialect, of which the rows can be read any number of times.

use crate::dialect::{self, Dialect, DialectChoices, Separator};
use crate::error::Error;
use crate::file::{TextFile, TextStream};
use crate::profile::Profile;
use crate::reader::{Reader, joined};
use std::io::Read;
use std::path::Path;

/// A table in a file or in memory, with its dialect.
///
/// # Example
/// ```
/// use dualtape_columns::{DialectChoices, Table};
///
/// let table = Table::read("a;b\n1,5;x\n2,5;y\n".as_bytes(), "data.csv", &DialectChoices::default())?;
/// assert_eq!(table.dialect().particulars(), ["separator ;", "decimal comma"]);
/// let mut rows = table.rows()?;
/// assert_eq!(rows.header(), vec!["a", "b"]);
/// assert_eq!(rows.next_row()?.map(|row| row.line), Some(2));
/// # Ok::<(), dualtape_columns::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    file: TextFile,
    dialect: Dialect,
    choices: DialectChoices,
}

/// The profiles of all columns of a table, and its number of rows.
pub(crate) struct Profiles {
    pub(crate) columns: Vec<Profile>,
    pub(crate) rows: usize,
}

impl Table {
    /// Opens a file and detects its dialect, as far as it is not given.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or is of a format that is no text, and a question if the dialect
    /// has two readings.
    pub fn open(path: impl AsRef<Path>, choices: &DialectChoices) -> Result<Self, Error> {
        Self::new(TextFile::open(path.as_ref(), choices.encodings())?, choices)
    }

    /// Reads a table from any source into memory; `name` denotes it in messages.
    ///
    /// # Errors
    /// Returns an error as [`Table::open`] does.
    pub fn read(source: impl Read, name: &str, choices: &DialectChoices) -> Result<Self, Error> {
        Self::new(TextFile::read(source, name, choices.encodings())?, choices)
    }

    fn new(file: TextFile, choices: &DialectChoices) -> Result<Self, Error> {
        let detected = dialect::detect(&file.sample()?, &file.name, choices)?;
        let dialect = Dialect { compression: file.compression, encoding: file.encoding.name(), ..detected };
        Ok(Self { file, dialect, choices: choices.clone() })
    }

    /// Returns the dialect.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Returns the name in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// Returns a reader at the first row.
    ///
    /// # Errors
    /// Returns an error if the source cannot be read or is empty.
    pub fn rows(&self) -> Result<Reader<'_>, Error> {
        Reader::new(self.file.text()?, &self.file.name, &self.dialect)
    }

    /// Reads the table, again in another encoding if it turns out to have one beyond the sample in which it was detected.
    ///
    /// # Errors
    /// Returns an error as `read` does.
    pub fn read_in_its_encoding<T>(
        &mut self,
        mut read: impl FnMut(&Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match read(self) {
            Err(Error::NotUtf8 { .. })
                if self.choices.encoding.is_none() && self.file.reconsider_encoding()? =>
            {
                *self = Self::new(self.file.clone(), &self.choices)?;
                read(self)
            }
            result => result,
        }
    }

    /// Returns the profiles of the columns, after a pass over all rows.
    pub(crate) fn profiles(&mut self) -> Result<Profiles, Error> {
        self.read_in_its_encoding(Self::profiles_in_encoding)
    }

    fn profiles_in_encoding(&self) -> Result<Profiles, Error> {
        let mut rows = self.rows()?;
        let decimal = rows.decimal();
        let mut columns: Vec<Profile> =
            rows.header().iter().map(|name| Profile::new(name, decimal)).collect();
        let mut count = 0;
        while let Some(row) = rows.next_row()? {
            for (profile, cell) in columns.iter_mut().zip(row.cells) {
                profile.add(cell, row.line);
            }
            count += 1;
        }
        if count == 0 {
            return Err(Error::Table {
                file: self.file.name.clone(),
                found: "no rows below the header".into(),
                expected: "at least one".into(),
            });
        }
        // The numbers that were looked at first told no decimal mark.
        let can_be_unclear =
            self.dialect.is_decimal_unknown && self.dialect.separator != Separator::Byte(b',');
        match columns.iter().find_map(|column| column.first_comma.as_deref()) {
            Some(cell) if can_be_unclear => Err(dialect::unclear_mark(&self.file.name, cell)),
            _ => Ok(Profiles { columns, rows: count }),
        }
    }

    /// Returns the index of a column, from 0.
    pub(crate) fn column_of(&self, profiles: &Profiles, name: &str) -> Result<usize, Error> {
        profiles.columns.iter().position(|column| column.name == name).ok_or_else(|| Error::UnknownColumn {
            file: self.file.name.clone(),
            found: name.to_owned(),
            columns: joined(&profiles.columns.iter().map(|column| column.name.as_str()).collect()),
        })
    }
}

/// Opens a stream of rows that is read once, in constant memory; `name` denotes it in messages.
///
/// # Errors
/// Returns an error as [`Table::open`] does.
pub fn stream<'a>(source: impl Read + 'a, name: &str, choices: &DialectChoices) -> Result<Reader<'a>, Error> {
    let TextStream { sample, text } = TextStream::new(source, name, choices.encodings())?;
    let dialect = dialect::detect(&sample, name, choices)?;
    Reader::new(text, name, &dialect)
}
