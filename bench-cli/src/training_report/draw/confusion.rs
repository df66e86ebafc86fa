//! A confusion matrix.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::{n, shortened};
use crate::draw::palette::{FAINT, Ink, TEXT, TRAINING, VALIDATION};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::ConfusionTable;

/// The strongest that a cell becomes: the text on it must stay readable.
const STRONGEST: f64 = 0.5;

/// Letters of a class's name beside the matrix.
const LETTERS: usize = 12;

/// Above the matrix: the words `found` and the names of the columns.
const ABOVE: f64 = 44.0;

pub(crate) fn draw(confusion: &ConfusionTable, layout: ChartLayout) -> SizedMarkup {
    let classes = confusion.classes.len();
    let longest = confusion.classes.iter().map(|name| name.chars().count().min(LETTERS)).max().unwrap_or(1);
    let left = 24.0 + 0.62 * layout.text * longest as f64;
    let side = ((layout.width - left) / classes as f64).min(64.0);
    let middle = |index: usize| (index as f64 + 0.5) * side;
    let small = (0.42 * side).min(layout.text);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few letters")]
    let letters = (side / (0.62 * small)).max(2.0) as usize;
    let parts = html! {
        g class=(FAINT.class) color=(FAINT.light) {
            text fill="currentColor" x=(n(left)) y=(n(layout.text)) { "found" }
            text fill="currentColor" x="0" y=(n(ABOVE - 8.0)) { "true" }
        }
        g class=(TEXT.class) color=(TEXT.light) font-size=(n(small)) {
            @for (index, name) in confusion.classes.iter().enumerate() {
                text fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(ABOVE + middle(index) + 0.35 * small)) { (shortened(name, LETTERS)) }
                text fill="currentColor" text-anchor="middle" x=(n(left + middle(index))) y=(n(ABOVE - 8.0)) {
                    (shortened(name, letters))
                }
            }
        }
        @for (row, counts) in confusion.counts.iter().enumerate() {
            @for (column, &count) in counts.iter().enumerate() {
                @if count > 0 {
                    (cell(confusion, (row, column), count, [left + side * column as f64, ABOVE + side * row as f64, side]))
                }
            }
        }
        rect class=(FAINT.class) color=(FAINT.light) stroke="currentColor" stroke-opacity="0.5" fill="none"
            x=(n(left)) y=(n(ABOVE)) width=(n(side * classes as f64)) height=(n(side * classes as f64)) {}
    };
    SizedMarkup { width: layout.width, height: ABOVE + side * classes as f64 + 4.0, parts }
}

fn cell(
    confusion: &ConfusionTable,
    (row, column): (usize, usize),
    count: usize,
    [x, y, side]: [f64; 3],
) -> Markup {
    let share = count as f64 / confusion.examples[row] as f64;
    let ink: Ink = if row == column { TRAINING } else { VALIDATION };
    let (truth, found) = (&confusion.classes[row], &confusion.classes[column]);
    let has_share = side >= 40.0;
    let size = (0.36 * side).min(14.0);
    html! {
        g class={ "cell " (ink.class) } color=(ink.light) data-true=(truth) data-found=(found) data-count=(count) {
            title { (truth) " taken for " (found) ": " (count) " of " (confusion.examples[row]) }
            rect x=(n(x)) y=(n(y)) width=(n(side)) height=(n(side)) fill="currentColor" fill-opacity=(format!("{:.2}", 0.1 + (STRONGEST - 0.1) * share.sqrt())) {}
            g class=(TEXT.class) color=(TEXT.light) {
                text fill="currentColor" text-anchor="middle" font-size=(n(size)) x=(n(x + side / 2.0))
                    y=(n(y + side / 2.0 + if has_share { 0.0 } else { 0.35 * size })) { (count) }
                @if has_share {
                    text fill="currentColor" text-anchor="middle" font-size=(n(0.75 * size)) x=(n(x + side / 2.0)) y=(n(y + side / 2.0 + 1.1 * size)) {
                        (format!("{:.0} %", 100.0 * share))
                    }
                }
            }
        }
    }
}
