//! The tokens of an expression.

use std::fmt;

use crate::functions::expression::diagnostic::{Diagnostic, Span};

/// A token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'t> {
    /// A number without a sign.
    Number(f64),
    /// A name of a variable, a definition or a rule.
    Name(&'t str),
    /// One of [`SYMBOLS`].
    Symbol(char),
    /// The end of the text.
    End,
}

/// The characters that are tokens.
const SYMBOLS: &str = "+-*/^()[],;=";

/// Typographic operators and the symbols that they stand for.
const WRITTEN: [(char, char); 3] = [('·', '*'), ('×', '*'), ('−', '-')];

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Symbol(symbol) => write!(f, "`{symbol}`"),
            Self::End => write!(f, "the end"),
        }
    }
}

/// Splits a text into tokens with their places; the last is [`Token::End`].
///
/// # Errors
///
/// If a number is not finite or a character unknown.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, Diagnostic> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let length = match first {
            c if c.is_whitespace() => {
                start += c.len_utf8();
                continue;
            }
            c if c.is_ascii_digit() || c == '.' => number_length(rest),
            c if starts_name(c) => rest.find(|c| !continues_name(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let span = Span { start, end: start + length };
        tokens.push((token(&rest[..length], first, span)?, span));
        start += length;
    }
    tokens.push((Token::End, Span { start, end: start }));
    Ok(tokens)
}

fn token(word: &str, first: char, span: Span) -> Result<Token<'_>, Diagnostic> {
    if first.is_ascii_digit() || first == '.' {
        let number = word.parse().ok().filter(|number: &f64| number.is_finite());
        let wrong =
            || Diagnostic::at(span, format!("found `{word}`, expected a finite number such as 0.5 or 2e-3"));
        return number.map(Token::Number).ok_or_else(wrong);
    }
    if starts_name(first) {
        return Ok(Token::Name(word));
    }
    let symbol = WRITTEN.iter().find_map(|&(written, meant)| (written == first).then_some(meant));
    let symbol = symbol.unwrap_or(first);
    if SYMBOLS.contains(symbol) {
        return Ok(Token::Symbol(symbol));
    }
    Err(Diagnostic::at(
        span,
        format!("found `{}`, expected a number, a name or one of {SYMBOLS}", first.escape_debug()),
    ))
}

/// The length of a number in bytes: digits, a point, and an exponent if digits follow it.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if text[length..].starts_with('.') {
        length += 1;
        length += digits(length);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// Returns whether a name may start with this character.
fn starts_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

/// Returns whether a name may continue with this character: digits also as subscripts, but not as superscripts.
fn continues_name(letter: char) -> bool {
    starts_name(letter) || letter.is_ascii_digit() || ('₀'..='₉').contains(&letter)
}

/// Returns whether a text is a name and nothing else.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Token<'_>> {
        tokens(text).expect(text).into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn numbers_names_and_symbols_are_told_apart() {
        use Token::{End, Name, Number, Symbol};
        assert_eq!(words("2e3x"), [Number(2000.0), Name("x"), End]);
        assert_eq!(words("2e+y"), [Number(2.0), Name("e"), Symbol('+'), Name("y"), End]);
        assert_eq!(
            words(".5·β₀ − w_1"),
            [Number(0.5), Symbol('*'), Name("β₀"), Symbol('-'), Name("w_1"), End]
        );
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for text in ["x²", "1e999", ".", "x?", "\u{0}"] {
            assert!(tokens(text).is_err(), "{text}");
        }
    }
}
