//! The roles of columns.

use crate::cell::date::formats;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The role of a column: its kind of content, or its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Numbers.
    Number,
    /// Two words for true and false.
    Boolean,
    /// One of several texts.
    Category,
    /// Dates, times, or both.
    Date,
    /// The number or the name of the row.
    Index,
    /// A different number or text in each row.
    Id,
    /// Free text.
    Text,
    /// The same content in each row.
    Constant,
    /// No content.
    Empty,
    /// Left out by the user.
    Ignored,
    /// The target.
    Target,
    /// The weights of the rows.
    Weights,
    /// The groups of rows that belong together.
    Groups,
}

impl Role {
    /// Returns the name: `number`, `category`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Category => "category",
            Self::Date => "date",
            Self::Index => "index",
            Self::Id => "id",
            Self::Text => "text",
            Self::Constant => "constant",
            Self::Empty => "empty",
            Self::Ignored => "ignored",
            Self::Target => "target",
            Self::Weights => "weights",
            Self::Groups => "groups",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The role of a column as a user gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RoleChoice {
    /// Numbers; what is none is missing.
    Number,
    /// One of several texts.
    Category,
    /// True or false.
    Boolean,
    /// Dates in this format of `strftime`, or in the one that is found.
    Date(Option<String>),
    /// Free text: left out.
    Text,
    /// A name of the row: left out.
    Id,
}

impl FromStr for RoleChoice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let problem = |expected: &str| {
            Err(Error::Choice { kind: "role", found: text.to_owned(), expected: expected.to_owned() })
        };
        match text {
            "number" => Ok(Self::Number),
            "category" => Ok(Self::Category),
            "boolean" => Ok(Self::Boolean),
            "date" => Ok(Self::Date(None)),
            "text" => Ok(Self::Text),
            "id" => Ok(Self::Id),
            _ => match text.strip_prefix("date:") {
                Some(format) if formats().any(|known| known == format) => {
                    Ok(Self::Date(Some(format.to_owned())))
                }
                Some(_) => problem("date, or date: and a format such as %d/%m/%Y or %Y-%m-%d %H:%M"),
                None => problem("number, category, boolean, date, text or id"),
            },
        }
    }
}

/// The treatment of missing cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// A number is replaced by the median of the training part, and an input tells where if many are missing; a missing
    /// category is a category; rows without a target are left out.
    #[default]
    Auto,
    /// An error.
    Error,
    /// Rows with a missing cell are left out.
    Drop,
}

impl Missing {
    /// All treatments.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Error, Self::Drop];

    /// Returns the name: `auto`, `error` or `drop`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Error => "error",
            Self::Drop => "drop",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
