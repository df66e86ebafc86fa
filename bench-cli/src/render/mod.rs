//! How a result is shown. A renderer reads the record and computes nothing of its own.

mod bench_table;
mod train_table;

pub(crate) use bench_table::bench_table;
pub(crate) use train_table::train_table;

use comfy_table::{Cell, CellAlignment, Color, LineStyle, Table, TableStyle};

use crate::engine_kind::EngineKind;

/// Lines above, below and under the header; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// Whether colours are used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    /// Set by `--color`, `NO_COLOR` and whether stdout is a terminal.
    pub(crate) colored: bool,
}

impl Paint {
    /// A sentence that stands out.
    fn bold(self, text: &str) -> String {
        if self.colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// An empty table in the house style.
    fn table(self) -> Table {
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

/// The colour of an engine, the same in every table and picture: orange forward, blue reverse, grey loss.
fn color(engine: EngineKind) -> Color {
    match engine {
        EngineKind::Loss => Color::DarkGrey,
        EngineKind::Reverse => Color::Blue,
        EngineKind::Forward => Color::Rgb { r: 217, g: 119, b: 6 },
        EngineKind::NumDual => Color::Green,
        EngineKind::FiniteDifference => Color::Magenta,
    }
}

fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
