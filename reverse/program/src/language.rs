//! The languages of source code.

/// A language that a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Rust with the standard library.
    Rust,
    /// C99 with `math.h`.
    C,
}
