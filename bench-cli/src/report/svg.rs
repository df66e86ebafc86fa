//! The charts of a report as one standalone SVG file.

use crate::analysis::run_set::RunSet;
use crate::draw::layout::ChartLayout;
use crate::draw::sheet::{Sheet, TextStyle};
use crate::report::charts::{figures, line_sample};
use crate::report::titles;

/// Returns the text of the file.
pub(crate) fn svg(runs: &RunSet) -> String {
    let mut sheet = Sheet::new(ChartLayout::WIDE.width);
    sheet.text(TextStyle::QUESTION, &titles::question(runs.first()));
    let comparisons = titles::comparisons(runs);
    if comparisons.is_empty() {
        sheet.text(TextStyle::PLAIN, &titles::verdict(runs.first()));
    }
    for comparison in comparisons {
        sheet.text(TextStyle::PLAIN, &comparison);
    }
    for drawing in figures(runs) {
        sheet.skip(22.0);
        sheet.text(TextStyle::TITLE, drawing.title());
        sheet.text(TextStyle::FAINT, drawing.subtitle());
        for (run, (letter, name)) in drawing.legend().iter().enumerate() {
            sheet.legend(&line_sample(run), &format!("{letter}: {name}"));
        }
        sheet.skip(12.0);
        let (markup, height) = drawing.vector(ChartLayout::WIDE);
        sheet.drawing(&markup, height);
    }
    let environment = &runs.first().environment;
    sheet.skip(8.0);
    let source = format!(
        "dualtape {} ({}), {}, {} build, {}, seed {}",
        environment.version,
        environment.commit,
        environment.rustc,
        environment.profile,
        environment.cpu,
        runs.first().seed
    );
    sheet.text(TextStyle::FAINT, &source);
    sheet.document(&titles::question(runs.first()), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_leaves_the_picture_well_formed() {
        let mut record = crate::analysis::sample::record(&[10, 100], |p| 4e-6 * p, |p| 1e-7 * p * p);
        "\u{1}</svg><script>&amp;\"".clone_into(&mut record.environment.cpu);
        let picture = svg(&RunSet::one("]]><", record));
        let document = roxmltree::Document::parse(&picture).expect("XML");
        let text: String = document.descendants().filter_map(|node| node.text()).collect();
        assert!(text.contains(" </svg><script>&amp;\""), "{text}");
    }
}
