//! Diagnostics: an error in a text with its place.

/// A range of bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

impl Span {
    /// The range from the start of this to the end of the other.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

/// The value found and the value expected, at a place of the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnostic {
    span: Span,
    sentence: String,
}

/// The letters of the text shown on either side of the place.
const CONTEXT: usize = 30;

impl Diagnostic {
    /// The diagnostic at a place.
    pub(crate) fn at(span: Span, sentence: impl Into<String>) -> Self {
        Self { span, sentence: sentence.into() }
    }

    /// Returns the sentence, and the text with carets below the place.
    pub(crate) fn shown(&self, text: &str) -> String {
        let before: Vec<char> = text[..self.span.start].chars().collect();
        let place: Vec<char> = text[self.span.start..self.span.end].chars().collect();
        let after: Vec<char> = text[self.span.end..].chars().collect();
        let left = &before[before.len().saturating_sub(CONTEXT)..];
        let place = &place[..place.len().min(CONTEXT)];
        let right = &after[..after.len().min(CONTEXT)];
        let start = if left.len() < before.len() { "…" } else { "" };
        let end = if right.len() < after.len() { "…" } else { "" };
        let line: String = [left, place, right].concat().iter().map(|&letter| printable(letter)).collect();
        let indent = " ".repeat(start.chars().count() + left.len());
        let carets = "^".repeat(place.len().max(1));
        format!("{}\n  {start}{line}{end}\n  {indent}{carets}", self.sentence)
    }
}

/// Replaces control characters by spaces.
fn printable(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_stands_below_the_place() {
        let diagnostic = Diagnostic::at(Span { start: 2, end: 4 }, "found `β`");
        assert_eq!(diagnostic.shown("1+β+2"), "found `β`\n  1+β+2\n    ^");
        let long = format!("{}?{}", "x+".repeat(40), "+y".repeat(40));
        let shown = Diagnostic::at(Span { start: 80, end: 81 }, "found `?`").shown(&long);
        let lines: Vec<&str> = shown.lines().collect();
        let caret = lines[2].chars().count() - 1;
        assert_eq!(lines[1].chars().nth(caret), Some('?'), "{shown}");
    }
}
