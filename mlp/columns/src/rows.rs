//! The numbers of a table by a plan.

use crate::cell::number::{Notation, is_infinite, parse_number};
use crate::cell::{is_missing, is_missing_number};
use crate::error::Error;
use crate::plan::{Plan, Target};
use crate::reader::{Reader, Row};
use crate::recipe::{CellCounts, Encoder, Lookup, input_names};
use crate::role::Missing;
use crate::table::Table;
use std::collections::HashMap;

/// The numbers of a table: what a network is trained on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Rows × inputs, row-major; a missing number is NaN.
    pub inputs: Vec<f64>,
    /// Rows × targets, row-major: the index of the class, or the values.
    pub targets: Vec<f64>,
    /// The weight of each row; none without a column of weights.
    pub weights: Option<Vec<f64>>,
    /// The number of the group of each row, from 0 in the order of the table; none without a column of groups.
    pub groups: Option<Vec<usize>>,
    /// The place of each row among those of the table, from 0: those without a target are left out, and so can be those
    /// with a missing cell.
    pub places: Vec<usize>,
    /// The number of rows that were left out.
    pub left_out: usize,
    /// The columns with cells that were missing or of an unknown category.
    pub odd_cells: Vec<(String, CellCounts)>,
}

impl Plan {
    /// Reads all rows of a table by this plan.
    ///
    /// # Errors
    /// Returns an error if the table cannot be read or has other columns, and if a cell has other content than its
    /// column; the error names the line.
    ///
    /// # Example
    /// ```
    /// use dualtape_columns::{Choices, DialectChoices, Plan, Table};
    ///
    /// let csv = "x,size,y\n1.5,S,0.1\n2.5,L,0.3\n,S,0.2\n4,L,\n";
    /// let mut table = Table::read(csv.as_bytes(), "data.csv", &DialectChoices::default())?;
    /// let rows = Plan::new(&mut table, &Choices::default())?.read(&table)?;
    /// assert_eq!(rows.inputs[..6], [1.5, 0.0, 1.0, 2.5, 1.0, 0.0]);
    /// assert!(rows.inputs[6].is_nan());
    /// assert_eq!((&rows.targets[..], rows.left_out), (&[0.1, 0.3, 0.2][..], 1));
    /// # Ok::<(), dualtape_columns::Error>(())
    /// ```
    pub fn read(&self, table: &Table) -> Result<Rows, Error> {
        let mut reader = table.rows()?;
        let mut encoder = Encoder::new(&self.columns, &reader)?;
        let targets = self.targets.iter().map(|target| TargetReader::new(target, &reader));
        let mut targets = targets.collect::<Result<Vec<_>, _>>()?;
        let weights = self.weights.as_deref().map(|name| reader.needed_column(name)).transpose()?;
        let groups = self.groups.as_deref().map(|name| reader.needed_column(name)).transpose()?;
        let notation = Notation { decimal: reader.decimal(), percent: false };
        let mut rows = Rows {
            weights: weights.map(|_| Vec::new()),
            groups: groups.map(|_| Vec::new()),
            ..Rows::default()
        };
        let mut group_numbers = HashMap::new();
        let width = input_names(&self.columns).len();
        let mut values = Vec::with_capacity(targets.len());
        let mut used = 0;
        while let Some(row) = reader.next_row()? {
            values.clear();
            for target in &mut targets {
                values.extend(target.read(&row, self.missing)?);
            }
            if values.len() < targets.len() {
                rows.left_out += 1;
                continue;
            }
            let start = rows.inputs.len();
            encoder.encode(&row, &mut rows.inputs)?;
            if let (Missing::Error | Missing::Drop, Some(place)) = (self.missing, encoder.first_missing()) {
                if self.missing == Missing::Error {
                    return Err(row.problem(place, "a value, as missing ones are an error"));
                }
                rows.inputs.truncate(start);
                rows.left_out += 1;
                continue;
            }
            debug_assert_eq!(rows.inputs.len(), start + width, "the inputs of a row");
            rows.places.push(used + rows.left_out);
            rows.targets.extend(&values);
            used += 1;
            if let (Some(place), Some(weights)) = (weights, &mut rows.weights) {
                let weight = parse_number(&row.cells[place], notation).filter(|&weight| weight >= 0.0);
                weights.push(weight.ok_or_else(|| row.problem(place, "a weight of at least 0"))?);
            }
            if let (Some(place), Some(groups)) = (groups, &mut rows.groups) {
                let next = group_numbers.len();
                groups.push(*group_numbers.entry(row.cells[place].to_owned()).or_insert(next));
            }
        }
        rows.odd_cells = encoder.odd_cells();
        if rows.targets.is_empty() {
            return Err(Error::Table {
                file: table.name().to_owned(),
                found: if rows.left_out == 0 {
                    "no rows below the header"
                } else {
                    "no row without a missing cell"
                }
                .to_owned(),
                expected: "at least one".to_owned(),
            });
        }
        Ok(rows)
    }
}

/// A reader of the cells of a target column.
pub struct TargetReader<'a> {
    place: usize,
    target: &'a Target,
    notation: Notation,
    classes: Lookup,
    /// Flag for classes that are numbers.
    are_numbers: bool,
}

impl<'a> TargetReader<'a> {
    /// Finds the target in the header of a table.
    ///
    /// # Errors
    /// Returns an error if it is not there.
    pub fn new(target: &'a Target, table: &Reader) -> Result<Self, Error> {
        let place = table.needed_column(&target.name)?;
        let notation = Notation { decimal: table.decimal(), percent: target.percent };
        let classes = Lookup::new(target.classes.iter());
        let are_numbers = classes.are_numbers();
        Ok(Self { place, target, notation, classes, are_numbers })
    }

    /// Returns the index of the class, or the value, of a row; none if it is missing.
    ///
    /// # Errors
    /// Returns an error if the cell has another class or no number, and if it is missing though `policy` is an error.
    pub fn read(&mut self, row: &Row, policy: Missing) -> Result<Option<f64>, Error> {
        let cell = &row.cells[self.place];
        let missing = |is_missing: bool, expected: String| match is_missing {
            true if policy != Missing::Error => Ok(None),
            true => Err(row.problem(self.place, format!("{expected}, as missing ones are an error"))),
            false => Err(row.problem(self.place, expected)),
        };
        if self.target.classes.is_empty() {
            return match parse_number(cell, self.notation) {
                Some(value) => Ok(Some(value)),
                None => missing(
                    self.target.lenient || is_missing_number(cell) || is_infinite(cell),
                    if self.notation.percent { "a percentage" } else { "a number" }.to_owned(),
                ),
            };
        }
        if let Some(class) = self.classes.find(cell, self.notation) {
            return Ok(Some(class as f64));
        }
        let is_missing = if self.are_numbers { is_missing_number(cell) } else { is_missing(cell) };
        let shown: Vec<&str> = self.target.classes.iter().take(20).map(String::as_str).collect();
        let more = if shown.len() < self.target.classes.len() { ", …" } else { "" };
        missing(is_missing, format!("one of the classes {}{more}", shown.join(", ")))
    }
}
