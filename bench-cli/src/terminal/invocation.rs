//! The command line of this run, for records and for a shell.

use std::{env, iter};

/// Returns `dualtape` and its arguments; invalid UTF-8 is replaced.
pub(crate) fn command_line() -> Vec<String> {
    let words = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    iter::once("dualtape".to_owned()).chain(words).collect()
}

/// Quotes a word for a shell.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:=+%@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Quotes a command line for a shell.
pub(crate) fn shell_words(command: &[String]) -> String {
    command.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gets_back_the_words() {
        let words = ["dualtape", "--sizes", "37..20k", "my run.json", "it's", ""].map(str::to_owned);
        assert_eq!(shell_words(&words), r"dualtape --sizes 37..20k 'my run.json' 'it'\''s' ''");
    }
}
