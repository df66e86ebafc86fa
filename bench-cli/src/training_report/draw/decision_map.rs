//! Decisions over two inputs: neighbouring cells of one look are one shape.

use std::collections::BTreeMap;
use std::fmt::Write;

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::markup::n;
use crate::draw::palette;
use crate::draw::palette::{PAPER, TEXT};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::draw::frame::{AxisScale, PlotFrame};
use crate::training_report::figure::{DataPart, DecisionMap, MapExample};

/// Steps of certainty that can be told apart.
const LEVELS: f64 = 5.0;

/// Classes that are named below the map.
const NAMED: usize = 8;

/// Draws the map; none if the inputs fit no axis.
pub(crate) fn draw(map: &DecisionMap, layout: ChartLayout) -> Option<SizedMarkup> {
    let [x, y] = [map.x, map.y].map(|[low, high]| LinearScale::between(low, high));
    let frame = PlotFrame::new(layout, AxisScale::Linear(x?), AxisScale::Linear(y?));
    let [columns, rows] = [map.cells.first().map_or(1, Vec::len), map.cells.len()];
    let scale = [(frame.right - frame.left) / columns as f64, (frame.bottom - frame.top) / rows as f64];
    let shown = map.classes.len().min(NAMED);
    let across = if layout.width < 400.0 { 2 } else { 4 };
    let key = frame.height() + layout.text;
    let parts = html! {
        g transform={ "translate(" (n(frame.left)) " " (n(frame.top)) ") scale(" (format!("{:.4} {:.4}", scale[0], scale[1])) ")" } shape-rendering="crispEdges" {
            @for ((class, level), path) in shapes(map) {
                @let ink = palette::class(class as usize);
                path class=(ink.class) color=(ink.light) fill="currentColor" fill-opacity=(format!("{:.2}", 0.06 + 0.09 * f64::from(level))) d=(path) {}
            }
        }
        (frame.axes(&map.inputs[0], &map.inputs[1]))
        @for class in 0..map.classes.len() {
            @let ink = palette::class(class);
            g class={ "spots " (ink.class) } color=(ink.light) fill="currentColor" data-class=(map.classes[class]) {
                @for spot in map.spots.iter().filter(|spot| spot.class == class) { (dot(&frame, spot)) }
            }
        }
        @for (place, name) in map.classes.iter().take(shown).enumerate() {
            @let ink = palette::class(place);
            @let at = frame.left + (frame.right - frame.left) * (place % across) as f64 / across as f64;
            @let row = key + 1.5 * layout.text * (place / across) as f64;
            circle class=(ink.class) color=(ink.light) fill="currentColor" r="4.5" cx=(n(at + 5.0)) cy=(n(row - 0.35 * layout.text)) {}
            text class=(TEXT.class) color=(TEXT.light) fill="currentColor" x=(n(at + 15.0)) y=(n(row)) { (name) }
        }
    };
    let height = key + 1.5 * layout.text * shown.div_ceil(across) as f64;
    Some(SizedMarkup { width: layout.width, height, parts })
}

/// Returns runs of cells, as a path per class and step of certainty.
fn shapes(map: &DecisionMap) -> BTreeMap<(u32, u8), String> {
    let mut shapes: BTreeMap<(u32, u8), String> = BTreeMap::new();
    for (row, cells) in map.cells.iter().rev().enumerate() {
        let mut column = 0;
        while column < cells.len() {
            let look = look(cells[column], map.classes.len());
            let width = cells[column..]
                .iter()
                .take_while(|cell| {
                    crate::training_report::draw::decision_map::look(**cell, map.classes.len()) == look
                })
                .count();
            let path = shapes.entry(look).or_default();
            write!(path, "M{column} {row}h{width}v1h-{width}z").expect("a String takes everything");
            column += width;
        }
    }
    shapes
}

/// Returns the class and the step of certainty: 0 for a guess among all classes, the last for certainty.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0..LEVELS")]
fn look((class, probability): (u32, Option<f64>), classes: usize) -> (u32, u8) {
    let guess = 1.0 / classes.max(2) as f64;
    let sureness =
        probability.map_or(0.5, |probability| ((probability - guess) / (1.0 - guess)).clamp(0.0, 1.0));
    (class, (sureness * LEVELS).min(LEVELS - 1.0) as u8)
}

fn dot(frame: &PlotFrame, spot: &MapExample) -> Markup {
    let (x, y) = (n(frame.x(spot.at[0])), n(frame.y(spot.at[1])));
    html! {
        @match spot.role {
            DataPart::Training => circle cx=(x) cy=(y) r="2.2" fill-opacity="0.8" {},
            DataPart::Validation => circle class="ringed" cx=(x) cy=(y) r="3.8" stroke=(PAPER.light) stroke-width="1.3" {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_row_is_drawn_at_the_bottom() {
        let map = DecisionMap {
            inputs: ["x".to_owned(), "y".to_owned()],
            classes: vec!["below".to_owned(), "above".to_owned()],
            x: [0.0, 3.0],
            y: [0.0, 2.0],
            cells: vec![vec![(0, None); 3], vec![(1, None); 3]],
            spots: Vec::new(),
        };
        let shapes = shapes(&map);
        let path =
            |class| shapes.iter().find(|((found, _), _)| *found == class).map(|(_, path)| path.as_str());
        assert_eq!((path(1), path(0)), (Some("M0 0h3v1h-3z"), Some("M0 1h3v1h-3z")));
    }
}
