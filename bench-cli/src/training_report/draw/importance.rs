//! Two bars per column: its importance by permutation and by gradients.

use maud::html;

use crate::draw::layout::ChartLayout;
use crate::draw::markup::{n, shortened};
use crate::draw::palette::{FAINT, Ink, TEXT, TRAINING, VALIDATION};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::ImportanceBars;
use crate::units;

/// The inks of both importances.
const INKS: [Ink; 2] = [TRAINING, VALIDATION];

/// The height of one bar.
const BAR: f64 = 11.0;

/// The height of a column: two bars and a gap.
const ROW: f64 = 2.0 * BAR + 10.0;

/// Letters of a column's name.
const LETTERS: usize = 18;

/// Room for a number at the end of a bar.
const NUMBER: f64 = 64.0;

/// Draws the bars, those of each importance relative to its largest.
pub(crate) fn draw(bars: &ImportanceBars, layout: ChartLayout) -> SizedMarkup {
    let longest = bars.columns.iter().map(|(name, _)| name.chars().count().min(LETTERS)).max().unwrap_or(1);
    let left = 12.0 + 0.62 * layout.text * longest as f64;
    let line = 1.4 * layout.text;
    let above = 2.0 * line + 8.0;
    let largest = |index: usize| {
        let numbers = bars.columns.iter().filter_map(move |(_, numbers)| numbers[index]);
        numbers.fold(0.0, f64::max)
    };
    let largest = [largest(0), largest(1)];
    // A permutation can gain by chance: such a bar has no length, its number says so.
    let length = |index: usize, number: f64| {
        let share = if largest[index] > 0.0 { (number / largest[index]).max(0.0) } else { 0.0 };
        share * (layout.width - left - NUMBER)
    };
    let parts = html! {
        @for (index, (meaning, ink)) in bars.meaning.iter().zip(INKS).enumerate() {
            text class=(ink.class) color=(ink.light) fill="currentColor" font-weight="bold" x="0" y=(n(layout.text + line * index as f64)) {
                (units::capitalised(meaning))
            }
        }
        @for (row, (name, numbers)) in bars.columns.iter().enumerate() {
            @let top = above + ROW * row as f64;
            text class=(TEXT.class) color=(TEXT.light) fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(top + BAR + 0.35 * layout.text)) {
                (shortened(name, LETTERS))
            }
            @for (index, ink) in INKS.into_iter().enumerate() {
                @if let Some(number) = numbers[index] {
                    @let (y, width) = (top + BAR * index as f64, length(index, number));
                    g class={ "bar " (ink.class) } color=(ink.light) data-column=(name) data-importance=(number) {
                        rect x=(n(left)) y=(n(y)) width=(n(width.max(1.0))) height=(n(BAR - 1.0)) fill="currentColor" fill-opacity="0.75" {}
                    }
                    text class=(FAINT.class) color=(FAINT.light) fill="currentColor" font-size=(n(BAR)) x=(n(left + width + 5.0)) y=(n(y + 0.85 * BAR)) {
                        (units::short(number))
                    }
                }
            }
        }
    };
    SizedMarkup { width: layout.width, height: above + ROW * bars.columns.len() as f64, parts }
}
