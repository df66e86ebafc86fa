//! Saved results of `bench`.

use crate::analysis::run_set::{NamedRecord, RunSet};
use crate::draw::Paint;
use crate::flags::exports::Format;
use crate::record::read::parse;
use crate::report;

/// The terminals to draw for: a pipe, a narrow one and a usual one.
const COLUMNS: [Option<usize>; 3] = [None, Some(20), Some(100)];

/// The formats of a report's files.
const FORMATS: [Format; 4] = [Format::Csv, Format::Markdown, Format::Svg, Format::Html];

/// Reads a record, writes it again and draws it in every format, alone and beside itself; returns whether it is one.
///
/// # Panics
/// Panics if a record is not read as it is written, or cannot be drawn.
pub fn benchmark_json(bytes: &[u8]) -> bool {
    let Ok(record) = parse(bytes) else { return false };
    let run = NamedRecord { name: "run".to_owned(), record };
    let alone = RunSet::of(vec![run.clone()]);
    let json = alone.to_json();
    let again = parse(json.as_bytes()).expect("a written record");
    let again = RunSet::of(vec![NamedRecord { record: again, ..run.clone() }]);
    assert_eq!(again.to_json(), json, "read as it was written");
    for runs in [alone, RunSet::of(vec![run.clone(), run])] {
        for format in FORMATS {
            assert!(!report::text(format, &runs).is_empty(), "{format:?}");
        }
        for columns in COLUMNS {
            let paint = Paint { colored: columns.is_some(), columns };
            assert!(!report::terminal::bench_table(&runs, paint, "").is_empty());
        }
    }
    true
}
