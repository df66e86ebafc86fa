//! A training as a page and as one picture.

mod confusion;
mod curves;
mod decision_map;
mod frame;
mod page;
mod pictures;
mod scatter;
mod sheet;
#[cfg(test)]
mod tests;
mod weights;

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
pub(crate) use crate::training_report::draw::page::training_html;
pub(crate) use crate::training_report::draw::sheet::training_svg;
use crate::training_report::{FigureContent, TrainingFigure};

/// The vertical axis of losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LossAxis {
    Linear,
    Logarithmic,
}

impl LossAxis {
    /// Returns the class in markup.
    fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Logarithmic => "logarithmic",
        }
    }
}

/// Markup with its size.
pub(crate) struct SizedMarkup {
    width: f64,
    height: f64,
    parts: Markup,
}

/// Draws a figure; none if its numbers fit no axis.
fn drawing(figure: &TrainingFigure, layout: ChartLayout, axis: LossAxis) -> Option<SizedMarkup> {
    match &figure.content {
        FigureContent::Curves(curves) => curves::draw(curves, layout, axis),
        FigureContent::Confusion(confusion) => Some(confusion::draw(confusion, layout)),
        FigureContent::Scatter(scatter) => scatter::draw(scatter, layout),
        FigureContent::DecisionMap(decision_map) => decision_map::draw(decision_map, layout),
        FigureContent::Weights(histograms) => Some(weights::draw(histograms, layout)),
        FigureContent::Pictures(pictures) => Some(pictures::draw(pictures, layout)),
    }
}

/// Returns a drawing as an element of its own.
fn element(figure: &TrainingFigure, drawing: &SizedMarkup, layout: ChartLayout, axis: LossAxis) -> Markup {
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
