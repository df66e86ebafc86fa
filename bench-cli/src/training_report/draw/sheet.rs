//! The charts of a training as one standalone SVG file.

use maud::html;

use crate::draw::palette;
use crate::report::charts::Layout;
use crate::report::svg::{Look, Sheet};
use crate::training_report::draw::{Axis, drawing};
use crate::training_report::{Content, Portrait};

/// The text of the file.
pub(crate) fn svg(portrait: &Portrait) -> String {
    let mut sheet = Sheet::new();
    sheet.text(Look::QUESTION, &portrait.question);
    sheet.text(Look::PLAIN, &portrait.verdict);
    for figure in &portrait.figures {
        let layout = match figure.content {
            Content::Curves(_) => Layout::WIDE,
            _ => Layout::SQUARE,
        };
        let Some(drawing) = drawing(figure, layout, Axis::Linear) else { continue };
        sheet.skip(22.0);
        sheet.text(Look::TITLE, &figure.title);
        sheet.text(Look::FAINT, &figure.subtitle);
        sheet.skip(12.0);
        let parts = html! { g class="chart" font-size=(layout.text) { (drawing.parts) } };
        sheet.drawing(&parts, drawing.height);
    }
    sheet.document(&portrait.question, &palette::training_style_sheet())
}
