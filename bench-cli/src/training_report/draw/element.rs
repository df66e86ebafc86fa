//! A figure as a drawing, and as an element of a page.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::draw::{
    confusion, curves, decision_map, importance, pictures, reliability, scatter, weights,
};
use crate::training_report::figure::{CellKind, EpochQuantity, FigureContent, TrainingFigure};

/// The most classes of a matrix that stands beside another chart.
const CLASSES_BESIDE: usize = 12;

/// Returns the sizes of a figure: on a wide screen, where it stands alone or beside another one, and on a phone.
pub(crate) fn layouts(content: &FigureContent) -> [ChartLayout; 2] {
    let is_full = match content {
        FigureContent::Curves(curves) => curves.quantity == EpochQuantity::Loss,
        FigureContent::Confusion(confusion) => !(1..=CLASSES_BESIDE).contains(&confusion.classes.len()),
        FigureContent::Pictures(_) => true,
        FigureContent::Table(table) => {
            table.columns.iter().filter(|(_, kind)| *kind == CellKind::Words).count() > 1
        }
        FigureContent::Scatter(_)
        | FigureContent::Reliability(_)
        | FigureContent::DecisionMap(_)
        | FigureContent::Importance(_)
        | FigureContent::Weights(_) => false,
    };
    [if is_full { ChartLayout::FULL } else { ChartLayout::HALF }, ChartLayout::PHONE]
}

/// Draws a figure; none if its numbers fit no axis, and for a table, which is no drawing.
pub(crate) fn drawing(figure: &TrainingFigure, layout: ChartLayout, axis: LossAxis) -> Option<SizedMarkup> {
    match &figure.content {
        FigureContent::Curves(curves) => curves::draw(curves, layout, axis),
        FigureContent::Confusion(confusion) => Some(confusion::draw(confusion, layout)),
        FigureContent::Reliability(curve) => reliability::draw(curve, layout),
        FigureContent::Scatter(scatter) => scatter::draw(scatter, layout),
        FigureContent::DecisionMap(decision_map) => decision_map::draw(decision_map, layout),
        FigureContent::Importance(bars) => Some(importance::draw(bars, layout)),
        FigureContent::Weights(histograms) => Some(weights::draw(histograms, layout)),
        FigureContent::Pictures(pictures) => Some(pictures::draw(pictures, layout)),
        FigureContent::Table(_) => None,
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
