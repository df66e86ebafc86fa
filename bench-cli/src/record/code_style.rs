//! How differentiated code is written.

use std::fmt;

use clap::ValueEnum;
use dualtape_core::Style;
use serde::{Deserialize, Serialize};

/// The way in which a function is written.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CodeStyle {
    /// Block operations: an engine sees whole arrays
    #[default]
    Array,
    /// One number at a time
    Scalar,
}

impl From<Style> for CodeStyle {
    fn from(style: Style) -> Self {
        match style {
            Style::Block => Self::Array,
            Style::Scalars => Self::Scalar,
        }
    }
}

impl fmt::Display for CodeStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Array => "array",
            Self::Scalar => "scalar",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_everywhere() {
        for style in CodeStyle::value_variants() {
            let flag = style.to_possible_value().expect("no style is hidden");
            assert_eq!(flag.get_name(), style.to_string());
            assert_eq!(serde_json::json!(style), style.to_string());
        }
    }
}
