//! The page of a training: one file that needs nothing else.

use maud::{Markup, html};

use crate::draw::layout::style_sheet;
use crate::draw::page::{Script, data, page};
use crate::draw::palette;
use crate::terminal::invocation::shell_words;
use crate::training_report::TrainingReport;
use crate::training_report::draw::element::{drawing, element, layouts};
use crate::training_report::draw::frame::LossAxis;
use crate::training_report::draw::table;
use crate::training_report::figure::{EpochQuantity, FigureContent, TrainingFigure};

/// Returns the text of the page.
pub(crate) fn training_html(report: &TrainingReport) -> String {
    let style = style_sheet() + &palette::training_style_sheet() + include_str!("training.css");
    let body = html! {
        header {
            h1 { (report.question) }
            p class="verdict" { strong { (report.verdict) } }
        }
        div class="figures" { @for figure in &report.figures { (shown(figure)) } }
        section {
            h2 { "Settings" }
            dl { @for (name, value) in &report.settings { div { dt { (name) } dd { (value) } } } }
        }
        section {
            h2 { "To repeat it" }
            pre { code { (shell_words(&report.command)) } }
        }
        (data("JSON, times in seconds", &report.record))
    };
    page(&report.question, Script::None, &style, &body)
}

fn shown(figure: &TrainingFigure) -> Markup {
    let layouts = layouts(&figure.content);
    let chart = |axis| -> Vec<Markup> {
        layouts
            .iter()
            .filter_map(|&layout| Some(element(figure, &drawing(figure, layout, axis)?, layout, axis)))
            .collect()
    };
    let linear = chart(LossAxis::Linear);
    let logarithmic = match &figure.content {
        FigureContent::Curves(curves) if curves.quantity == EpochQuantity::Loss => {
            chart(LossAxis::Logarithmic)
        }
        _ => Vec::new(),
    };
    html! {
        figure class={ "figure-" (figure.name) " " (layouts[0].name) } {
            figcaption {
                h2 { (figure.title) }
                p class="faint" { (figure.subtitle) }
            }
            @if !logarithmic.is_empty() && !linear.is_empty() {
                // The style sheet does what is asked for here: there is no script.
                label class="toggle" { input type="checkbox" id="linear"; " linear axis from zero" }
            }
            @if let FigureContent::Table(rows) = &figure.content {
                (table::draw(figure, rows))
            } @else if linear.is_empty() && logarithmic.is_empty() {
                p { "These numbers are too large for a chart." }
            }
            @for chart in linear.iter().chain(&logarithmic) { (chart) }
        }
    }
}
