//! The layout of a diagram: boxes in columns from left to right, edges around them. A diagram that is too wide for a window
//! is laid out with its sides exchanged and drawn from top to bottom, if that is less wide.
//!
//! The ranks, the order within them and, unless there are too many edges, the heights are those of dagre. Widths are made here: all boxes of a column are
//! as wide as the widest of them, and edges change their height only between columns, where nothing else stands. So no edge
//! can cross a box, whatever the graph.

mod columns;
mod compact;
mod geometry;
mod place;
#[cfg(test)]
mod tests;
pub(crate) mod text_width;

use crate::draw::markup::shortened;
use crate::graph::diagram::{Diagram, DiagramBox};
use crate::graph::layout::columns::ColumnLayout;
use crate::graph::layout::geometry::BoxSize;
pub(crate) use crate::graph::layout::geometry::{Flow, GraphLayout, Rect, Route};
pub(crate) use crate::graph::layout::text_width::{FontWeight, text_width};

/// Room between the border of a box and its text.
pub(crate) const PADDING: f64 = 10.0;

/// The width of the coloured stripe at the left of a box.
pub(crate) const SPINE: f64 = 5.0;

/// The height of a line of text in a box.
pub(crate) const LINE: f64 = 18.0;

/// The size of text in boxes.
pub(crate) const TEXT_SIZE: f64 = 12.5;

/// The size of labels at edges.
pub(crate) const LABEL_SIZE: f64 = 11.0;

/// Between what stands left and what stands right in one line of a box.
const APART: f64 = 14.0;

/// Boxes are no narrower.
const NARROWEST: f64 = 72.0;

/// Letters of a title or a formula in a box; the rest shows when the pointer is on it.
const LETTERS: usize = 26;

/// Letters of a label at an edge.
const LABEL_LETTERS: usize = 16;

/// The width of a picture that fits a window of 1,280 pixels.
pub(crate) const WINDOW: f64 = 1236.0;

impl GraphLayout {
    /// Finds the places: from left to right if that fits a window or is less wide than from top to bottom.
    pub(crate) fn new(diagram: &Diagram) -> Self {
        let rightwards = Self::flowing(diagram, Flow::Rightwards);
        if rightwards.width <= WINDOW {
            return rightwards;
        }
        let downwards = Self::flowing(diagram, Flow::Downwards);
        if downwards.height < rightwards.width { downwards } else { rightwards }
    }

    /// Returns the width and the height of the picture.
    pub(crate) fn picture_size(&self) -> (f64, f64) {
        self.flow.point((self.width, self.height))
    }

    /// Finds the places for edges in this direction.
    fn flowing(diagram: &Diagram, flow: Flow) -> Self {
        let is_forward =
            |edge: &crate::graph::diagram::Edge| edge.from < edge.to && edge.to < diagram.boxes.len();
        debug_assert!(diagram.edges.iter().all(is_forward), "operands stand before what is made of them");
        let boxes: Vec<BoxSize> = diagram.boxes.iter().map(|node| flow.size(box_size(node))).collect();
        let label = |edge: &crate::graph::diagram::Edge| Some(flow.size(label_size(&edge.label)?));
        let labels: Vec<Option<BoxSize>> = diagram.edges.iter().map(label).collect();
        let places = place::places(&boxes, &diagram.edges, &labels);
        let places = compact::compacted(places, &boxes, &labels);
        ColumnLayout::new(&places, &boxes, &labels, flow).layout(&places, &boxes, &labels)
    }
}

/// Returns the text of a box that may be too long for it.
pub(crate) fn box_text(text: &str) -> String {
    shortened(text, LETTERS)
}

/// Returns the text at an edge.
pub(crate) fn label_text(text: &str) -> String {
    shortened(text, LABEL_LETTERS)
}

/// Returns the size of a box: the title and the value share a line, and so do the formula and the adjoint.
fn box_size(node: &DiagramBox) -> BoxSize {
    let normal = |text: &str| text_width(text, TEXT_SIZE, FontWeight::Normal);
    let bold = |text: &str| text_width(text, TEXT_SIZE, FontWeight::Bold);
    let line = |left: f64, right: f64| left + right + if left > 0.0 && right > 0.0 { APART } else { 0.0 };
    let first = line(bold(&box_text(&node.title)), normal(&box_text(&node.value)));
    let formula = node.formula.as_deref().map_or(0.0, |text| normal(&box_text(text)));
    let adjoint = node.adjoint.as_deref().map_or(0.0, |text| bold(&box_text(text)));
    let second = line(formula, adjoint);
    let lines = if node.formula.is_some() || node.adjoint.is_some() { 2.0 } else { 1.0 };
    BoxSize {
        width: (first.max(second) + SPINE + 2.0 * PADDING).max(NARROWEST).ceil(),
        height: lines * LINE + 1.5 * PADDING,
    }
}

fn label_size(label: &str) -> Option<BoxSize> {
    let width = text_width(&label_text(label), LABEL_SIZE, FontWeight::Normal);
    (!label.is_empty()).then_some(BoxSize { width: width.ceil() + 10.0, height: 14.0 })
}
