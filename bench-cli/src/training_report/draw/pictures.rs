//! Inputs as pictures, in rows: neighbouring pixels of one grey are one shape.

use std::collections::BTreeMap;
use std::fmt::Write;

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::draw::palette::{FAINT, TEXT};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::MisclassifiedImage;

/// The side of a picture.
const SIDE: f64 = 64.0;

/// Room between pictures.
const GAP: f64 = 14.0;

/// Lines of text below a picture.
const LINES: f64 = 2.0;

/// Greys beside paper that can be told apart.
const GREYS: f64 = 8.0;

pub(crate) fn draw(pictures: &[MisclassifiedImage], layout: ChartLayout) -> SizedMarkup {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few")]
    let columns = ((layout.width + GAP) / (SIDE + GAP)).max(1.0) as usize;
    let height = SIDE + GAP + 1.25 * LINES * layout.text;
    let parts = html! {
        @for (index, picture) in pictures.iter().enumerate() {
            (one(picture, (SIDE + GAP) * (index % columns) as f64, height * (index / columns) as f64, layout))
        }
    };
    SizedMarkup { width: layout.width, height: height * pictures.len().div_ceil(columns) as f64, parts }
}

fn one(picture: &MisclassifiedImage, x: f64, y: f64, layout: ChartLayout) -> Markup {
    let zoom = format!("{:.4}", SIDE / picture.side as f64);
    let line = |number: f64| SIDE + 1.2 * layout.text * number;
    html! {
        g class={ "picture " (TEXT.class) } color=(TEXT.light) transform={ "translate(" (n(x)) " " (n(y)) ")" }
            data-true=(picture.truth) data-found=(picture.found) {
            g transform={ "scale(" (zoom) ")" } shape-rendering="crispEdges" {
                @for (grey, path) in shapes(picture) {
                    path fill="currentColor" fill-opacity=(format!("{:.2}", f64::from(grey) / GREYS)) d=(path) {}
                }
            }
            rect class=(FAINT.class) color=(FAINT.light) width=(n(SIDE)) height=(n(SIDE)) fill="none" stroke="currentColor" stroke-opacity="0.5" {}
            text fill="currentColor" text-anchor="middle" font-weight="bold" x=(n(SIDE / 2.0)) y=(n(line(1.0))) { (picture.truth) " → " (picture.found) }
            @if let Some(probability) = picture.probability {
                text class=(FAINT.class) color=(FAINT.light) fill="currentColor" text-anchor="middle" font-size="85%" x=(n(SIDE / 2.0)) y=(n(line(2.0))) {
                    (format!("{:.1} %", 100.0 * probability))
                }
            }
        }
    }
}

/// Returns runs of pixels, as a path per grey.
fn shapes(picture: &MisclassifiedImage) -> BTreeMap<u8, String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..=GREYS")]
    let grey = |ink: f64| (ink.clamp(0.0, 1.0) * GREYS).round() as u8;
    let mut shapes: BTreeMap<u8, String> = BTreeMap::new();
    for (row, pixels) in picture.pixels.chunks(picture.side).enumerate() {
        let mut column = 0;
        while column < pixels.len() {
            let look = grey(pixels[column]);
            let width = pixels[column..].iter().take_while(|ink| grey(**ink) == look).count();
            if look > 0 {
                let path = shapes.entry(look).or_default();
                write!(path, "M{column} {row}h{width}v1h-{width}z").expect("a String takes everything");
            }
            column += width;
        }
    }
    shapes
}
