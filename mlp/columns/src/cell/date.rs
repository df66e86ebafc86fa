//! Dates and times.

use chrono::format::{Parsed, StrftimeItems, parse};
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

/// The formats that are tried, in chrono's notation of `strftime`; quarters are our own `%Y Q%q`.
///
/// Day and month in numbers stand next to each other in both orders: where all cells fit both, [`is_ambiguous`].
#[rustfmt::skip]
pub(crate) const FORMATS: [&str; 42] = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%.f%z",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
    "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p",
    "%m/%d/%y", "%d/%m/%y", "%m/%d/%y %H:%M", "%d/%m/%y %H:%M", "%m-%d-%Y", "%d-%m-%Y",
    "%d.%m.%Y", "%d.%m.%y", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d%b%Y", "%b %d, %Y", "%b %d %Y",
    "%Y-%m", "%YM%m", "%b %Y", "%b-%y", "%H:%M:%S",
];

/// Further formats, of quarters and short times.
const SHORT_FORMATS: [&str; 4] = ["%YQ%q", "%Y Q%q", "%Y-Q%q", "%H:%M"];

/// A point in time, as far as its format tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    /// The days since 1970-01-01, with the part of the day; of a time alone, the part of the day.
    pub(crate) days: f64,
    /// The month, from 0; none of a time alone.
    pub(crate) month: Option<u32>,
    /// The day of the week, from Monday as 0; none without a day.
    pub(crate) weekday: Option<u32>,
    /// The part of the day; none without a time.
    pub(crate) time: Option<f64>,
}

/// Returns all formats that are tried.
pub(crate) fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.into_iter().chain(SHORT_FORMATS)
}

/// Parses a date or time in a format.
pub(crate) fn parse_date(text: &str, format: &str) -> Option<Moment> {
    // The score 2:1 is no time.
    if format == "%H:%M" && text.len() - text.find(':')? != 3 {
        return None;
    }
    let mut parsed = Parsed::new();
    if let Some((start, _)) = format.split_once("%q") {
        let (text, quarter) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let quarter: i64 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
        // The mark Q may be a small letter.
        parse(&mut parsed, &text.to_ascii_uppercase(), StrftimeItems::new(start)).ok()?;
        parsed.set_month(3 * quarter - 2).ok()?;
    } else {
        parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    }
    let has_day = format.contains("%d");
    if !has_day && (format.contains("%Y") || format.contains("%y")) {
        parsed.set_day(1).ok()?;
    }
    let time = if format.contains(':') {
        let seconds = |time: NaiveTime| f64::from(time.num_seconds_from_midnight());
        if parsed.second().is_none() {
            parsed.set_second(0).ok()?;
        }
        Some(parsed.to_naive_time().map(seconds).ok()? / 86_400.0)
    } else {
        None
    };
    let Some(date) = date(&parsed, format)? else {
        return Some(Moment { days: time?, month: None, weekday: None, time });
    };
    let days = f64::from(date.num_days_from_ce() - 719_163) + time.unwrap_or(0.0);
    let weekday = has_day.then(|| date.weekday().num_days_from_monday());
    Some(Moment { days, month: Some(date.month0()), weekday, time })
}

/// Returns the date, or none for a format of times alone; fails if there is no such day.
#[expect(clippy::option_option, reason = "no date is no failure")]
fn date(parsed: &Parsed, format: &str) -> Option<Option<NaiveDate>> {
    if format.contains("%Y") || format.contains("%y") {
        // A zone's offset is left aside: the clock on the wall counts. A year has four digits: the 05 of `Jan 2005` is
        // none, nor is 20 its day.
        parsed.to_naive_date().ok().filter(|date| (1000..10_000).contains(&date.year())).map(Some)
    } else {
        Some(None)
    }
}

/// Returns the last day of 2026 in a format, for messages.
pub(crate) fn example(format: &str) -> String {
    let last = NaiveDate::from_ymd_opt(2026, 12, 31).and_then(|day| day.and_hms_opt(18, 30, 0));
    let zoned = format.replace("%:z", "+00:00").replace("%z", "+0000").replace("%q", "4");
    last.map_or_else(|| format.to_owned(), |last| last.format(&zoned).to_string())
}

/// Returns whether two formats differ in the order of day and month only.
pub(crate) fn is_ambiguous(first: &str, second: &str) -> bool {
    let swapped = first.replace("%m", "\0").replace("%d", "%m").replace('\0', "%d");
    swapped == second && (first.starts_with("%m") || first.starts_with("%d"))
}

#[cfg(test)]
mod tests {
    use super::{formats, parse_date};

    #[test]
    fn dates_are_read_in_every_format() {
        #[rustfmt::skip]
        let cases = [
            ("1970-01-02", 1.0), ("2020/01/01", 18_262.0), ("2010/01/01 01:00", 14_610.0 + 1.0 / 24.0), ("31.12.1969", -1.0),
            ("12/31/1969", -1.0), ("2-Jan-1970", 1.0), ("Jan 2, 1970", 1.0), ("1970Q2", 90.0), ("1970 q1", 0.0), ("1970M02", 31.0),
            ("1970-01-01T12:00:00Z", 0.5), ("1970-01-01 12:00:00.250", 0.5), ("12:00", 0.5), ("Feb 1970", 31.0),
            ("2020-01-01T00:00:00+02:00", 18_262.0),
        ];
        for (text, days) in cases {
            let found: Vec<f64> =
                formats().filter_map(|format| parse_date(text, format)).map(|date| date.days).collect();
            assert!(found.contains(&days), "{text}: {found:?}");
        }
        let months: Vec<&str> = formats().filter(|format| parse_date("Jan 2005", format).is_some()).collect();
        assert_eq!(months, ["%b %Y"]);
        for text in
            ["2020-02-30", "13/13/2020", "25:00", "1970Q5", "0020-01-01", "2:1", "", "2020", "12", "Q", "é"]
        {
            let found: Vec<&str> = formats().filter(|format| parse_date(text, format).is_some()).collect();
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }
}
