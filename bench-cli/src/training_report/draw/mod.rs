//! A training as a page and as one picture.

pub(crate) mod confusion;
pub(crate) mod curves;
pub(crate) mod frame;
pub(crate) mod landscape;
pub(crate) mod page;
pub(crate) mod pictures;
pub(crate) mod scatter;
pub(crate) mod sheet;
#[cfg(test)]
mod tests;
pub(crate) mod weights;

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
pub(crate) use crate::training_report::draw::page::html as training_html;
pub(crate) use crate::training_report::draw::sheet::svg as training_svg;
use crate::training_report::{Content, Figure};

/// The vertical axis of losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Linear,
    Logarithmic,
}

impl Axis {
    /// The class in markup.
    fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Logarithmic => "logarithmic",
        }
    }
}

/// What was drawn, and its size.
pub(crate) struct Drawing {
    width: f64,
    height: f64,
    parts: Markup,
}

/// The drawing of a figure; none where its numbers fit no axis.
fn drawing(figure: &Figure, layout: ChartLayout, axis: Axis) -> Option<Drawing> {
    match &figure.content {
        Content::Curves(curves) => curves::draw(curves, layout, axis),
        Content::Confusion(confusion) => Some(confusion::draw(confusion, layout)),
        Content::Scatter(scatter) => scatter::draw(scatter, layout),
        Content::Landscape(landscape) => landscape::draw(landscape, layout),
        Content::Weights(histograms) => Some(weights::draw(histograms, layout)),
        Content::Pictures(pictures) => Some(pictures::draw(pictures, layout)),
    }
}

/// A drawing as an element of its own.
fn element(figure: &Figure, drawing: &Drawing, layout: ChartLayout, axis: Axis) -> Markup {
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
