//! The charts of a report as one standalone SVG file.

use maud::{Markup, PreEscaped, html};

use super::chart::{Drawing, Layout, drawings, key_sample, style_sheet};
use super::markup::{wrapped, xml};
use super::palette::{FAINT, Ink, PAPER, TEXT};
use crate::headline;
use crate::runs::Runs;

/// Room around everything.
const MARGIN: f64 = 24.0;

/// From one line of text to the next.
const LINE: f64 = 19.0;

/// The text of the file.
pub(crate) fn svg(runs: &Runs) -> String {
    let mut y = MARGIN;
    let mut parts: Vec<Markup> = Vec::new();
    let text = |parts: &mut Vec<Markup>, y: &mut f64, look: Look, words: &str| {
        for line in wrapped(words, look.letters) {
            *y += LINE * look.size / 13.0;
            parts.push(html! {
                text class=(look.ink.class) color=(look.ink.light) fill="currentColor" font-size=(look.size) font-weight=(look.weight) x=(MARGIN) y=(y.round()) { (line) }
            });
        }
    };
    text(&mut parts, &mut y, Look::QUESTION, &headline::question(runs.first()));
    let comparisons = headline::comparisons(runs);
    if comparisons.is_empty() {
        text(&mut parts, &mut y, Look::PLAIN, &headline::verdict(runs.first()));
    }
    for comparison in comparisons {
        text(&mut parts, &mut y, Look::PLAIN, &comparison);
    }
    for drawing in drawings(runs) {
        y += 22.0;
        text(&mut parts, &mut y, Look::TITLE, drawing.title());
        text(&mut parts, &mut y, Look::FAINT, drawing.subtitle());
        y += key(&mut parts, &drawing, y) + 12.0;
        let (markup, height) = drawing.vector(Layout::WIDE);
        parts.push(html! { g transform={ "translate(" (MARGIN) " " (y.round()) ")" } { (markup) } });
        y += height;
    }
    let environment = &runs.first().environment;
    y += 8.0;
    let source = format!(
        "dualtape {} ({}), {}, {} build, {}, seed {}",
        environment.version,
        environment.commit,
        environment.rustc,
        environment.profile,
        environment.cpu,
        runs.first().seed
    );
    text(&mut parts, &mut y, Look::FAINT, &source);
    let (width, height) = (Layout::WIDE.width + 2.0 * MARGIN, (y + MARGIN).round());
    let document = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
            font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" {
            title { (headline::question(runs.first())) }
            style { (PreEscaped(style_sheet())) }
            rect class=(PAPER.class) color=(PAPER.light) fill="currentColor" width="100%" height="100%" {}
            @for part in &parts { (part) }
        }
    };
    xml(document)
}

/// How a line of text looks.
#[derive(Clone, Copy)]
struct Look {
    ink: Ink,
    size: f64,
    weight: &'static str,
    /// As many letters as surely fit into the width.
    letters: usize,
}

impl Look {
    const QUESTION: Self = Self { ink: TEXT, size: 19.0, weight: "bold", letters: 66 };
    const TITLE: Self = Self { ink: TEXT, size: 15.0, weight: "bold", letters: 84 };
    const PLAIN: Self = Self { ink: TEXT, size: 14.0, weight: "normal", letters: 98 };
    const FAINT: Self = Self { ink: super::palette::FAINT, size: 12.5, weight: "normal", letters: 108 };
}

/// Which line style is which run; gives the height that it took.
fn key(parts: &mut Vec<Markup>, drawing: &Drawing, y: f64) -> f64 {
    for (run, (letter, name)) in drawing.key().iter().enumerate() {
        let row = y + LINE * (run as f64 + 1.0);
        parts.push(html! {
            g class=(FAINT.class) color=(FAINT.light) {
                g transform={ "translate(" (MARGIN) " " (row - 8.0) ")" } { (key_sample(run)) }
                text fill="currentColor" x=(MARGIN + 42.0) y=(row) { (letter) ": " (name) }
            }
        });
    }
    LINE * drawing.key().len() as f64
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
