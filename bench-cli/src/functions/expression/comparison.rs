//! Comparisons of numbers, in the conditions of `if`.

/// A comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
    Unequal,
}

impl Comparison {
    /// Every comparison.
    pub(crate) const ALL: [Self; 6] =
        [Self::Below, Self::AtMost, Self::Above, Self::AtLeast, Self::Equal, Self::Unequal];

    /// The symbol of the comparison.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Unequal => "!=",
        }
    }

    /// The symbol between its operands, with spaces.
    pub(crate) fn written(self) -> &'static str {
        match self {
            Self::Below => " < ",
            Self::AtMost => " <= ",
            Self::Above => " > ",
            Self::AtLeast => " >= ",
            Self::Equal => " == ",
            Self::Unequal => " != ",
        }
    }

    /// Returns the comparison of this symbol, if it is one.
    pub(crate) fn of(symbol: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparison| comparison.symbol() == symbol)
    }

    /// Returns whether it holds. With NaN on either side only `!=` does.
    #[expect(clippy::float_cmp, reason = "the comparison that the expression asks for")]
    pub(crate) fn holds(self, x: f64, y: f64) -> bool {
        match self {
            Self::Below => x < y,
            Self::AtMost => x <= y,
            Self::Above => x > y,
            Self::AtLeast => x >= y,
            Self::Equal => x == y,
            Self::Unequal => x != y,
        }
    }
}
