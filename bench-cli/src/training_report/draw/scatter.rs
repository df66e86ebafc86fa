//! Points, and a line to compare them with.

use maud::html;

use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::markup::n;
use crate::draw::palette::{TRAINING, VALIDATION};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::draw::frame::{AxisScale, PlotFrame};
use crate::training_report::figure::ScatterPlot;

/// Draws the chart; none if its numbers fit no axis.
pub(crate) fn draw(scatter: &ScatterPlot, layout: ChartLayout) -> Option<SizedMarkup> {
    let all = |index: usize| scatter.points.iter().chain(&scatter.line).map(move |point| point[index]);
    let frame = PlotFrame::new(
        layout,
        AxisScale::Linear(LinearScale::around(all(0))?),
        AxisScale::Linear(LinearScale::around(all(1))?),
    );
    let parts = html! {
        (frame.axes(&scatter.x_name, &scatter.y_name))
        g class={ "points " (TRAINING.class) } color=(TRAINING.light) fill="currentColor" fill-opacity="0.55" {
            @for &[x, y] in &scatter.points {
                circle cx=(n(frame.x(x))) cy=(n(frame.y(y))) r="2.6" {}
            }
        }
        polyline class={ "line " (VALIDATION.class) } color=(VALIDATION.light) points=(frame.points(&scatter.line))
            fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" {}
    };
    Some(SizedMarkup { width: layout.width, height: frame.height(), parts })
}
