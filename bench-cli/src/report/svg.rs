//! The charts of a report as one standalone SVG file.

use maud::{Markup, PreEscaped, html};

use crate::analysis::run_set::Runs;
use crate::draw::markup::{wrapped, xml};
use crate::draw::palette::{FAINT, Ink, PAPER, TEXT};
use crate::report::charts::{Drawing, Layout, drawings, key_sample, style_sheet};
use crate::report::titles;

/// Room around everything.
const MARGIN: f64 = 24.0;

/// From one line of text to the next.
const LINE: f64 = 19.0;

/// The text of the file.
pub(crate) fn svg(runs: &Runs) -> String {
    let mut sheet = Sheet::new();
    sheet.text(Look::QUESTION, &titles::question(runs.first()));
    let comparisons = titles::comparisons(runs);
    if comparisons.is_empty() {
        sheet.text(Look::PLAIN, &titles::verdict(runs.first()));
    }
    for comparison in comparisons {
        sheet.text(Look::PLAIN, &comparison);
    }
    for drawing in drawings(runs) {
        sheet.skip(22.0);
        sheet.text(Look::TITLE, drawing.title());
        sheet.text(Look::FAINT, drawing.subtitle());
        key(&mut sheet, &drawing);
        sheet.skip(12.0);
        let (markup, height) = drawing.vector(Layout::WIDE);
        sheet.drawing(&markup, height);
    }
    let environment = &runs.first().environment;
    sheet.skip(8.0);
    let source = format!(
        "dualtape {} ({}), {}, {} build, {}, seed {}",
        environment.version,
        environment.commit,
        environment.rustc,
        environment.profile,
        environment.cpu,
        runs.first().seed
    );
    sheet.text(Look::FAINT, &source);
    sheet.document(&titles::question(runs.first()), "")
}

/// A picture that grows downwards.
pub(crate) struct Sheet {
    parts: Vec<Markup>,
    y: f64,
}

impl Sheet {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { parts: Vec::new(), y: MARGIN }
    }

    /// Lines of text.
    pub(crate) fn text(&mut self, look: Look, words: &str) {
        for line in wrapped(words, look.letters) {
            self.y += LINE * look.size / 13.0;
            self.parts.push(html! {
                text class=(look.ink.class) color=(look.ink.light) fill="currentColor" font-size=(look.size) font-weight=(look.weight) x=(MARGIN) y=(self.y.round()) { (line) }
            });
        }
    }

    /// Leaves room.
    pub(crate) fn skip(&mut self, height: f64) {
        self.y += height;
    }

    /// A chart of this height.
    pub(crate) fn drawing(&mut self, markup: &Markup, height: f64) {
        self.parts
            .push(html! { g transform={ "translate(" (MARGIN) " " (self.y.round()) ")" } { (markup) } });
        self.y += height;
    }

    /// The text of the file, with style rules beside those that all charts have.
    pub(crate) fn document(&self, title: &str, style: &str) -> String {
        let (width, height) = (Layout::WIDE.width + 2.0 * MARGIN, (self.y + MARGIN).round());
        let document = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
                font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" {
                title { (title) }
                style { (PreEscaped(style_sheet())) (PreEscaped(style)) }
                rect class=(PAPER.class) color=(PAPER.light) fill="currentColor" width="100%" height="100%" {}
                @for part in &self.parts { (part) }
            }
        };
        xml(document)
    }
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    ink: Ink,
    size: f64,
    weight: &'static str,
    /// As many letters as surely fit into the width.
    letters: usize,
}

impl Look {
    /// The headline.
    pub(crate) const QUESTION: Self = Self { ink: TEXT, size: 19.0, weight: "bold", letters: 66 };
    /// Above a chart.
    pub(crate) const TITLE: Self = Self { ink: TEXT, size: 15.0, weight: "bold", letters: 84 };
    /// The answer.
    pub(crate) const PLAIN: Self = Self { ink: TEXT, size: 14.0, weight: "normal", letters: 98 };
    /// What is drawn.
    pub(crate) const FAINT: Self =
        Self { ink: crate::draw::palette::FAINT, size: 12.5, weight: "normal", letters: 108 };
}

/// Which line style is which run.
fn key(sheet: &mut Sheet, drawing: &Drawing) {
    for (run, (letter, name)) in drawing.key().iter().enumerate() {
        sheet.y += LINE;
        let row = sheet.y;
        sheet.parts.push(html! {
            g class=(FAINT.class) color=(FAINT.light) {
                g transform={ "translate(" (MARGIN) " " (row - 8.0) ")" } { (key_sample(run)) }
                text fill="currentColor" x=(MARGIN + 42.0) y=(row) { (letter) ": " (name) }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_leaves_the_picture_well_formed() {
        let mut record = crate::record::sample::record(&[10, 100], |p| 4e-6 * p, |p| 1e-7 * p * p);
        "\u{1}</svg><script>&amp;\"".clone_into(&mut record.environment.cpu);
        let picture = svg(&Runs::one("]]><", record));
        let document = roxmltree::Document::parse(&picture).expect("XML");
        let text: String = document.descendants().filter_map(|node| node.text()).collect();
        assert!(text.contains(" </svg><script>&amp;\""), "{text}");
    }
}
