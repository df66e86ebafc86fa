//! Confusions: a matrix where its labels can be read, else a list of the largest.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::{n, shortened};
use crate::draw::palette::{FAINT, Ink, TEXT, TRAINING, VALIDATION};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::{ConfusedPair, ConfusionTable};

/// The strongest that a cell becomes: the text on it must stay readable.
const STRONGEST: f64 = 0.5;

/// Letters of a class's name beside the matrix.
const LETTERS: usize = 18;

/// Letters of a class's name above the matrix, where names are turned.
const TURNED: usize = 14;

/// The smallest side of a cell whose number and labels can be read.
const SMALLEST: f64 = 18.0;

/// The largest side of a cell.
const LARGEST: f64 = 84.0;

/// The width of a letter, relative to its size.
const LETTER: f64 = 0.62;

/// Draws the matrix, or the list if there is none or if its cells would be too small.
pub(crate) fn draw(confusion: &ConfusionTable, layout: ChartLayout) -> SizedMarkup {
    let (left, side) = room(confusion, layout);
    if confusion.classes.is_empty() || (side < SMALLEST && !confusion.pairs.is_empty()) {
        list(&confusion.pairs, layout)
    } else {
        matrix(confusion, layout, (left, side))
    }
}

/// Returns the room for the names at the left, and the side of a cell.
fn room(confusion: &ConfusionTable, layout: ChartLayout) -> (f64, f64) {
    let longest = confusion.classes.iter().map(|name| name.chars().count().min(LETTERS)).max().unwrap_or(1);
    let left = (20.0 + LETTER * layout.text * longest as f64).max(4.0 * layout.text);
    (left, ((layout.width - left - 1.0) / confusion.classes.len().max(1) as f64).min(LARGEST))
}

fn matrix(confusion: &ConfusionTable, layout: ChartLayout, (left, side): (f64, f64)) -> SizedMarkup {
    let classes = confusion.classes.len();
    let middle = |index: usize| (index as f64 + 0.5) * side;
    let small = (0.8 * side).min(layout.text);
    let letters = |name: &String| name.chars().count();
    let is_level = confusion.classes.iter().all(|name| LETTER * small * letters(name) as f64 <= side - 4.0);
    let longest = confusion.classes.iter().map(|name| letters(name).min(TURNED)).max().unwrap_or(1);
    let names = if is_level { small } else { LETTER * small * longest as f64 };
    let above = 1.5 * layout.text + names + 10.0;
    let parts = html! {
        g class=(FAINT.class) color=(FAINT.light) {
            text fill="currentColor" x=(n(left)) y=(n(layout.text)) { "found" }
            text fill="currentColor" x="0" y=(n(above - 8.0)) { "true" }
        }
        g class=(TEXT.class) color=(TEXT.light) font-size=(n(small)) {
            @for (index, name) in confusion.classes.iter().enumerate() {
                @let (x, y) = (left + middle(index), above - 7.0);
                text fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(above + middle(index) + 0.35 * small)) { (shortened(name, LETTERS)) }
                @if is_level {
                    text fill="currentColor" text-anchor="middle" x=(n(x)) y=(n(y)) { (name) }
                } @else {
                    text fill="currentColor" transform={ "translate(" (n(x + 0.35 * small)) " " (n(y)) ") rotate(-90)" } { (shortened(name, TURNED)) }
                }
            }
        }
        @for (row, counts) in confusion.counts.iter().enumerate() {
            @for (column, &count) in counts.iter().enumerate() {
                @if count > 0 {
                    (cell(confusion, (row, column), count, [left + side * column as f64, above + side * row as f64, side]))
                }
            }
        }
        rect class=(FAINT.class) color=(FAINT.light) stroke="currentColor" stroke-opacity="0.5" fill="none"
            x=(n(left)) y=(n(above)) width=(n(side * classes as f64)) height=(n(side * classes as f64)) {}
    };
    SizedMarkup { width: layout.width, height: above + side * classes as f64 + 4.0, parts }
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
    // The number fits its cell, however many digits it has.
    let digits = count.to_string().len() as f64;
    let size = (0.36 * side).clamp(10.0, 16.0).min((side - 3.0) / (LETTER * digits));
    html! {
        g class={ "cell " (ink.class) } color=(ink.light) data-true=(truth) data-found=(found) data-count=(count) {
            title { (truth) " taken for " (found) ": " (count) " of " (confusion.examples[row]) }
            rect x=(n(x)) y=(n(y)) width=(n(side)) height=(n(side)) fill="currentColor" fill-opacity=(format!("{:.2}", 0.1 + (STRONGEST - 0.1) * share.sqrt())) {}
            g class=(TEXT.class) color=(TEXT.light) {
                text fill="currentColor" text-anchor="middle" font-size=(n(size)) x=(n(x + side / 2.0))
                    y=(n(y + side / 2.0 + if has_share { 0.0 } else { 0.35 * size })) { (count) }
                @if has_share {
                    text fill="currentColor" text-anchor="middle" font-size=(n((0.8 * size).max(10.0))) x=(n(x + side / 2.0)) y=(n(y + side / 2.0 + 1.1 * size)) {
                        (format!("{:.0} %", 100.0 * share))
                    }
                }
            }
        }
    }
}

/// Draws a bar per pair of classes: beside both names, or below them on a narrow screen.
fn list(pairs: &[ConfusedPair], layout: ChartLayout) -> SizedMarkup {
    let name = |pair: &ConfusedPair| format!("{} → {}", pair.truth, pair.found);
    let number = |pair: &ConfusedPair| {
        let share = 100.0 * pair.count as f64 / pair.examples as f64;
        format!("{} of {}, {share:.0} %", pair.count, pair.examples)
    };
    let width = |text: &str| LETTER * layout.text * text.chars().count() as f64;
    let longest = pairs.iter().map(|pair| width(&name(pair))).fold(0.0, f64::max);
    let numbers = pairs.iter().map(|pair| width(&number(pair))).fold(0.0, f64::max) + 10.0;
    let is_beside = longest <= 0.55 * layout.width;
    let (left, bar) = (if is_beside { longest + 12.0 } else { 0.0 }, 1.1 * layout.text);
    let row = if is_beside { 1.7 * layout.text } else { 3.1 * layout.text };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width")]
    let letters = (layout.width / (0.57 * layout.text)) as usize;
    let largest = pairs.iter().map(|pair| pair.count).max().unwrap_or(1) as f64;
    let length = |pair: &ConfusedPair| pair.count as f64 / largest * (layout.width - left - numbers);
    let parts = html! {
        @for (index, pair) in pairs.iter().enumerate() {
            @let top = row * index as f64;
            @let bar_top = if is_beside { top } else { top + 1.3 * layout.text };
            @let baseline = bar_top + 0.5 * bar + 0.35 * layout.text;
            text class=(TEXT.class) color=(TEXT.light) fill="currentColor" text-anchor=(if is_beside { "end" } else { "start" })
                x=(n(if is_beside { left - 8.0 } else { 0.0 })) y=(n(if is_beside { baseline } else { top + layout.text })) {
                (shortened(&name(pair), letters))
            }
            g class={ "pair " (VALIDATION.class) } color=(VALIDATION.light) data-true=(pair.truth) data-found=(pair.found) data-count=(pair.count) {
                rect x=(n(left)) y=(n(bar_top)) width=(n(length(pair))) height=(n(bar)) fill="currentColor" fill-opacity="0.75" {}
            }
            text class=(FAINT.class) color=(FAINT.light) fill="currentColor" x=(n(left + length(pair) + 6.0)) y=(n(baseline)) { (number(pair)) }
        }
    };
    SizedMarkup { width: layout.width, height: row * pairs.len() as f64, parts }
}
