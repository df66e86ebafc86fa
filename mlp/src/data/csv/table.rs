//! A whole CSV file in memory: features as numbers, the target as text.

use super::reader::{CsvReader, quoted};
use crate::error::Error;
use std::io::Read;

/// The columns of a file: the features as numbers, the target as text.
pub(in crate::data) struct Table {
    file: String,
    pub(in crate::data) features: Vec<String>,
    pub(in crate::data) target: String,
    /// The number of the target column, from 1.
    target_column: usize,
    /// Rows × features, row-major.
    pub(in crate::data) inputs: Vec<f64>,
    targets: TargetColumn,
}

/// The cells of the target column, concatenated: one allocation instead of one per row.
#[derive(Default)]
struct TargetColumn {
    text: String,
    /// The end of each cell in `text`, and its line.
    cells: Vec<(usize, u64)>,
}

/// A cell of the target column.
#[derive(Clone, Copy)]
pub(in crate::data) struct TargetCell<'a> {
    line: u64,
    pub(in crate::data) text: &'a str,
}

impl Table {
    /// Reads these columns of all rows.
    pub(in crate::data) fn read<R: Read>(
        mut rows: CsvReader<R>,
        features: &[usize],
        target: usize,
    ) -> Result<Self, Error> {
        let mut inputs = Vec::new();
        let mut targets = TargetColumn::default();
        while let Some(row) = rows.next()? {
            for &column in features {
                inputs.push(row.number(column)?);
            }
            targets.text.push_str(&row.cells[target]);
            targets.cells.push((targets.text.len(), row.line));
        }
        if targets.cells.is_empty() {
            return Err(Error::Table {
                file: rows.file().to_owned(),
                found: "no rows below the header".into(),
                expected: "at least one".into(),
            });
        }
        let header = rows.header();
        Ok(Self {
            file: rows.file().to_owned(),
            features: features.iter().map(|&column| header[column].to_owned()).collect(),
            target: header[target].to_owned(),
            target_column: target + 1,
            inputs,
            targets,
        })
    }

    /// Returns the cells of the target column.
    pub(in crate::data) fn targets(&self) -> impl ExactSizeIterator<Item = TargetCell<'_>> {
        let TargetColumn { text, cells } = &self.targets;
        let mut start = 0;
        cells.iter().map(move |&(end, line)| {
            let cell = TargetCell { line, text: &text[start..end] };
            start = end;
            cell
        })
    }

    /// Returns an error about a cell of the target column.
    pub(in crate::data) fn target_error(&self, cell: TargetCell, expected: impl Into<String>) -> Error {
        Error::Cell {
            file: self.file.clone(),
            line: cell.line,
            column: self.target_column,
            name: self.target.clone(),
            found: quoted(cell.text),
            expected: expected.into(),
        }
    }

    /// Returns an error about the table.
    pub(in crate::data) fn problem(&self, found: String, expected: &str) -> Error {
        Error::Table { file: self.file.clone(), found, expected: expected.to_owned() }
    }
}
