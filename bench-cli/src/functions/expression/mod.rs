//! Expressions: texts as functions that any engine differentiates.
//!
//! `name = expression; …; expression`, with numbers, names, `+ - * / ^`, `-x`, `|x|`, brackets, vectors `[a, b]` with
//! their elements `v[1]`, every rule of core's table by its name, `sum`, `sign`, `softmax`, `clamp(x, lo, hi)` and
//! `if(a < b, c, d)`. Rules of one or two numbers apply to vectors element by element; `max` and `min` take several,
//! from left to right, so that a tie of three gives a quarter, a quarter and a half.
//!
//! Powers are also written `x**2` and `x²`; what is printed has `^`, and `abs(x)` for `|x|`. `pi`, `tau`, `e`, `inf` and
//! `nan` are constants, unless they are defined or have a value at the point.
//!
//! `if` is decided on values: the branch that is not taken has no derivatives, nor has the condition.

mod calls;
mod comparison;
mod constants;
mod diagnostic;
mod lower;
mod mathematics;
mod parse;
mod program;
mod rows;
mod suggestions;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use std::fmt;

use crate::functions::expression::diagnostic::Diagnostic;
pub(crate) use crate::functions::expression::mathematics::math;
pub(crate) use crate::functions::expression::program::Program;
pub(crate) use crate::functions::expression::token::{is_name, superscript};
use crate::functions::expression::tree::Tree;

/// A parsed expression.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    tree: Tree,
    program: Program,
}

impl Expression {
    /// Parses a text. The names for which `is_given` holds are variables, also those of constants.
    ///
    /// # Errors
    ///
    /// If the text is no expression.
    pub(crate) fn parse(text: &str, is_given: impl Fn(&str) -> bool) -> Result<Self, Diagnostic> {
        let tree = parse::parse(text)?;
        let program = lower::lower(&tree, &is_given)?;
        Ok(Self { tree, program })
    }

    /// The statements as mathematics, each in pieces between which a line may end; none if the expression is too long.
    pub(crate) fn mathematics(&self) -> Vec<Vec<String>> {
        self.tree.mathematics()
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
