//! Tables of texts, for a terminal or a document.

use comfy_table::{Cell, CellAlignment};

use crate::draw::Paint;
use crate::report::markdown::escaped;

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// The alignment of words.
    Left,
    /// The alignment of numbers.
    Right,
}

/// A table: a header, and rows of the same length.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    header: Vec<(String, Alignment)>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table without rows, of these columns.
    pub(crate) fn new<'h>(header: impl IntoIterator<Item = (&'h str, Alignment)>) -> Self {
        Self {
            header: header.into_iter().map(|(text, side)| (text.to_owned(), side)).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: Vec<String>) {
        assert_eq!(row.len(), self.header.len(), "a cell per column");
        self.rows.push(row);
    }

    /// The table for a terminal.
    pub(crate) fn text(&self, paint: Paint) -> String {
        let mut table = paint.table();
        let cell = |text: &str, side: Alignment| {
            let alignment = match side {
                Alignment::Left => CellAlignment::Left,
                Alignment::Right => CellAlignment::Right,
            };
            Cell::new(text).set_alignment(alignment)
        };
        let sides = || self.header.iter().map(|(_, side)| *side);
        table.set_header(self.header.iter().map(|(text, side)| cell(text, *side)));
        for row in &self.rows {
            table.add_row(row.iter().zip(sides()).map(|(text, side)| cell(text, side)));
        }
        table.trim_fmt()
    }

    /// The table in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let header = line(self.header.iter().map(|(text, _)| marked_down(text)).collect());
        let rule = self.header.iter().map(|(_, side)| match side {
            Alignment::Left => "---",
            Alignment::Right => "---:",
        });
        let rule = format!("|{}|", rule.collect::<Vec<_>>().join("|"));
        let rows = self.rows.iter().map(|row| line(row.iter().map(|text| marked_down(text)).collect()));
        [header, rule].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// Escapes the markup in a text, except between backticks.
pub(crate) fn marked_down(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text); // an unpaired backtick
    }
    let is_code = |index: usize| index % 2 == 1;
    let part = |(index, &part): (usize, &&str)| if is_code(index) { part.to_owned() } else { escaped(part) };
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code() {
        assert_eq!(marked_down("a*b is `a*b`"), "a\\*b is `a*b`");
        assert_eq!(marked_down("one ` and _"), "one \\` and \\_");
    }
}
