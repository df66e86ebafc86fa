//! Words for true and false.

/// The pairs of words, false first.
const WORDS: [[&str; 2]; 6] =
    [["false", "true"], ["no", "yes"], ["f", "t"], ["n", "y"], ["off", "on"], ["absent", "present"]];

/// Returns the pair that a word is of, and its value.
pub(crate) fn boolean_word(text: &str) -> Option<(usize, bool)> {
    if text.len() > 7 {
        return None;
    }
    WORDS.iter().enumerate().find_map(|(pair, words)| {
        words.iter().position(|word| word.eq_ignore_ascii_case(text)).map(|value| (pair, value == 1))
    })
}

/// Returns the value of a cell in a column of booleans: a word, or 0 or 1.
pub(crate) fn parse_boolean(text: &str) -> Option<bool> {
    match text {
        "0" | "0.0" => Some(false),
        "1" | "1.0" => Some(true),
        _ => boolean_word(text).map(|(_, value)| value),
    }
}
