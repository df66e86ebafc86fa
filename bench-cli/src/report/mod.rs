//! The report of one run or several, in every format.

pub(crate) mod charts;
pub(crate) mod csv;
pub(crate) mod findings;
pub(crate) mod html;
pub(crate) mod jacobian_findings;
pub(crate) mod markdown;
pub(crate) mod rows;
pub(crate) mod svg;
pub(crate) mod terminal;
pub(crate) mod titles;

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
