//! Numbers as people write them: grouped thousands, decimal commas, percentages and currencies.

use crate::dialect::DecimalMark;
use serde::{Deserialize, Serialize};

/// The way that the numbers of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notation {
    /// The decimal mark.
    pub(crate) decimal: DecimalMark,
    /// Flag for numbers with `%` behind them; their value is the number before it.
    pub(crate) percent: bool,
}

/// The signs of currencies, before or behind a number.
const CURRENCIES: [char; 8] = ['$', '€', '£', '¥', '₹', '₽', '₩', '¢'];

/// Parses a finite number; no infinity, no NaN, no hexadecimal.
pub(crate) fn parse_number(text: &str, notation: Notation) -> Option<f64> {
    let number = if notation.percent { text.strip_suffix('%')?.trim_end() } else { text };
    let value = match notation.decimal {
        DecimalMark::Point => plain(number).or_else(|| decorated(number, ',', '.')),
        DecimalMark::Comma if number.contains(['.', ',']) => decorated(number, '.', ','),
        DecimalMark::Comma => plain(number).or_else(|| decorated(number, '.', ',')),
    };
    // −0 is 0: as a class it would be a second one.
    value.filter(|value| value.is_finite()).map(|value| value + 0.0)
}

/// Parses digits with a decimal point and an exponent.
fn plain(text: &str) -> Option<f64> {
    // The words inf and nan parse as numbers too.
    let last = text.bytes().last()?;
    if last.is_ascii_digit() || last == b'.' { text.parse().ok() } else { None }
}

/// Parses a number with grouped thousands or a currency.
fn decorated(text: &str, group: char, decimal: char) -> Option<f64> {
    let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix(CURRENCIES).or_else(|| text.strip_suffix(CURRENCIES)).unwrap_or(text).trim();
    // $-5
    let (sign, text) =
        text.strip_prefix('-').filter(|_| sign.is_empty()).map_or((sign, text), |rest| ("-", rest));
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, ""));
    let whole = ungrouped(whole, group)?;
    let digits = fraction.split(['e', 'E']).next().unwrap_or_default();
    if whole.is_empty() && digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    plain(&format!("{sign}{whole}.{fraction}"))
}

/// Removes the marks between groups of three digits; none if they stand elsewhere.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let is_mark = |c: char| c == group || matches!(c, ' ' | '\'' | '\u{a0}' | '\u{202f}' | '’');
    let mut groups = whole.split(is_mark);
    let first = groups.next()?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = groups.clone().next().is_some();
    // 0,125 is no grouped number.
    if !is_digits(first) || is_grouped && (first.starts_with('0') || !(1..=3).contains(&first.len())) {
        return None;
    }
    let mut digits = first.to_owned();
    for part in groups {
        if part.len() != 3 || !is_digits(part) {
            return None;
        }
        digits.push_str(part);
    }
    Some(digits)
}

/// Returns whether a text is an infinity: a number that has no place in a table.
pub(crate) fn is_infinite(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    text.eq_ignore_ascii_case("inf") || text.eq_ignore_ascii_case("infinity")
}

#[cfg(test)]
mod tests {
    use super::{DecimalMark, Notation, parse_number};

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let point = Notation::default();
        let comma = Notation { decimal: DecimalMark::Comma, ..point };
        let percent = Notation { percent: true, ..point };
        #[rustfmt::skip]
        let cases = [
            ("1", point, Some(1.0)), ("-0", point, Some(0.0)), ("+6", point, Some(6.0)), ("4e0", point, Some(4.0)),
            ("1.", point, Some(1.0)), (".5", point, Some(0.5)), ("1,234", point, Some(1234.0)),
            ("12,345,678.9", point, Some(12_345_678.9)), ("1 234", point, Some(1234.0)), ("1'234.5", point, Some(1234.5)),
            ("$1,200", point, Some(1200.0)), ("-$5", point, Some(-5.0)), ("$-5", point, Some(-5.0)), ("3 €", point, Some(3.0)),
            ("0,125", point, None), ("0,125", comma, Some(0.125)), ("1,23", point, None), ("1,2345", point, None), ("1234,567", point, None), ("inf", point, None),
            ("nan", point, None), ("0x10", point, None), ("1e999", point, None), ("", point, None), ("-", point, None),
            ("1_000", point, None), ("45%", point, None), ("1-2", point, None), ("e5", point, None), ("--5", point, None),
            ("1,5", comma, Some(1.5)), ("1.234,5", comma, Some(1234.5)), ("1.5", comma, None), ("-2,5", comma, Some(-2.5)),
            ("7", comma, Some(7.0)), ("1,5e3", comma, Some(1500.0)), ("1e3", comma, Some(1000.0)),
            ("45%", percent, Some(45.0)), ("45 %", percent, Some(45.0)), ("45", percent, None),
        ];
        for (text, notation, expected) in cases {
            assert_eq!(parse_number(text, notation), expected, "`{text}` as {notation:?}");
        }
    }
}
