//! A heat map as SVG.

use dualtape_contenders::EngineKind;
use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::draw::palette;
use crate::draw::palette::{FAINT, TEXT};
use crate::report::charts::heat_map::{HeatMap, Tile};
use crate::report::charts::vector::{ABOVE, BELOW};
use crate::units;

/// The darkest a tile becomes: the text on it must stay readable.
const DARKEST: f64 = 0.5;

/// Draws the heat map, and returns its height too.
pub(crate) fn heat(map: &HeatMap, layout: ChartLayout) -> (Markup, f64) {
    let plot = Tiles::new(map, layout);
    let (height, id) = (plot.bottom + BELOW, format!("heat-{}", layout.name));
    let markup = html! {
        svg class={ "chart " (layout.name) } xmlns="http://www.w3.org/2000/svg" role="img"
            aria-labelledby={ (id) "-title " (id) "-desc" }
            width=(n(layout.width)) height=(n(height)) viewBox={ "0 0 " (n(layout.width)) " " (n(height)) }
            font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size=(n(layout.text)) {
            title id={ (id) "-title" } { (map.title) }
            desc id={ (id) "-desc" } { (map.description()) }
            @for tile in &map.tiles { (plot.tile(tile)) }
            (plot.boundary())
            (plot.axes())
        }
    };
    (markup, height)
}

/// A heat map with its place.
struct Tiles<'a> {
    map: &'a HeatMap,
    layout: ChartLayout,
    /// Of one tile.
    width: f64,
    /// Of one tile.
    height: f64,
    bottom: f64,
}

impl<'a> Tiles<'a> {
    fn new(map: &'a HeatMap, layout: ChartLayout) -> Self {
        /// Flat tiles hold two lines of text.
        const FLATTEST: f64 = 2.8;
        let width = (layout.width - layout.left) / map.inputs.len() as f64;
        let height = (layout.plot / map.outputs.len() as f64).max(FLATTEST * layout.text);
        Self { map, layout, width, height, bottom: ABOVE + height * map.outputs.len() as f64 }
    }

    /// Returns the middle of a tile; few outputs are below.
    fn middle(&self, column: f64, row: f64) -> (f64, f64) {
        (self.layout.left + self.width * (column + 0.5), self.bottom - self.height * (row + 0.5))
    }

    fn tile(&self, tile: &Tile) -> Markup {
        /// Room between tiles.
        const GAP: f64 = 2.0;
        let (x, y) = self.middle(tile.column as f64, tile.row as f64);
        let (width, height) = (self.width - GAP, self.height - GAP);
        let ink = tile.winner.map_or(FAINT, palette::of);
        let line = self.layout.text;
        // A tile for two letters has no room for words.
        let (has_words, has_figures) = (self.width > 5.0 * line, self.width > 2.6 * line);
        html! {
            g class={ "tile " (ink.class) } color=(ink.light) data-inputs=(self.map.inputs[tile.column])
                data-outputs=(self.map.outputs[tile.row]) data-value=(tile.forward_over_reverse) data-winner=(tile.verdict()) {
                rect x=(n(x - width / 2.0)) y=(n(y - height / 2.0)) width=(n(width)) height=(n(height)) rx="3"
                    fill="currentColor" fill-opacity=(opacity(tile)) {}
                @if has_figures {
                    text class=(TEXT.class) color=(TEXT.light) fill="currentColor" text-anchor="middle" font-weight="bold"
                        x=(n(x)) y=(n(y + if has_words { -0.1 * line } else { 0.35 * line })) { (tile.factor()) }
                }
                @if has_words {
                    text class=(TEXT.class) color=(TEXT.light) fill="currentColor" text-anchor="middle" font-size="85%"
                        x=(n(x)) y=(n(y + 1.05 * line)) { (tile.verdict()) }
                }
            }
        }
    }

    /// Returns a staircase along the edges of tiles.
    fn boundary(&self) -> Markup {
        let (mut corners, right) = (Vec::new(), self.layout.width);
        for (row, &edge) in self.map.edges.iter().enumerate() {
            let x = (self.layout.left + self.width * edge as f64).min(right);
            let y = |row: usize| self.bottom - self.height * row as f64;
            corners.extend([row, row + 1].map(|row| format!("{},{}", n(x), n(y(row)))));
        }
        html! {
            polyline class={ "boundary " (TEXT.class) } color=(TEXT.light) points=(corners.join(" ")) fill="none"
                stroke="currentColor" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round" {}
        }
    }

    fn axes(&self) -> Markup {
        let (left, shift, right) = (self.layout.left, self.layout.text * 0.35, self.layout.width);
        let [forward, reverse] = [EngineKind::Forward, EngineKind::Reverse].map(palette::of);
        html! {
            g class=(FAINT.class) color=(FAINT.light) {
                @for (column, &inputs) in self.map.inputs.iter().enumerate() {
                    text fill="currentColor" text-anchor="middle" x=(n(self.middle(column as f64, 0.0).0)) y=(n(self.bottom + 19.0)) { (units::round_count(inputs as f64)) }
                }
                @for (row, &outputs) in self.map.outputs.iter().enumerate() {
                    text fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(self.middle(0.0, row as f64).1 + shift)) { (units::round_count(outputs as f64)) }
                }
            }
            g class=(TEXT.class) color=(TEXT.light) {
                text fill="currentColor" text-anchor="middle" x=(n(f64::midpoint(left, right))) y=(n(self.bottom + 38.0)) { "inputs n" }
                text fill="currentColor" x="0" y=(n(self.layout.text)) { "outputs m" }
            }
            text class=(forward.class) color=(forward.light) fill="currentColor" text-anchor="end" font-weight="bold"
                x=(n(right)) y=(n(self.layout.text)) {
                "forward wins ·"
                tspan class=(reverse.class) color=(reverse.light) fill="currentColor" { " reverse wins" }
            }
        }
    }
}

/// Returns the opacity of a tile: 6 % more for each doubling of the factor between the modes.
fn opacity(tile: &Tile) -> String {
    let doublings = tile.forward_over_reverse.log2().abs();
    format!("{:.2}", (0.08 + 0.06 * doublings).min(DARKEST))
}
