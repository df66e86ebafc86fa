//! The figures of a report: line charts over sizes, and a heat map for maps of n inputs to m outputs.

use maud::Markup;

use crate::analysis::run_set::RunSet;
use crate::draw::Paint;
use crate::draw::layout::ChartLayout;
use crate::record::Quantity;
use crate::report::charts::heat_map::HeatMap;
use crate::report::charts::line_chart::LineChart;
use crate::report::charts::{heat_table, terminal, vector};

/// One figure.
pub(crate) enum ReportFigure {
    /// A quantity against sizes.
    Lines(LineChart),
    /// The faster mode by inputs and outputs.
    Heat(HeatMap),
}

/// Returns the figures of a report: heat maps, time, and time ÷ loss if there are gradients.
pub(crate) fn figures(runs: &RunSet) -> Vec<ReportFigure> {
    let maps = runs.lettered().filter_map(|(letter, run)| HeatMap::of(letter, run)).map(ReportFigure::Heat);
    let charts = [Quantity::Seconds, Quantity::RatioToLoss].into_iter();
    maps.chain(charts.filter_map(|quantity| LineChart::new(runs, quantity)).map(ReportFigure::Lines))
        .collect()
}

impl ReportFigure {
    /// Returns the class in markup.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Lines(chart) => vector::class(chart),
            Self::Heat(_) => "heat",
        }
    }

    /// Returns the finding.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Lines(chart) => &chart.title,
            Self::Heat(map) => &map.title,
        }
    }

    /// Returns the subtitle: the content of the figure.
    pub(crate) fn subtitle(&self) -> &str {
        match self {
            Self::Lines(chart) => &chart.subtitle,
            Self::Heat(map) => &map.subtitle,
        }
    }

    /// Returns the runs by their letters, where there are several in the figure.
    pub(crate) fn legend(&self) -> &[(char, String)] {
        match self {
            Self::Lines(chart) => &chart.legend,
            Self::Heat(_) => &[],
        }
    }

    /// Draws the figure as SVG, and returns its height too.
    pub(crate) fn vector(&self, layout: ChartLayout) -> (Markup, f64) {
        match self {
            Self::Lines(chart) => vector::vector(chart, layout),
            Self::Heat(map) => vector::heat(map, layout),
        }
    }

    /// Draws the figure for a terminal of so many columns.
    pub(crate) fn terminal(&self, columns: usize, paint: Paint) -> String {
        match self {
            Self::Lines(chart) => terminal::terminal(chart, columns, paint),
            Self::Heat(map) => heat_table::heat_table(map, paint),
        }
    }
}
