//! Inputs as pictures, in rows.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::{n, shortened};
use crate::draw::palette::{FAINT, TEXT};
use crate::draw::pixels::{GREYS, paths};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::MisclassifiedImage;

/// The side of a picture, on a phone and on a wide screen.
const SIDES: [f64; 2] = [64.0, 96.0];

/// Room between pictures.
const GAP: f64 = 14.0;

/// Lines of text below a picture.
const LINES: f64 = 2.0;

pub(crate) fn draw(pictures: &[MisclassifiedImage], layout: ChartLayout) -> SizedMarkup {
    let side = SIDES[usize::from(layout.width > 600.0)];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few")]
    let columns = ((layout.width + GAP) / (side + GAP)).max(1.0) as usize;
    let height = side + GAP + 1.25 * LINES * layout.text;
    let parts = html! {
        @for (index, picture) in pictures.iter().enumerate() {
            (one(picture, [(side + GAP) * (index % columns) as f64, height * (index / columns) as f64, side], layout))
        }
    };
    SizedMarkup { width: layout.width, height: height * pictures.len().div_ceil(columns) as f64, parts }
}

fn one(picture: &MisclassifiedImage, [x, y, side]: [f64; 3], layout: ChartLayout) -> Markup {
    // Both names share the width of the picture and of half the gaps beside it.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few letters")]
    let letters = ((side + GAP) / (0.62 * layout.text)) as usize;
    let zoom = format!("{:.4}", side / picture.side as f64);
    let line = |number: f64| side + 1.2 * layout.text * number;
    html! {
        g class={ "picture " (TEXT.class) } color=(TEXT.light) transform={ "translate(" (n(x)) " " (n(y)) ")" }
            data-true=(picture.truth) data-found=(picture.found) {
            g transform={ "scale(" (zoom) ")" } shape-rendering="crispEdges" {
                @for (grey, path) in paths(picture.side, &picture.pixels) {
                    path fill="currentColor" fill-opacity=(format!("{:.2}", f64::from(grey) / GREYS)) d=(path) {}
                }
            }
            rect class=(FAINT.class) color=(FAINT.light) width=(n(side)) height=(n(side)) fill="none" stroke="currentColor" stroke-opacity="0.5" {}
            text fill="currentColor" text-anchor="middle" font-weight="bold" x=(n(side / 2.0)) y=(n(line(1.0))) { (shortened(&format!("{} → {}", picture.truth, picture.found), letters)) }
            @if let Some(probability) = picture.probability {
                text class=(FAINT.class) color=(FAINT.light) fill="currentColor" text-anchor="middle" font-size="85%" x=(n(side / 2.0)) y=(n(line(2.0))) {
                    (format!("{:.1} %", 100.0 * probability))
                }
            }
        }
    }
}
