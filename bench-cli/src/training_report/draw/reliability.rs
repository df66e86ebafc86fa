//! The accuracy by confidence, beside the line on which both are the same.

use maud::html;

use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::markup::n;
use crate::draw::palette::{FAINT, TRAINING, VALIDATION};
use crate::training_report::draw::frame::{AxisScale, PlotFrame, SizedMarkup};
use crate::training_report::figure::ReliabilityCurve;

/// The radius of the dot with most examples, and that of a dot with hardly any.
const RADII: [f64; 2] = [11.0, 3.0];

/// Draws the chart; none without an interval.
pub(crate) fn draw(curve: &ReliabilityCurve, layout: ChartLayout) -> Option<SizedMarkup> {
    let most = curve.points.iter().map(|point| point.2).max()? as f64;
    let axis = || Some(AxisScale::Percent(LinearScale::between(0.0, 1.0)?));
    let frame = PlotFrame::new(layout, axis()?, axis()?);
    let radius = |rows: usize| RADII[1] + (RADII[0] - RADII[1]) * (rows as f64 / most).sqrt();
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let points: Vec<[f64; 2]> = curve.points.iter().map(|&(x, y, _)| [x, y]).collect();
    let parts = html! {
        (frame.axes("confidence: probability of the predicted class", "share that is right"))
        polyline class={ "line " (FAINT.class) } color=(FAINT.light) points=(frame.points(&[[0.0, 0.0], [1.0, 1.0]]))
            fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4" {}
        g class={ "gaps " (VALIDATION.class) } color=(VALIDATION.light) {
            @for &(x, y, _) in &curve.points {
                line stroke="currentColor" stroke-width="1.5" x1=(n(frame.x(x))) x2=(n(frame.x(x))) y1=(n(frame.y(x))) y2=(n(frame.y(y))) {}
            }
        }
        g class={ "bins " (TRAINING.class) } color=(TRAINING.light) {
            polyline points=(frame.points(&points)) fill="none" stroke="currentColor" stroke-width="1.5" {}
            @for &(x, y, rows) in &curve.points {
                circle cx=(n(frame.x(x))) cy=(n(frame.y(y))) r=(n(radius(rows))) fill="currentColor" fill-opacity="0.75"
                    data-confidence=(x) data-accuracy=(y) data-rows=(rows) {
                    title { "Confidence " (percent(x)) ": " (percent(y)) " of " (rows) " rows are right" }
                }
            }
        }
    };
    Some(SizedMarkup { width: layout.width, height: frame.height(), parts })
}
