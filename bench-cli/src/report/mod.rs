//! The report of one run or several, in every format.

mod charts;
mod csv;
mod findings;
mod html;
mod jacobian_findings;
pub(crate) mod markdown;
mod rows;
mod svg;
pub(crate) mod terminal;
mod titles;

use crate::analysis::run_set::RunSet;
use crate::flags::exports::Format;

/// Returns the runs in this format.
pub(crate) fn text(format: Format, runs: &RunSet) -> String {
    match format {
        Format::Json => runs.to_json(),
        Format::Csv => csv::csv(runs),
        Format::Markdown => markdown::markdown(runs),
        Format::Svg => svg::svg(runs),
        Format::Html => html::html(runs),
    }
}
