//! The styles of differentiated code.

use dualtape_core::Style;

use crate::named::named;

named! {
    /// The way in which a function is written.
    CodeStyle {
        /// Block operations: an engine sees whole arrays
        Array = "array",
        /// One number at a time
        Scalar = "scalar",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro gives values no attribute")]
impl Default for CodeStyle {
    fn default() -> Self {
        Self::Array
    }
}

impl From<Style> for CodeStyle {
    fn from(style: Style) -> Self {
        match style {
            Style::Block => Self::Array,
            Style::Scalars => Self::Scalar,
        }
    }
}
