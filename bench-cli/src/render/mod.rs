//! How a result is shown. A renderer reads the record and computes nothing of its own.

mod bench_table;
mod chart;
mod choose_table;
mod csv;
mod eval_table;
pub(crate) mod html;
mod markdown;
pub(crate) mod markup;
pub(crate) mod palette;
mod rows;
mod svg;
mod train_table;
mod training;

pub(crate) use bench_table::bench_table;
pub(crate) use choose_table::choose_table;
pub(crate) use csv::csv;
pub(crate) use eval_table::eval_table;
pub(crate) use html::html;
pub(crate) use markdown::{escaped, markdown};
pub(crate) use rows::network;
pub(crate) use svg::svg;
pub(crate) use train_table::train_table;
pub(crate) use training::{training_html, training_svg};

use comfy_table::{Cell, CellAlignment, Color, LineStyle, Table, TableStyle};

use crate::engine_kind::EngineKind;
use palette::Ink;

/// Lines above, below and under the header; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// How text for a terminal is made.
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

    /// A sentence that stands out.
    pub(crate) fn bold(self, text: &str) -> String {
        if self.colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Text in a colour of the palette.
    fn ink(self, text: &str, ink: Ink) -> String {
        if self.colored { format!("\u{1b}[38;5;{}m{text}\u{1b}[0m", ink.terminal) } else { text.to_owned() }
    }

    /// An empty table in the house style.
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

/// What belongs to an engine, in its colour.
fn name(engine: EngineKind, label: impl ToString) -> Cell {
    Cell::new(label).fg(Color::AnsiValue(palette::of(engine).terminal))
}

fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A word as a shell takes it.
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:=+%@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A command line as a shell takes it.
fn shell_words(command: &[String]) -> String {
    command.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gets_back_the_words() {
        let words = ["dualtape", "--sizes", "37..20k", "my run.json", "it's", ""].map(str::to_owned);
        assert_eq!(shell_words(&words), r"dualtape --sizes 37..20k 'my run.json' 'it'\''s' ''");
    }
}
