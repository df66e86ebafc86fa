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
    Symbol(&'static str),
    /// An exponent in superscripts, such as `²` or `⁻¹`.
    Superscript(f64),
    /// The end of the text.
    End,
}

/// The symbols that are tokens, none before a longer one that starts with it.
const SYMBOLS: [&str; 19] =
    ["+", "-", "*", "/", "^", "(", ")", "[", "]", "|", ",", ";", "<=", ">=", "==", "!=", "<", ">", "="];

/// Other notations of symbols.
const WRITTEN: [(&str, &str); 7] =
    [("**", "^"), ("·", "*"), ("×", "*"), ("−", "-"), ("≤", "<="), ("≥", ">="), ("≠", "!=")];

/// The superscripts that make exponents, with their plain characters.
const SUPERSCRIPTS: [(char, char); 12] = [
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
    ('⁻', '-'),
    ('⁺', '+'),
];

/// Returns the digit or sign that a superscript stands for, if it is one.
pub(crate) fn superscript(letter: char) -> Option<char> {
    SUPERSCRIPTS.iter().find_map(|&(raised, plain)| (raised == letter).then_some(plain))
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Symbol(symbol) => write!(f, "`{symbol}`"),
            Self::Superscript(exponent) => write!(f, "the exponent {exponent}"),
            Self::End => write!(f, "the end"),
        }
    }
}

/// Splits a text into tokens with their places; the last is [`Token::End`].
///
/// # Errors
///
/// If a number is not finite, an exponent has no digits or a character is unknown.
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
            c if superscript(c).is_some() => rest.find(|c| superscript(c).is_none()).unwrap_or(rest.len()),
            c => symbol(rest).map_or(c.len_utf8(), |(written, _)| written.len()),
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
    if superscript(first).is_some() {
        let plain: String = word.chars().filter_map(superscript).collect();
        let number = plain.parse().ok().filter(|number: &f64| number.is_finite());
        let wrong = || Diagnostic::at(span, format!("found `{word}`, expected an exponent such as ² or ⁻¹"));
        return number.map(Token::Superscript).ok_or_else(wrong);
    }
    symbol(word).map(|(_, symbol)| Token::Symbol(symbol)).ok_or_else(|| {
        let (found, symbols) = (first.escape_debug(), SYMBOLS.join(" "));
        Diagnostic::at(span, format!("found `{found}`, expected a number, a name or one of {symbols}"))
    })
}

/// Returns the symbol at the start of a text, as it is written and as the token has it.
fn symbol(text: &str) -> Option<(&'static str, &'static str)> {
    let plain = SYMBOLS.into_iter().map(|symbol| (symbol, symbol));
    WRITTEN.into_iter().chain(plain).find(|(written, _)| text.starts_with(written))
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
        use Token::{End, Name, Number, Superscript, Symbol};
        assert_eq!(words("2e3x"), [Number(2000.0), Name("x"), End]);
        assert_eq!(words("2e+y"), [Number(2.0), Name("e"), Symbol("+"), Name("y"), End]);
        assert_eq!(
            words(".5·β₀ − w_1"),
            [Number(0.5), Symbol("*"), Name("β₀"), Symbol("-"), Name("w_1"), End]
        );
        assert_eq!(words("x²³a⁻¹"), [Name("x"), Superscript(23.0), Name("a"), Superscript(-1.0), End]);
        assert_eq!(
            words("a**b<=c≤d==e=f"),
            [
                Name("a"),
                Symbol("^"),
                Name("b"),
                Symbol("<="),
                Name("c"),
                Symbol("<="),
                Name("d"),
                Symbol("=="),
                Name("e"),
                Symbol("="),
                Name("f"),
                End
            ]
        );
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for text in ["x⁻", "x²⁻", "1e999", "!", ".", "x?", "\u{0}"] {
            assert!(tokens(text).is_err(), "{text}");
        }
    }
}
