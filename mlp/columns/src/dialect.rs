//! The dialect of a table: separator, decimal mark, header, comments.

mod detect;

use crate::error::Error;
use crate::file::{Compression, EncodingChoice};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub(crate) use detect::{detect, unclear_mark};

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectChoices {
    /// The separator.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "by_name")]
    pub separator: Option<Separator>,
    /// The decimal mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// Flag for a first row that holds names, or none; if there is none, this is detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// The encoding.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "by_name")]
    pub encoding: Option<EncodingName>,
    /// The decimal mark of a file of the same kind: the answer where the numbers have two readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_decimal: Option<DecimalMark>,
    /// The encoding of a file of the same kind: the answer where a text begins with ASCII alone.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "by_name")]
    pub usual_encoding: Option<EncodingName>,
}

impl DialectChoices {
    /// Returns the choice of an encoding.
    pub(crate) fn encodings(&self) -> EncodingChoice {
        let [given, usual] = [self.encoding, self.usual_encoding].map(|name| name.map(|name| name.0));
        EncodingChoice { given, usual }
    }

    /// Returns whether all is to be detected.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        *self == Self::default()
    }
}

/// An encoding of text, by its label in the WHATWG encoding standard: `utf-8`, `latin1`, `utf-16le`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingName(pub(crate) &'static Encoding);

impl FromStr for EncodingName {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self, Error> {
        Encoding::for_label(label.as_bytes()).map(Self).ok_or_else(|| Error::Choice {
            kind: "encoding",
            found: label.to_owned(),
            expected: "a label such as utf-8, latin1, windows-1252, utf-16le, shift_jis".to_owned(),
        })
    }
}

impl fmt::Display for EncodingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name())
    }
}

/// Values that are stored as their texts.
mod by_name {
    use crate::error::Error;
    use serde::{Deserialize, Deserializer, Serializer, de};
    use std::fmt::Display;
    use std::str::FromStr;

    #[expect(clippy::ref_option, reason = "the signature that serde wants")]
    pub(super) fn serialize<T: Display, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.collect_str(value),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'a, T: FromStr<Err = Error>, D: Deserializer<'a>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        String::deserialize(from)?.parse().map(Some).map_err(de::Error::custom)
    }
}

/// The dialect of a table, as given or detected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The separator.
    pub separator: Separator,
    /// The decimal mark.
    pub decimal: DecimalMark,
    /// Flag for a decimal mark that no number has shown and nobody has given.
    pub(crate) is_decimal_unknown: bool,
    /// Flag for a first row with the names of the columns.
    pub header: bool,
    /// Flag for lines of comments before the table, which begin with `#`.
    pub comments: bool,
    /// The number of fields of a row, if the header has fewer: those in front have no name.
    pub width: Option<usize>,
    /// The compression of the file.
    pub compression: Compression,
    /// The name of the encoding.
    pub encoding: &'static str,
}

impl Dialect {
    /// Returns the encoding if it is not UTF-8.
    #[must_use]
    pub fn unusual_encoding(&self) -> Option<EncodingName> {
        self.encoding.parse().ok().filter(|name: &EncodingName| name.0 != encoding_rs::UTF_8)
    }

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
