//! The dialect of a table: separator, decimal mark, header, comments.

mod detect;

use crate::error::Error;
use crate::file::Compression;
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub(crate) use detect::detect;

/// The character between the fields of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// This character, of one byte.
    Byte(u8),
    /// Any number of spaces and tabs.
    Spaces,
}

impl Separator {
    /// Returns the character that the csv crate is to split at.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Byte(byte) => byte,
            Self::Spaces => b'\t',
        }
    }
}

impl FromStr for Separator {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "tab" | "\\t" | "\t" => Ok(Self::Byte(b'\t')),
            "comma" => Ok(Self::Byte(b',')),
            "semicolon" => Ok(Self::Byte(b';')),
            "space" | "spaces" | " " => Ok(Self::Spaces),
            _ => match text.as_bytes() {
                [byte] if byte.is_ascii_punctuation() && *byte != b'"' => Ok(Self::Byte(*byte)),
                _ => Err(Error::Choice {
                    kind: "separator",
                    found: text.to_owned(),
                    expected: "one character such as , ; | or the words tab and spaces".to_owned(),
                }),
            },
        }
    }
}

impl fmt::Display for Separator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(b'\t') => f.pad("tab"),
            Self::Byte(byte) => f.pad(&char::from(*byte).to_string()),
            Self::Spaces => f.pad("spaces"),
        }
    }
}

/// The mark between the whole and the fractional part of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DecimalMark {
    /// `1.5`; a comma groups thousands.
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1,5`; a point groups thousands.
    #[serde(rename = ",")]
    Comma,
}

impl FromStr for DecimalMark {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "." | "point" => Ok(Self::Point),
            "," | "comma" => Ok(Self::Comma),
            _ => Err(Error::Choice {
                kind: "decimal mark",
                found: text.to_owned(),
                expected: "`.` or `,`".to_owned(),
            }),
        }
    }
}

impl fmt::Display for DecimalMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Point => ".",
            Self::Comma => ",",
        })
    }
}

/// The parts of a dialect that a user fixes; the others are detected.
#[derive(Clone, Debug, Default)]
pub struct DialectChoices {
    /// The separator.
    pub separator: Option<Separator>,
    /// The decimal mark.
    pub decimal: Option<DecimalMark>,
    /// Flag for a table whose first row is data.
    pub no_header: bool,
    /// The encoding.
    pub encoding: Option<&'static Encoding>,
    /// Flag for a first row that holds names though it looks like data: a column was named by it.
    pub header: bool,
}

/// The dialect of a table, as given or detected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The separator.
    pub separator: Separator,
    /// The decimal mark.
    pub decimal: DecimalMark,
    /// Flag for a first row with the names of the columns.
    pub header: bool,
    /// Flag for lines of comments, which begin with `#`.
    pub comments: bool,
    /// The number of fields of a row, if the header has fewer: those in front have no name.
    pub width: Option<usize>,
    /// The compression of the file.
    pub compression: Compression,
    /// The name of the encoding.
    pub encoding: &'static str,
}

impl Dialect {
    /// Returns the properties that differ from a plain CSV file in UTF-8, as words: `separator ;`, `decimal comma`, …
    #[must_use]
    pub fn particulars(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.separator != Separator::Byte(b',') {
            words.push(format!("separator {}", self.separator));
        }
        if self.decimal == DecimalMark::Comma {
            words.push("decimal comma".to_owned());
        }
        if !self.header {
            words.push("no header".to_owned());
        }
        if self.comments {
            words.push("comments".to_owned());
        }
        if self.encoding != encoding_rs::UTF_8.name() {
            words.push(self.encoding.to_owned());
        }
        words.extend(self.compression.name().map(str::to_owned));
        words
    }
}
