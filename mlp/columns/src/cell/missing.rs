//! Marks of missing values.

/// The marks of R, pandas and databases in any column.
const MARKS: [&str; 17] = [
    "NA", "N/A", "#N/A", "#NA", "#N/A N/A", "<NA>", "NaN", "-NaN", "NaT", "null", "(null)", "<null>", "nil",
    ".", "?", "1.#IND", "1.#QNAN",
];

/// Further marks in columns of numbers and dates; in others they can be categories.
const NUMBER_MARKS: [&str; 9] = ["None", "-", "--", "---", "…", "..", "missing", "unknown", "n.a."];

/// Returns whether a cell's text is a usual mark of a missing value.
pub(crate) fn is_missing(text: &str) -> bool {
    text.is_empty() || is_one_of(&MARKS, text)
}

/// Returns whether a cell's text is a mark of a missing value in a column of numbers: Stata's `.a` to `.z` and SAS's
/// `._` are too.
pub(crate) fn is_missing_number(text: &str) -> bool {
    let is_coded = matches!(text.as_bytes(), [b'.', b'_' | b'a'..=b'z' | b'A'..=b'Z']);
    is_missing(text) || is_coded || is_one_of(&NUMBER_MARKS, text)
}

fn is_one_of(marks: &[&str], text: &str) -> bool {
    // The longest mark has eight bytes.
    text.len() <= 8 && marks.iter().any(|mark| mark.eq_ignore_ascii_case(text))
}
