//! The charts of a training as one standalone SVG file.

use maud::html;

use crate::draw::layout::ChartLayout;
use crate::draw::palette;
use crate::draw::sheet::{Sheet, TextStyle};
use crate::training_report::draw::{Axis, drawing};
use crate::training_report::{Content, Portrait};

/// The text of the file.
pub(crate) fn svg(portrait: &Portrait) -> String {
    let mut sheet = Sheet::new();
    sheet.text(TextStyle::QUESTION, &portrait.question);
    sheet.text(TextStyle::PLAIN, &portrait.verdict);
    for figure in &portrait.figures {
        let layout = match figure.content {
            Content::Curves(_) => ChartLayout::WIDE,
            _ => ChartLayout::SQUARE,
        };
        let Some(drawing) = drawing(figure, layout, Axis::Linear) else { continue };
        sheet.skip(22.0);
        sheet.text(TextStyle::TITLE, &figure.title);
        sheet.text(TextStyle::FAINT, &figure.subtitle);
        sheet.skip(12.0);
        let parts = html! { g class="chart" font-size=(layout.text) { (drawing.parts) } };
        sheet.drawing(&parts, drawing.height);
    }
    sheet.document(&portrait.question, &palette::training_style_sheet())
}
