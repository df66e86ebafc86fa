//! The legend of the colours, in a row below the picture.

use maud::{Markup, html};

use crate::draw::markup::n;
use crate::draw::palette::{FAINT, Ink};
use crate::graph::boxes::frame;
use crate::graph::diagram::{Diagram, NodeRole, PassKind};
use crate::graph::layout::{FontWeight, LABEL_SIZE, Rect, text_width};

/// The height of a row.
const ROW: f64 = 20.0;

/// Between entries.
const APART: f64 = 18.0;

/// A sample of a box, and between it and its name.
const SAMPLE: (f64, f64) = (16.0, 6.0);

/// One entry of the legend.
struct LegendEntry {
    ink: Ink,
    sign: LegendSample,
    text: String,
}

/// The sample of an entry.
enum LegendSample {
    /// A small box, bordered as boxes of this part are.
    Box(NodeRole),
    /// Its own letters, as heavy as in boxes.
    Letters(FontWeight),
}

impl LegendEntry {
    fn weight(&self) -> FontWeight {
        match self.sign {
            LegendSample::Box(_) => FontWeight::Normal,
            LegendSample::Letters(weight) => weight,
        }
    }

    fn width(&self) -> f64 {
        let sample = if matches!(self.sign, LegendSample::Box(_)) { SAMPLE.0 + SAMPLE.1 } else { 0.0 };
        sample + text_width(&self.text, LABEL_SIZE, self.weight())
    }
}

/// Draws the rows, no wider than that, and returns their height too.
pub(crate) fn legend(diagram: &Diagram, width: f64) -> (Markup, f64) {
    let (mut x, mut y) = (0.0, 0.0);
    let mut parts = Vec::new();
    for entry in entries(diagram) {
        if x > 0.0 && x + entry.width() > width {
            (x, y) = (0.0, y + ROW);
        }
        parts.push(drawn(&entry, x, y));
        x += entry.width() + APART;
    }
    (html! { g class="legend" font-size=(n(LABEL_SIZE)) { @for part in &parts { (part) } } }, y + ROW)
}

fn entries(diagram: &Diagram) -> Vec<LegendEntry> {
    let is_used = |role: &NodeRole| diagram.boxes.iter().any(|node| node.role == *role);
    let role = |role: NodeRole| LegendEntry {
        ink: role.ink(),
        sign: LegendSample::Box(role),
        text: role.name().to_owned(),
    };
    let result = |pass: PassKind, weight| {
        let text = format!("{} ({} pass)", pass.result(), pass.name());
        LegendEntry { ink: pass.ink(), sign: LegendSample::Letters(weight), text }
    };
    let mut entries: Vec<LegendEntry> = NodeRole::ALL.into_iter().filter(is_used).map(role).collect();
    if diagram.boxes.iter().any(|node| !node.value.is_empty()) {
        entries.push(result(PassKind::Forward, FontWeight::Normal));
    }
    if diagram.boxes.iter().any(|node| node.adjoint.is_some()) {
        entries.push(result(PassKind::Reverse, FontWeight::Bold));
    }
    entries
}

fn drawn(entry: &LegendEntry, x: f64, y: f64) -> Markup {
    let (baseline, weight) = (y + 0.5 * ROW + 0.35 * LABEL_SIZE, entry.weight());
    html! {
        g class=(entry.ink.class) color=(entry.ink.light) {
            @if let LegendSample::Box(role) = entry.sign {
                (frame(&Rect { x, y: y + 4.5, width: SAMPLE.0, height: 11.0 }, role))
                text class=(FAINT.class) color=(FAINT.light) fill="currentColor" x=(n(x + SAMPLE.0 + SAMPLE.1)) y=(n(baseline)) { (entry.text) }
            } @else {
                text fill="currentColor" font-weight=(weight.name()) x=(n(x)) y=(n(baseline)) { (entry.text) }
            }
        }
    }
}
