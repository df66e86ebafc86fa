//! Expressions: texts as functions that any engine differentiates.
//!
//! `name = expression; …; expression`, with numbers, names, `+ - * / ^`, `-x`, brackets, vectors `[a, b]` with their
//! elements `v[1]`, every rule of core's table by its name, `sum` and `softmax`. Rules of one or two numbers apply to
//! vectors element by element.

mod calls;
mod diagnostic;
mod lower;
mod parse;
mod program;
mod rows;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use std::fmt;

use crate::functions::expression::diagnostic::Diagnostic;
pub(crate) use crate::functions::expression::program::Program;
pub(crate) use crate::functions::expression::token::is_name;
use crate::functions::expression::tree::Tree;

/// A parsed expression.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    tree: Tree,
    program: Program,
}

impl Expression {
    /// Parses a text.
    ///
    /// # Errors
    ///
    /// If the text is no expression.
    pub(crate) fn parse(text: &str) -> Result<Self, Diagnostic> {
        let tree = parse::parse(text)?;
        let program = lower::lower(&tree)?;
        Ok(Self { tree, program })
    }

    /// The program of the expression.
    pub(crate) fn into_program(self) -> Program {
        self.program
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}
