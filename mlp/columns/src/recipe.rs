//! Recipes: from the cells of a row to numbers.

use crate::cell::boolean::parse_boolean;
use crate::cell::date::{Moment, parse_date};
use crate::cell::number::{Notation, is_infinite, parse_number};
use crate::cell::{is_missing, is_missing_number};
use crate::error::Error;
use crate::reader::{Reader, Row};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::f64::consts::TAU;
use std::ops::Range;

/// A column that a network uses, with the way from a cell to numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name in the header.
    pub name: String,
    /// The conversion.
    #[serde(flatten)]
    pub encoding: Encoding,
}

/// The conversion of a cell to numbers; a missing number is NaN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum Encoding {
    /// A number, as it is.
    Number {
        /// Flag for numbers with `%` behind them.
        #[serde(default, skip_serializing_if = "is_false")]
        percent: bool,
        /// Flag for a further input: 1 where the cell is missing, else 0.
        #[serde(default, skip_serializing_if = "is_false")]
        indicator: bool,
        /// Flag for texts that count as missing.
        #[serde(default, skip_serializing_if = "is_false")]
        lenient: bool,
    },
    /// 1 for true and 0 for false.
    Boolean {
        /// Flag for a further input: 1 where the cell is missing, else 0.
        #[serde(default, skip_serializing_if = "is_false")]
        indicator: bool,
    },
    /// One-hot: for each category 1 if the cell is it, else 0. A text that is none of them gives zeros.
    Category {
        /// The categories, in the order of the inputs.
        categories: Vec<String>,
        /// The rare categories, which share an input; none have one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rare: Vec<String>,
        /// Flag for a further input: 1 where the cell is missing, else 0.
        #[serde(default, skip_serializing_if = "is_false")]
        missing: bool,
    },
    /// The days since 1970-01-01, and sine and cosine of the parts that come back.
    Date {
        /// The format of `strftime`.
        format: String,
        /// The parts that come back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cycles: Vec<Cycle>,
        /// Flag for a further input: 1 where the cell is missing, else 0.
        #[serde(default, skip_serializing_if = "is_false")]
        indicator: bool,
    },
}

/// A part of a date that comes back: its place in the cycle is an angle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cycle {
    /// The month in the year.
    Month,
    /// The day in the week.
    Weekday,
    /// The time in the day.
    Hour,
}

impl Cycle {
    /// All cycles.
    pub(crate) const ALL: [Self; 3] = [Self::Month, Self::Weekday, Self::Hour];

    /// Returns the name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
        }
    }

    /// Returns the place in the cycle, from 0 to 1; none if the date does not tell it.
    pub(crate) fn place(self, moment: &Moment) -> Option<f64> {
        match self {
            Self::Month => moment.month.map(|month| f64::from(month) / 12.0),
            Self::Weekday => moment.weekday.map(|day| f64::from(day) / 7.0),
            Self::Hour => moment.time,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Column {
    /// Returns a column of plain numbers.
    #[must_use]
    pub fn number(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            encoding: Encoding::Number { percent: false, indicator: false, lenient: false },
        }
    }

    /// Returns the names of the inputs: `age`, `age.missing`, `island=Dream`, `date.month.sin`, …
    #[must_use]
    pub fn inputs(&self) -> Vec<String> {
        let name = &self.name;
        let mut inputs = match &self.encoding {
            Encoding::Number { .. } | Encoding::Boolean { .. } => vec![name.clone()],
            Encoding::Category { categories, rare, .. } => {
                let mut inputs: Vec<String> =
                    categories.iter().map(|category| format!("{name}={category}")).collect();
                if !rare.is_empty() {
                    inputs.push(format!("{name}=(rare)"));
                }
                inputs
            }
            Encoding::Date { cycles, .. } => {
                let waves = cycles
                    .iter()
                    .flat_map(|cycle| ["sin", "cos"].map(|wave| format!("{name}.{}.{wave}", cycle.name())));
                std::iter::once(name.clone()).chain(waves).collect()
            }
        };
        if self.tells_missing() {
            inputs.push(format!("{name}.missing"));
        }
        inputs
    }

    /// Returns whether an input tells where the cell is missing.
    #[must_use]
    pub fn tells_missing(&self) -> bool {
        match &self.encoding {
            Encoding::Number { indicator, .. }
            | Encoding::Boolean { indicator }
            | Encoding::Date { indicator, .. } => *indicator,
            Encoding::Category { missing, .. } => *missing,
        }
    }

    /// Returns whether the column gives one input, which is the cell as a plain number.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.encoding == Encoding::Number { percent: false, indicator: false, lenient: false }
    }
}

/// Returns the names of the inputs of some columns, in order.
#[must_use]
pub fn input_names(columns: &[Column]) -> Vec<String> {
    columns.iter().flat_map(Column::inputs).collect()
}

/// Returns the inputs of each column, as ranges.
#[must_use]
pub fn input_ranges(columns: &[Column]) -> Vec<Range<usize>> {
    let mut end = 0;
    let range = |column: &Column| {
        let start = end;
        end += column.inputs().len();
        start..end
    };
    columns.iter().map(range).collect()
}

/// A recipe applied to the rows of one table.
pub struct Encoder<'a> {
    columns: Vec<(usize, &'a Column, Lookup)>,
    notation: Notation,
    counts: Vec<CellCounts>,
    /// The place of the first missing cell in the last row.
    first_missing: Option<usize>,
}

/// The cells of a column that were no ordinary ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// The number of missing cells.
    pub missing: usize,
    /// The number of cells with a category that the recipe does not know.
    pub unseen: usize,
    /// The first of these categories.
    pub first_unseen: Option<String>,
}

impl<'a> Encoder<'a> {
    /// Finds the columns in the header of a table.
    ///
    /// # Errors
    /// Returns an error if one is not there.
    pub fn new(columns: &'a [Column], table: &Reader) -> Result<Self, Error> {
        let place = |column: &'a Column| {
            let lookup = match &column.encoding {
                Encoding::Category { categories, rare, .. } => Lookup::new(categories.iter().chain(rare)),
                _ => Lookup::default(),
            };
            Ok((table.needed_column(&column.name)?, column, lookup))
        };
        let places = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let counts = vec![CellCounts::default(); places.len()];
        let notation = Notation { decimal: table.decimal(), percent: false };
        Ok(Self { columns: places, notation, counts, first_missing: None })
    }

    /// Appends the inputs of a row; a missing number is NaN.
    ///
    /// # Errors
    /// Returns an error that names line and column if a cell is no number where one is needed.
    pub fn encode(&mut self, row: &Row, inputs: &mut Vec<f64>) -> Result<(), Error> {
        self.first_missing = None;
        for ((place, column, lookup), counts) in self.columns.iter().zip(&mut self.counts) {
            let before = counts.missing;
            let expected =
                encode_cell(&row.cells[*place], (&column.encoding, lookup), self.notation, inputs, counts);
            expected.map_err(|expected| row.problem(*place, expected))?;
            if counts.missing > before {
                self.first_missing.get_or_insert(*place);
            }
        }
        Ok(())
    }

    /// Returns the place in the table of the first missing cell of the row that was encoded last.
    pub fn first_missing(&self) -> Option<usize> {
        self.first_missing
    }

    /// Returns the columns with cells so far that were missing or of an unknown category.
    pub fn odd_cells(&self) -> Vec<(String, CellCounts)> {
        let columns =
            self.columns.iter().zip(&self.counts).filter(|(_, counts)| **counts != CellCounts::default());
        columns.map(|((_, column, _), counts)| (column.name.clone(), counts.clone())).collect()
    }
}

/// Appends the inputs of a cell; fails with the content expected.
fn encode_cell(
    cell: &str,
    (encoding, lookup): (&Encoding, &Lookup),
    notation: Notation,
    inputs: &mut Vec<f64>,
    counts: &mut CellCounts,
) -> Result<(), String> {
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    match encoding {
        Encoding::Number { percent, indicator, lenient } => {
            let number = parse_number(cell, Notation { percent: *percent, ..notation });
            let is_missing = number.is_none() && (*lenient || is_missing_number(cell) || is_infinite(cell));
            if number.is_none() && !is_missing {
                return Err(if *percent { "a percentage" } else { "a number" }.to_owned());
            }
            counts.missing += usize::from(is_missing);
            inputs.push(number.unwrap_or(f64::NAN));
            inputs.extend(indicator.then(|| flag(is_missing)));
        }
        Encoding::Boolean { indicator } => {
            let value = parse_boolean(cell);
            let is_missing = value.is_none() && is_missing_number(cell);
            if value.is_none() && !is_missing {
                return Err("true or false".to_owned());
            }
            counts.missing += usize::from(is_missing);
            inputs.push(value.map_or(f64::NAN, flag));
            inputs.extend(indicator.then(|| flag(is_missing)));
        }
        Encoding::Category { categories, rare, missing } => {
            // The rare ones come behind those that have an input each.
            let found = lookup.find(cell, notation);
            let is_missing = found.is_none() && is_missing(cell);
            counts.missing += usize::from(is_missing);
            if found.is_none() && !is_missing {
                counts.unseen += 1;
                counts.first_unseen.get_or_insert_with(|| cell.to_owned());
            }
            inputs.extend((0..categories.len()).map(|index| flag(found == Some(index))));
            let is_rare = found.is_some_and(|index| index >= categories.len());
            inputs.extend((!rare.is_empty()).then(|| flag(is_rare)));
            inputs.extend(missing.then(|| flag(is_missing)));
        }
        Encoding::Date { format, cycles, indicator } => {
            let moment = parse_date(cell, format);
            let is_missing = moment.is_none() && is_missing_number(cell);
            if moment.is_none() && !is_missing {
                return Err(format!("a date such as {}", crate::cell::date::example(format)));
            }
            counts.missing += usize::from(is_missing);
            inputs.push(moment.map_or(f64::NAN, |moment| moment.days));
            for cycle in cycles {
                let angle = moment.and_then(|moment| cycle.place(&moment)).map(|place| TAU * place);
                inputs.extend(angle.map_or([f64::NAN; 2], |angle| [angle.sin(), angle.cos()]));
            }
            inputs.extend(indicator.then(|| flag(is_missing)));
        }
    }
    Ok(())
}

/// The indices of categories by their text, and by their value if they are numbers: 1.0 is the category 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookup {
    by_text: HashMap<String, usize>,
    by_value: HashMap<u64, usize>,
}

impl Lookup {
    /// Returns the lookup of these categories. Of several with one value, the first is found by it.
    pub(crate) fn new<'a>(categories: impl Iterator<Item = &'a String>) -> Self {
        let mut lookup = Self::default();
        for (index, category) in categories.enumerate() {
            if let Some(value) = parse_number(category, Notation::default()) {
                lookup.by_value.entry(value.to_bits()).or_insert(index);
            }
            lookup.by_text.insert(category.clone(), index);
        }
        lookup
    }

    /// Returns the index of the category in a cell.
    pub(crate) fn find(&self, cell: &str, notation: Notation) -> Option<usize> {
        let by_value = || self.by_value.get(&parse_number(cell, notation)?.to_bits());
        self.by_text.get(cell).or_else(by_value).copied()
    }

    /// Returns whether all categories are numbers.
    pub(crate) fn are_numbers(&self) -> bool {
        self.by_text.keys().all(|category| parse_number(category, Notation::default()).is_some())
    }
}
