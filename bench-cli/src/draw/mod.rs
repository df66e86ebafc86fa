//! Drawing: axes, colours, pages and text for terminals. A renderer reads a record and computes nothing of its own.

pub(crate) mod braille;
pub(crate) mod label_spacing;
pub(crate) mod layout;
pub(crate) mod linear_axis;
pub(crate) mod log_axis;
pub(crate) mod markup;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod pixels;
pub(crate) mod sheet;

use comfy_table::{Cell, CellAlignment, Color, LineStyle, Table, TableStyle};
use dualtape_contenders::EngineKind;

use crate::draw::palette::Ink;

/// Lines above, below and under the header; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// The look of text for a terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    /// Set by `--color`, `NO_COLOR` and whether stdout is a terminal.
    pub(crate) colored: bool,
    /// The columns of the terminal that charts may fill; without one there are no charts.
    pub(crate) columns: Option<usize>,
}

impl Paint {
    /// Text for files and pipes.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { colored: false, columns: None };

    /// Returns a sentence that stands out.
    pub(crate) fn bold(self, text: &str) -> String {
        if self.colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Returns text in a colour of the palette.
    pub(crate) fn ink(self, text: &str, ink: Ink) -> String {
        if self.colored { format!("\u{1b}[38;5;{}m{text}\u{1b}[0m", ink.terminal) } else { text.to_owned() }
    }

    /// Returns an empty table in the house style.
    pub(crate) fn table(self) -> Table {
        let mut table = Table::new();
        table.load_style(STYLE);
        if self.colored {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table
    }
}

/// Returns a table cell in the colour of an engine.
pub(crate) fn name(engine: EngineKind, label: impl ToString) -> Cell {
    Cell::new(label).fg(Color::AnsiValue(palette::of(engine).terminal))
}

pub(crate) fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
