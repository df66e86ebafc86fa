//! Expressions: what a user types becomes a function that any engine differentiates.
//!
//! `name = expression; …; expression`, with numbers, names, `+ - * / ^`, `-x`, brackets, vectors `[a, b]` with their
//! elements `v[1]`, every rule of core's table by its name, `sum` and `softmax`. Rules of one or two numbers apply to
//! vectors element by element.

pub(crate) mod calls;
pub(crate) mod diagnostic;
pub(crate) mod lower;
pub(crate) mod parse;
pub(crate) mod program;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
pub(crate) mod token;
pub(crate) mod tree;

use std::fmt;

pub(crate) use crate::functions::expression::diagnostic::Fault;
pub(crate) use crate::functions::expression::program::Program;
pub(crate) use crate::functions::expression::token::is_name;
use crate::functions::expression::tree::Tree;

/// An expression that was read.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    tree: Tree,
    program: Program,
}

impl Expression {
    /// Reads a text.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let tree = parse::parse(text)?;
        let program = lower::lower(&tree)?;
        Ok(Self { tree, program })
    }

    /// The function.
    pub(crate) fn into_program(self) -> Program {
        self.program
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}
