//! Messages on stderr: one line each.

use std::io;
use std::io::Write;

use crate::terminal::escape::escaped_line;

/// Writes a message to stderr, with visible control characters.
pub(crate) fn tell(message: &str) {
    // A closed stderr is no reason to stop.
    let _ = writeln!(io::stderr(), "{}", escaped_line(message));
}
