//! How many directions one forward pass carries.

use std::str::FromStr;

/// `auto`, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lanes {
    /// The engine's own choice.
    Auto,
    /// This many.
    Fixed(usize),
}

impl FromStr for Lanes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            _ if text == "auto" => Ok(Self::Auto),
            Ok(lanes) if lanes > 0 => Ok(Self::Fixed(lanes)),
            _ => Err(format!("expected auto or a number of directions such as 8, found `{text}`")),
        }
    }
}
