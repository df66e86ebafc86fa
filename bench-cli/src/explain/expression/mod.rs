//! Expressions: what a user types becomes a function that any engine differentiates.
//!
//! `name = expression; …; expression`, with numbers, names, `+ - * / ^`, `-x`, brackets, vectors `[a, b]` with their
//! elements `v[1]`, every rule of core's table by its name, `sum` and `softmax`. Rules of one or two numbers apply to
//! vectors element by element.

mod calls;
mod fault;
mod lower;
mod parse;
mod program;
mod rows;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use std::fmt;

pub(crate) use fault::Fault;
pub(crate) use program::Program;
pub(crate) use token::is_name;
use tree::Tree;

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
