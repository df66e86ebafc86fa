//! Detection of a dialect in the first lines of a table.

use super::{DecimalMark, Dialect, DialectChoices, Separator};
use crate::cell::is_missing;
use crate::cell::number::{Notation, parse_number};
use crate::error::Error;
use crate::file::Compression;
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
        header: true,
        comments,
        width: None,
        compression: Compression::None,
        encoding: encoding_rs::UTF_8.name(),
    };
    let separator = choices.separator.unwrap_or_else(|| {
        let scored =
            SEPARATORS.map(|separator| (separator, consistency(&records(sample, &dialect(separator)))));
        // The first of the best: later ones must be better.
        scored.into_iter().fold(None, better).map_or(SEPARATORS[0], |(separator, _)| separator)
    });
    let mut found = dialect(separator);
    let records = records(sample, &found);
    let Some((first, rest)) = records.split_first() else { return Ok(found) };
    found.width = rest
        .first()
        .map(StringRecord::len)
        .filter(|&width| width == first.len() + 1 && rest.iter().all(|record| record.len() == width));
    found.decimal = match choices.decimal {
        Some(decimal) => decimal,
        None => decimal_mark(rest, separator, name)?,
    };
    found.header = match choices.header {
        Some(header) => header,
        None => has_header(first, rest, found.decimal, name)?,
    };
    Ok(found)
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

/// The consistency of records: the share of those with the usual number of fields, and that number.
type Consistency = (f64, usize);

/// Returns the better of two separators.
fn better(
    best: Option<(Separator, Consistency)>,
    next: (Separator, Consistency),
) -> Option<(Separator, Consistency)> {
    let Some((_, (best_share, best_width))) = best else { return Some(next) };
    let (separator, (share, width)) = next;
    let splits =
        width > 1 && (best_width == 1 || share > best_share + 0.05 || share > 0.95 && width > 2 * best_width);
    // Words of a sentence are separated by spaces too: a table must be even.
    let is_even = separator != Separator::Spaces || share > 0.98 && best_width == 1;
    if splits && is_even { Some(next) } else { best }
}

/// Returns how many records have the usual number of fields.
fn consistency(records: &[StringRecord]) -> Consistency {
    let mut counts = std::collections::BTreeMap::new();
    for record in records {
        *counts.entry(record.len()).or_insert(0_usize) += 1;
    }
    // The header can have a field less than the rows.
    let usual =
        counts.iter().max_by_key(|&(_, &count)| count).map_or((0, 1), |(&width, &count)| (count, width));
    (usual.0 as f64 / records.len().max(1) as f64, usual.1)
}

/// Finds the decimal mark in the cells with a comma.
fn decimal_mark(rows: &[StringRecord], separator: Separator, name: &str) -> Result<DecimalMark, Error> {
    let cells = || rows.iter().flat_map(|row| row.iter());
    let [point, comma] = [DecimalMark::Point, DecimalMark::Comma]
        .map(|mark| Notation { decimal: mark, ..Notation::default() });
    let is_number = |cell: &str, notation| parse_number(cell, notation).is_some();
    // A cell that is a number in one of the two readings only.
    let only = |these: Notation, others: Notation| {
        cells().find(|cell| cell.contains([',', '.']) && is_number(cell, these) && !is_number(cell, others))
    };
    match (only(point, comma), only(comma, point)) {
        (Some(_), _) | (None, None) if separator == Separator::Byte(b',') => return Ok(DecimalMark::Point),
        (Some(_), None) => return Ok(DecimalMark::Point),
        (None, Some(_)) => return Ok(DecimalMark::Comma),
        _ => {}
    }
    // Numbers such as 1,234 alone: thousands, or three decimals.
    let both = cells().find(|cell| cell.contains(',') && is_number(cell, comma) && is_number(cell, point));
    match both {
        Some(cell) => Err(Error::Question {
            file: name.to_owned(),
            found: format!("numbers such as `{cell}`"),
            expected: "to know if the comma is the decimal mark or groups thousands".to_owned(),
            flag: "--decimal , or --decimal .".to_owned(),
        }),
        None => Ok(DecimalMark::Point),
    }
}

/// Returns whether the first row holds the names of the columns.
///
/// It holds data if its numbers stand over numbers and its texts occur among the cells below.
fn has_header(
    first: &StringRecord,
    rest: &[StringRecord],
    decimal: DecimalMark,
    name: &str,
) -> Result<bool, Error> {
    let notation = Notation { decimal, ..Notation::default() };
    let is_number = |cell: &str| parse_number(cell, notation).is_some();
    let below =
        |column: usize| rest.iter().filter_map(move |row| row.get(column)).filter(|cell| !is_missing(cell));
    let numbers = first.iter().filter(|cell| is_number(cell)).count();
    let texts = first.iter().filter(|cell| !is_number(cell) && !cell.is_empty()).count();
    let is_data = first.iter().enumerate().all(|(column, cell)| {
        if is_missing(cell) {
            !cell.is_empty()
        } else if is_number(cell) {
            below(column).all(is_number)
        } else {
            below(column).any(|other| other == cell)
        }
    });
    if rest.is_empty() || !is_data || numbers + texts == 0 {
        return Ok(true);
    }
    let distinct: HashSet<&str> = first.iter().collect();
    let is_whole = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
    // Years and the like can be names: whole numbers, each once.
    if texts == 0 && distinct.len() == first.len() && first.iter().all(is_whole) {
        return Err(Error::Question {
            file: name.to_owned(),
            found: format!(
                "numbers only in line 1 ({})",
                first.iter().take(4).collect::<Vec<_>>().join(", ")
            ),
            expected: "the names of the columns there, or a word that the first line is data".to_owned(),
            flag: "--no-header".to_owned(),
        });
    }
    Ok(false)
}
