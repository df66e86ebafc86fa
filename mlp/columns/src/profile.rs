//! Profiles of columns: all that is known of one after a pass over its cells.

use crate::cell::boolean::boolean_word;
use crate::cell::date::{formats, is_ambiguous, parse_date};
use crate::cell::number::{Notation, is_infinite, parse_number};
use crate::cell::{is_missing, is_missing_number};
use crate::dialect::DecimalMark;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The number of distinct texts that are counted; more make no categories.
const MOST_LEVELS: usize = 5000;

/// The number of bytes of a text that can be a level.
const LONGEST_LEVEL: usize = 200;

/// The number of rows within which a column must repeat itself in order not to be unique.
const MOST_HASHES: usize = 1 << 20;

/// The profile of a column.
#[expect(clippy::struct_excessive_bools, reason = "each is an observation of its own")]
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) name: String,
    notation: Notation,
    /// The number of cells without a value in any column.
    pub(crate) missing: usize,
    /// The number of cells that have a value, but no number: `-`, `None`.
    pub(crate) number_marks: usize,
    /// The number of infinities, which count as missing numbers.
    pub(crate) infinite: usize,
    /// The number of numbers.
    pub(crate) numbers: usize,
    /// The number of numbers with `%` behind them.
    pub(crate) percents: usize,
    /// The number of cells that are none of these.
    pub(crate) texts: usize,
    /// The first of them, with its line.
    pub(crate) first_text: Option<(u64, String)>,
    /// The line of the first cell without a value.
    pub(crate) first_missing: Option<u64>,
    /// Flag for digits with zeros in front.
    has_padding: bool,
    /// The length of the first number.
    width: Option<usize>,
    widths_differ: bool,
    /// Flag for whole numbers only.
    pub(crate) is_whole: bool,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    /// Flag for numbers of which each is one more than the number in the row before.
    pub(crate) counts_up: bool,
    /// The first number with a comma.
    pub(crate) first_comma: Option<String>,
    first_number: Option<f64>,
    last_number: Option<f64>,
    /// The pair of words, if all texts are of one.
    pub(crate) words: Option<usize>,
    has_other_words: bool,
    /// The formats that all texts have.
    dates: Option<Vec<DateCandidate>>,
    /// The number of rows of each distinct text; none if they are too many or too long.
    pub(crate) levels: Option<HashMap<Box<str>, usize>>,
    /// The hashes of the cells; none once a cell repeated.
    hashes: Option<HashSet<u64>>,
}

/// A format of dates that fits so far.
#[derive(Clone, Debug)]
struct DateCandidate {
    format: &'static str,
    last: f64,
    ascends: bool,
    descends: bool,
}

/// The formats that fit the dates of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DateFormats {
    None,
    One(&'static str),
    /// Day and month can be in either order.
    Two([&'static str; 2]),
}

impl Profile {
    /// Returns the profile of a column without cells.
    pub(crate) fn new(name: &str, decimal: DecimalMark) -> Self {
        Self {
            name: name.to_owned(),
            notation: Notation { decimal, percent: false },
            missing: 0,
            number_marks: 0,
            infinite: 0,
            numbers: 0,
            percents: 0,
            texts: 0,
            first_text: None,
            first_missing: None,
            has_padding: false,
            width: None,
            widths_differ: false,
            is_whole: true,
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            counts_up: true,
            first_comma: None,
            first_number: None,
            last_number: None,
            words: None,
            has_other_words: false,
            dates: None,
            levels: Some(HashMap::new()),
            hashes: Some(HashSet::new()),
        }
    }

    /// Adds a cell.
    pub(crate) fn add(&mut self, cell: &str, line: u64) {
        if is_missing(cell) {
            self.missing += 1;
            self.first_missing.get_or_insert(line);
            self.counts_up = false;
            return;
        }
        self.add_level(cell);
        if let Some(number) = parse_number(cell, self.notation) {
            self.numbers += 1;
            if self.first_comma.is_none() && cell.contains(',') {
                self.first_comma = Some(cell.to_owned());
            }
            self.add_number(cell, number);
        } else if parse_number(cell, Notation { percent: true, ..self.notation }).is_some() {
            self.percents += 1;
            self.counts_up = false;
        } else if is_infinite(cell) {
            self.infinite += 1;
        } else if is_missing_number(cell) {
            self.number_marks += 1;
            self.first_missing.get_or_insert(line);
        } else {
            self.add_text(cell, line);
        }
    }

    fn add_number(&mut self, cell: &str, number: f64) {
        self.counts_up &= self.last_number.is_none_or(|last| number == last + 1.0);
        self.last_number = Some(number);
        self.first_number.get_or_insert(number);
        self.is_whole &= number.fract() == 0.0;
        if !self.is_whole {
            // Fractions that differ in each row are no keys: nobody asks, and the hashes take memory.
            self.hashes = None;
        }
        self.lowest = self.lowest.min(number);
        self.highest = self.highest.max(number);
        self.has_padding |=
            cell.len() > 1 && cell.starts_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit());
        self.widths_differ |= *self.width.get_or_insert(cell.len()) != cell.len();
    }

    fn add_text(&mut self, cell: &str, line: u64) {
        self.texts += 1;
        self.counts_up = false;
        if self.first_text.is_none() {
            self.first_text = Some((line, cell.to_owned()));
            let fits = |format| {
                let days = parse_date(cell, format)?.days;
                Some(DateCandidate { format, last: days, ascends: true, descends: true })
            };
            self.dates = Some(formats().filter_map(fits).collect());
        } else if let Some(dates) = &mut self.dates {
            dates.retain_mut(|candidate| {
                let Some(moment) = parse_date(cell, candidate.format) else { return false };
                candidate.ascends &= moment.days >= candidate.last;
                candidate.descends &= moment.days <= candidate.last;
                candidate.last = moment.days;
                true
            });
        }
        match boolean_word(cell) {
            Some((pair, _)) if self.words.is_none_or(|words| words == pair) => self.words = Some(pair),
            _ => self.has_other_words = true,
        }
    }

    fn add_level(&mut self, cell: &str) {
        if let Some(hashes) = &mut self.hashes {
            let mut hasher = DefaultHasher::new();
            cell.hash(&mut hasher);
            if hashes.len() < MOST_HASHES && !hashes.insert(hasher.finish()) {
                self.hashes = None;
            }
        }
        let Some(levels) = &mut self.levels else { return };
        if let Some(count) = levels.get_mut(cell) {
            *count += 1;
        } else if levels.len() < MOST_LEVELS && cell.len() <= LONGEST_LEVEL {
            levels.insert(cell.into(), 1);
        } else {
            self.levels = None;
        }
    }

    /// Returns the number of cells with a value.
    pub(crate) fn present(&self) -> usize {
        self.number_marks + self.infinite + self.numbers + self.percents + self.texts
    }

    /// Returns the number of cells without a number, a boolean or a date.
    pub(crate) fn missing_numbers(&self) -> usize {
        self.missing + self.number_marks + self.infinite
    }

    /// Returns whether most numbers have `%` behind them.
    pub(crate) fn is_percent(&self) -> bool {
        self.percents > self.numbers
    }

    /// Returns the number of cells that are no number in the notation of most, where texts count as missing.
    pub(crate) fn missing_if_lenient(&self) -> usize {
        self.missing_numbers() + self.texts + self.numbers.min(self.percents)
    }

    /// Returns whether no two cells with a value are equal.
    pub(crate) fn is_unique(&self) -> bool {
        self.hashes.is_some()
    }

    /// Returns the number of distinct texts; none if they are too many.
    pub(crate) fn distinct(&self) -> Option<usize> {
        self.levels.as_ref().map(HashMap::len)
    }

    /// Returns whether all cells with a value are words for true and false, of one pair.
    pub(crate) fn is_boolean(&self) -> bool {
        self.words.is_some() && !self.has_other_words && self.numbers + self.percents + self.infinite == 0
    }

    /// Returns whether the numbers are codes: digits with zeros in front, all equally long.
    pub(crate) fn is_code(&self) -> bool {
        self.has_padding && !self.widths_differ
    }

    /// Returns whether the rows are numbered from 0 or 1.
    pub(crate) fn numbers_the_rows(&self) -> bool {
        self.counts_up
            && self.numbers > 1
            && self.first_number.is_some_and(|first| first == 0.0 || first == 1.0)
    }

    /// Returns the formats in which all cells with a value are dates.
    pub(crate) fn date_formats(&self) -> DateFormats {
        let candidates = match &self.dates {
            Some(dates) if self.numbers + self.percents + self.infinite == 0 => &dates[..],
            _ => return DateFormats::None,
        };
        let Some(first) = candidates.first() else { return DateFormats::None };
        let Some(second) = candidates.iter().find(|other| is_ambiguous(first.format, other.format)) else {
            return DateFormats::One(first.format);
        };
        // A table is often in the order of time; in the wrong format it is not.
        let is_sorted = |candidate: &DateCandidate| self.texts > 3 && candidate.ascends != candidate.descends;
        match (is_sorted(first), is_sorted(second)) {
            (true, false) => DateFormats::One(first.format),
            (false, true) => DateFormats::One(second.format),
            _ => DateFormats::Two([first.format, second.format]),
        }
    }

    /// Returns the texts by their number of rows, the most frequent first, equal ones in the order of the alphabet.
    pub(crate) fn levels_by_rows(&self) -> Vec<(&str, usize)> {
        let mut levels: Vec<(&str, usize)> =
            self.levels.iter().flatten().map(|(text, &count)| (&**text, count)).collect();
        levels.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
        levels
    }

    /// Returns the distinct numbers in ascending order, with their numbers of rows; none if they are too many.
    pub(crate) fn numeric_levels(&self) -> Option<Vec<(f64, usize)>> {
        let notation = Notation { percent: self.is_percent(), ..self.notation };
        let number = |(text, &count): (&str, &usize)| Some((parse_number(text, notation)?, count));
        let levels = self.levels.as_ref()?.iter().map(|(text, count)| (&**text, count));
        let mut levels: Vec<(f64, usize)> = levels.filter_map(number).collect();
        levels.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
        levels.dedup_by(|(a, m), (b, n)| {
            let is_equal = *a == *b;
            if is_equal {
                *n += *m;
            }
            is_equal
        });
        Some(levels)
    }
}
