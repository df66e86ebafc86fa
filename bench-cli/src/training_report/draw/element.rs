//! A figure as a drawing, and as an element of a page.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::draw::{confusion, curves, decision_map, importance, pictures, scatter, weights};
use crate::training_report::figure::{FigureContent, TrainingFigure};

/// Draws a figure; none if its numbers fit no axis.
pub(crate) fn drawing(figure: &TrainingFigure, layout: ChartLayout, axis: LossAxis) -> Option<SizedMarkup> {
    match &figure.content {
        FigureContent::Curves(curves) => curves::draw(curves, layout, axis),
        FigureContent::Confusion(confusion) => Some(confusion::draw(confusion, layout)),
        FigureContent::Scatter(scatter) => scatter::draw(scatter, layout),
        FigureContent::DecisionMap(decision_map) => decision_map::draw(decision_map, layout),
        FigureContent::Importance(bars) => Some(importance::draw(bars, layout)),
        FigureContent::Weights(histograms) => Some(weights::draw(histograms, layout)),
        FigureContent::Pictures(pictures) => Some(pictures::draw(pictures, layout)),
    }
}

/// Returns a drawing as an element of its own.
pub(crate) fn element(
    figure: &TrainingFigure,
    drawing: &SizedMarkup,
    layout: ChartLayout,
    axis: LossAxis,
) -> Markup {
    let id = format!("{}-{}-{}", figure.name, layout.name, axis.name());
    html! {
        svg class={ "chart " (layout.name) " " (axis.name()) } xmlns="http://www.w3.org/2000/svg" role="img"
            aria-labelledby={ (id) "-title " (id) "-desc" }
            width=(n(drawing.width)) height=(n(drawing.height)) viewBox={ "0 0 " (n(drawing.width)) " " (n(drawing.height)) }
            font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size=(n(layout.text)) {
            title id={ (id) "-title" } { (figure.title) }
            desc id={ (id) "-desc" } { (figure.subtitle) ". " (figure.description) }
            (drawing.parts)
        }
    }
}
