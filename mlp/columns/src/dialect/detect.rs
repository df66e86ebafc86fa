//! Detection of a dialect in the first lines of a table.

use super::{DecimalMark, Dialect, DialectChoices, Separator};
use crate::cell::is_missing_number;
use crate::cell::number::{Notation, parse_number};
use crate::error::Error;
use crate::file::Compression;
use crate::plan::shell_word;
use crate::reader::record_reader;
use csv::StringRecord;
use std::collections::HashSet;

/// The number of rows that are looked at.
const ROWS: usize = 1000;

/// The separators that are tried, the likeliest first among equals.
const SEPARATORS: [Separator; 5] = [
    Separator::Byte(b','),
    Separator::Byte(b';'),
    Separator::Byte(b'\t'),
    Separator::Byte(b'|'),
    Separator::Spaces,
];

/// Detects the dialect of a table that begins with `sample`; `name` denotes it in messages.
///
/// # Errors
/// Returns a question if numbers have two readings, or if the first row can be a header or data.
pub(crate) fn detect(sample: &str, name: &str, choices: &DialectChoices) -> Result<Dialect, Error> {
    let comments = sample.starts_with('#') && !first_line_is_header(sample);
    let dialect = |separator| Dialect {
        separator,
        decimal: DecimalMark::Point,
        is_decimal_unknown: false,
        header: true,
        comments,
        width: None,
        compression: Compression::None,
        encoding: encoding_rs::UTF_8.name(),
    };
    let separator = choices.separator.unwrap_or_else(|| {
        let split = |separator| (separator, Evenness::of(&records(sample, &dialect(separator))));
        let mut best = split(SEPARATORS[0]);
        for next in SEPARATORS[1..].iter().map(|&separator| split(separator)) {
            if next.1.is_better(&best.1, next.0) {
                best = next;
            }
        }
        best.0
    });
    let mut found = dialect(separator);
    let records = records(sample, &found);
    let Some((first, rest)) = records.split_first() else { return Ok(found) };
    let decimal = match choices.decimal {
        Some(decimal) => Some(decimal),
        None => decimal_mark(rest, separator, choices.usual_decimal, name)?,
    };
    found.is_decimal_unknown = decimal.is_none();
    found.decimal = decimal.unwrap_or_default();
    found.header = match choices.header {
        Some(header) => header,
        None => has_header(first, rest, found.decimal, name)?,
    };
    // R writes the names of rows in front, and no name for them, where it separates by spaces or tabs.
    let has_row_names = matches!(separator, Separator::Spaces | Separator::Byte(b'\t')) && found.header;
    found.width = has_row_names.then(|| named_rows(first, rest)).flatten();
    Ok(found)
}

/// Returns the number of fields of the rows if they have a name in front that the header does not count.
fn named_rows(header: &StringRecord, rows: &[StringRecord]) -> Option<usize> {
    let width = header.len() + 1;
    let is_full = |row: &StringRecord| row.len() == width && !row[0].is_empty();
    let names: HashSet<&str> = rows.iter().filter_map(|row| row.get(0)).collect();
    // A mark at the end of each row makes an empty field there.
    let ends_in_content = rows.iter().any(|row| row.iter().next_back().is_some_and(|cell| !cell.is_empty()));
    (!rows.is_empty() && rows.iter().all(is_full) && names.len() == rows.len() && ends_in_content)
        .then_some(width)
}

/// Returns whether the first line, which begins with `#`, holds the names of the columns.
fn first_line_is_header(sample: &str) -> bool {
    let mut lines = sample.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let separators = |line: &str| [',', ';', '\t', '|'].map(|mark| line.matches(mark).count());
    separators(first).iter().any(|&count| count > 0) && separators(first) == separators(second)
}

/// Returns the first records of a text in a dialect.
fn records(sample: &str, dialect: &Dialect) -> Vec<StringRecord> {
    let mut reader = record_reader(sample, dialect);
    reader.records().take(ROWS).map_while(Result::ok).collect()
}

/// The evenness of the records that a separator makes.
struct Evenness {
    /// The usual number of fields.
    width: usize,
    /// The share of records with that number.
    share: f64,
    /// Flag for a first record of several fields.
    splits_first: bool,
}

impl Evenness {
    fn of(records: &[StringRecord]) -> Self {
        // The header can have a field less than the rows.
        let rows = if records.len() > 1 { &records[1..] } else { records };
        let mut counts = std::collections::BTreeMap::new();
        for record in rows {
            *counts.entry(record.len()).or_insert(0_usize) += 1;
        }
        let (width, count) =
            counts.iter().max_by_key(|&(_, &count)| count).map_or((1, 0), |(&width, &count)| (width, count));
        let share = count as f64 / rows.len().max(1) as f64;
        Self { width, share, splits_first: records.first().is_some_and(|first| first.len() > 1) }
    }

    /// Returns whether these records are more like a table than the best so far, which come from a likelier separator.
    fn is_better(&self, best: &Self, separator: Separator) -> bool {
        // Words of a sentence are separated by spaces too: a table must be even.
        let may_split = separator != Separator::Spaces || self.share > 0.95 && !best.splits_first;
        // The names of the columns are separated as the cells are; a decimal comma stands in the cells alone.
        if self.width == 1 || !self.splits_first || !may_split {
            return false;
        }
        !best.splits_first
            || self.share > best.share + 0.05
            || self.share > 0.95 && self.width > 2 * best.width
    }
}

/// Finds the decimal mark in the cells with a comma or a point; none if no cell tells. `usual` is the answer where cells
/// have two readings.
fn decimal_mark(
    rows: &[StringRecord],
    separator: Separator,
    usual: Option<DecimalMark>,
    name: &str,
) -> Result<Option<DecimalMark>, Error> {
    let cells = || rows.iter().flat_map(StringRecord::iter).map(|cell| cell.trim_end_matches('%').trim_end());
    let reads = |cell: &str, decimal| parse_number(cell, Notation { decimal, percent: false }).is_some();
    let (point, comma) = (DecimalMark::Point, DecimalMark::Comma);
    // A cell that is a number in one of the two readings only.
    let only = |this, other| {
        cells().any(|cell| cell.contains([',', '.']) && reads(cell, this) && !reads(cell, other))
    };
    match (only(point, comma), only(comma, point)) {
        (true, false) => return Ok(Some(point)),
        (false, true) => return Ok(Some(comma)),
        // Within commas, another comma groups or is text.
        (true, true) if separator == Separator::Byte(b',') => return Ok(Some(point)),
        (true, true) => {
            let odd = cells().find(|cell| cell.contains('.') && reads(cell, point) && !reads(cell, comma));
            return Err(unclear_mark(name, odd.unwrap_or_default()));
        }
        (false, false) => {}
    }
    if usual.is_some() {
        return Ok(usual);
    }
    match cells().find(|cell| cell.contains(',') && reads(cell, comma) && reads(cell, point)) {
        // Numbers such as 1,234 alone: thousands, or three decimals.
        Some(cell) if separator != Separator::Byte(b',') => Err(unclear_mark(name, cell)),
        _ => Ok(None),
    }
}

/// Returns the question about numbers whose mark has two readings, or beside which others have the other mark.
pub(crate) fn unclear_mark(file: &str, cell: &str) -> Error {
    Error::Question {
        file: file.to_owned(),
        found: format!("numbers such as `{cell}`"),
        expected: "to know if the comma or the point is the decimal mark".to_owned(),
        flag: "--decimal , or --decimal .".to_owned(),
    }
}

/// Returns whether the first row holds the names of the columns.
///
/// It holds data if its numbers stand over numbers and its texts occur among the cells below. Whole numbers, each once, can
/// be names, such as years; and so can numbers with a fraction beside a text, such as quantiles.
fn has_header(
    first: &StringRecord,
    rest: &[StringRecord],
    decimal: DecimalMark,
    name: &str,
) -> Result<bool, Error> {
    let is_number = |cell: &str| parse_number(cell, Notation { decimal, percent: false }).is_some();
    let is_whole = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    let below = |column: usize| rest.iter().filter_map(move |row| row.get(column));
    let over_numbers = |column: usize| below(column).all(|cell| is_number(cell) || is_missing_number(cell));
    let recurs = |column: usize, cell: &str| below(column).any(|other| other == cell);
    let (mut numbers, mut fractions, mut strangers, mut unnamed) = (0, 0, 0, 0);
    for (column, cell) in first.iter().enumerate() {
        if cell.is_empty() {
            unnamed += 1;
        } else if is_number(cell) && over_numbers(column) {
            numbers += 1;
            fractions += usize::from(!is_whole(cell));
        } else if !is_missing_number(cell) && !recurs(column, cell) {
            strangers += 1;
        }
    }
    let distinct: HashSet<&str> = first.iter().collect();
    let can_be_names = fractions == 0 && distinct.len() == first.len() && numbers == first.len();
    let is_mixed = fractions > 0 && strangers + unnamed > 0;
    if rest.is_empty() || fractions == 0 && strangers + unnamed > 0 {
        return Ok(true);
    }
    if can_be_names || is_mixed {
        return Err(Error::Question {
            file: name.to_owned(),
            found: format!("numbers in line 1 ({})", first.iter().take(4).collect::<Vec<_>>().join(", ")),
            expected: "the names of the columns there, or a word that the first line is data".to_owned(),
            flag: format!(
                "--no-header, or --target {} for names",
                shell_word(first.iter().next_back().unwrap_or_default())
            ),
        });
    }
    Ok(false)
}
