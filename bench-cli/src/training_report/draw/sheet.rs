//! The charts of a training as one standalone SVG file.

use maud::html;

use crate::draw::layout::ChartLayout;
use crate::draw::palette;
use crate::draw::sheet::{Sheet, TextStyle};
use crate::training_report::TrainingReport;
use crate::training_report::draw::element::{drawing, layouts};
use crate::training_report::draw::frame::LossAxis;

/// Returns the text of the file.
pub(crate) fn training_svg(report: &TrainingReport) -> String {
    let mut sheet = Sheet::new(ChartLayout::FULL.width);
    sheet.text(TextStyle::QUESTION, &report.question);
    sheet.text(TextStyle::PLAIN, &report.verdict);
    for figure in &report.figures {
        let [layout, _] = layouts(&figure.content);
        let Some(drawing) = drawing(figure, layout, LossAxis::Linear) else { continue };
        sheet.skip(22.0);
        sheet.text(TextStyle::TITLE, &figure.title);
        sheet.text(TextStyle::FAINT, &figure.subtitle);
        sheet.skip(12.0);
        let parts = html! { g class="chart" font-size=(layout.text) { (drawing.parts) } };
        sheet.drawing(&parts, drawing.height);
    }
    sheet.document(&report.question, &palette::training_style_sheet())
}
