//! Control characters of the input, made visible before a terminal obeys them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Returns whether a terminal obeys this character instead of showing it: C0 without newline and tab, DEL, C1, and the
/// overrides and isolates of text direction.
fn is_control(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns whether a terminal obeys any character of the text.
pub(crate) fn has_controls(text: &str) -> bool {
    text.contains(is_control)
}

/// Returns the text with visible control characters: an escape is `\u{1b}`.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !has_controls(text) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(2 * text.len());
    for c in text.chars() {
        if is_control(c) {
            write!(visible, "{}", c.escape_unicode()).expect("a String takes everything");
        } else {
            visible.push(c);
        }
    }
    Cow::Owned(visible)
}

/// Returns one line with visible control characters, newlines among them.
pub(crate) fn escaped_line(text: &str) -> String {
    escaped(text).replace('\n', "\\n")
}

/// A writer of text to a terminal, with visible control characters.
pub(crate) struct EscapingWriter<W> {
    sink: W,
    /// The first bytes of a character that is not complete yet.
    rest: Vec<u8>,
}

impl<W: Write> EscapingWriter<W> {
    /// A writer to this terminal.
    pub(crate) fn new(sink: W) -> Self {
        Self { sink, rest: Vec::new() }
    }
}

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let mut visible = String::new();
        let mut used = 0;
        for chunk in self.rest.utf8_chunks() {
            visible.push_str(&escaped(chunk.valid()));
            used += chunk.valid().len();
            let is_last = used + chunk.invalid().len() == self.rest.len();
            // At the end it may be a character whose other bytes are still to come.
            if !chunk.invalid().is_empty() && !is_last {
                visible.push(char::REPLACEMENT_CHARACTER);
                used += chunk.invalid().len();
            }
        }
        self.rest.drain(..used);
        self.sink.write_all(visible.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_as_it_is() {
        for text in ["", "σ(x) → ∂f\n\ta│b", "e\u{301} שלום \u{200f}"] {
            assert!(matches!(escaped(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("a\r\u{8}b\u{0}\u{7f}", r"a\u{d}\u{8}b\u{0}\u{7f}"),
            ("\u{9b}31m\u{9d}", r"\u{9b}31m\u{9d}"),
            ("\u{202e}fdp.exe\u{2069}", r"\u{202e}fdp.exe\u{2069}"),
        ] {
            assert_eq!(escaped(text), shown);
        }
        assert_eq!(escaped_line("a\nerror: b\u{1b}"), r"a\nerror: b\u{1b}");
    }

    #[test]
    fn bytes_that_come_one_by_one_are_read_as_characters() {
        let mut writer = EscapingWriter::new(Vec::new());
        for byte in "π\u{9b}2J\u{1b}c\u{2066}\n".bytes() {
            writer.write_all(&[byte]).expect("memory");
        }
        writer.write_all(b"\xff\x1b.\n").expect("memory");
        assert_eq!(
            String::from_utf8(writer.sink).expect("text"),
            "π\\u{9b}2J\\u{1b}c\\u{2066}\n\u{fffd}\\u{1b}.\n"
        );
    }
}
