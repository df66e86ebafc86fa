//! A standalone SVG file of charts with text above them, filled from top to bottom.

use maud::{Markup, PreEscaped, html};

use crate::draw::layout::style_sheet;
use crate::draw::markup::{wrapped, xml};
use crate::draw::palette::{FAINT, Ink, PAPER, TEXT};

/// Room around everything.
const MARGIN: f64 = 24.0;

/// The height of a line of text.
const LINE: f64 = 19.0;

/// A picture that grows downwards.
pub(crate) struct Sheet {
    width: f64,
    parts: Vec<Markup>,
    y: f64,
}

impl Sheet {
    /// Returns an empty one for drawings of this width.
    pub(crate) fn new(width: f64) -> Self {
        Self { width, parts: Vec::new(), y: MARGIN }
    }

    /// Writes lines of text.
    pub(crate) fn text(&mut self, style: TextStyle, words: &str) {
        for line in wrapped(words, style.letters) {
            self.y += LINE * style.size / 13.0;
            self.parts.push(html! {
                text class=(style.ink.class) color=(style.ink.light) fill="currentColor" font-size=(style.size) font-weight=(style.weight) x=(MARGIN) y=(self.y.round()) { (line) }
            });
        }
    }

    /// Leaves room.
    pub(crate) fn skip(&mut self, height: f64) {
        self.y += height;
    }

    /// Adds a chart of this height.
    pub(crate) fn drawing(&mut self, markup: &Markup, height: f64) {
        self.parts
            .push(html! { g transform={ "translate(" (MARGIN) " " (self.y.round()) ")" } { (markup) } });
        self.y += height;
    }

    /// Writes a line of text beside a sample.
    pub(crate) fn legend(&mut self, sample: &Markup, words: &str) {
        self.y += LINE;
        let row = self.y;
        self.parts.push(html! {
            g class=(FAINT.class) color=(FAINT.light) {
                g transform={ "translate(" (MARGIN) " " (row - 8.0) ")" } { (sample) }
                text fill="currentColor" x=(MARGIN + 42.0) y=(row) { (words) }
            }
        });
    }

    /// Returns the text of the file, with style rules beside those that all charts have.
    pub(crate) fn document(&self, title: &str, rules: &str) -> String {
        let (width, height) = (self.width + 2.0 * MARGIN, (self.y + MARGIN).round());
        let document = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
                font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" {
                title { (title) }
                style { (PreEscaped(style_sheet())) (PreEscaped(rules)) }
                rect class=(PAPER.class) color=(PAPER.light) fill="currentColor" width="100%" height="100%" {}
                @for part in &self.parts { (part) }
            }
        };
        xml(document)
    }
}

/// The look of a line of text.
#[derive(Clone, Copy)]
pub(crate) struct TextStyle {
    ink: Ink,
    size: f64,
    weight: &'static str,
    /// The letters that surely fit into the width.
    letters: usize,
}

impl TextStyle {
    /// For the headline.
    pub(crate) const QUESTION: Self = Self { ink: TEXT, size: 19.0, weight: "bold", letters: 66 };
    /// For the title of a chart.
    pub(crate) const TITLE: Self = Self { ink: TEXT, size: 15.0, weight: "bold", letters: 84 };
    /// For the answer.
    pub(crate) const PLAIN: Self = Self { ink: TEXT, size: 14.0, weight: "normal", letters: 98 };
    /// For the subtitle of a chart.
    pub(crate) const FAINT: Self = Self { ink: FAINT, size: 12.5, weight: "normal", letters: 108 };
}
