//! The width of text, without a font at hand.

/// Returns the width of a line in the widest of the fonts of pictures: enough room for the others.
pub(crate) fn text_width(text: &str, size: f64, weight: FontWeight) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    ems * size * weight.stretch()
}

/// The weight of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FontWeight {
    /// Running text.
    Normal,
    /// Names and results.
    Bold,
}

impl FontWeight {
    /// Returns the attribute in markup.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Bold => "bold",
        }
    }

    /// Returns the width of letters ÷ that of normal ones.
    fn stretch(self) -> f64 {
        match self {
            Self::Normal => 1.0,
            Self::Bold => 1.13,
        }
    }
}

/// Returns the width of a letter in sizes of text.
fn ems(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | 'J' | '\'' => 0.3,
        ' ' | '.' | ',' | ':' | ';' | '|' | '!' | '·' | '-' => 0.37,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '"' | '₀'..='₉' | '⁰'..='⁹' | '²' | '³' | '¹' => {
            0.46
        }
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' => 1.0,
        '+' | '−' | '=' | '<' | '>' | '×' | '÷' | '±' | '~' | '^' | '→' | '≤' | '≥' | '#' => 0.84,
        'A'..='Z' | '&' => 0.78,
        '\u{20}'..='\u{24f}' | '\u{370}'..='\u{3ff}' => 0.64,
        // Scripts whose letters are squares.
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_text_takes_more_room() {
        let width = |text| text_width(text, 10.0, FontWeight::Normal);
        assert!(width("iii") < width("nnn") && width("nnn") < width("mmm"));
        assert!(width("x1") < text_width("x1", 10.0, FontWeight::Bold));
        assert_eq!(width(""), 0.0);
    }
}
