//! The words that started this run, as the records keep them.

use std::{env, iter};

/// `dualtape` and all that followed it; what is not UTF-8 is kept as well as a text can.
pub(crate) fn command_line() -> Vec<String> {
    let words = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    iter::once("dualtape".to_owned()).chain(words).collect()
}
