//! What a report draws: lines over sizes, and a heat map where there are two of them.

use maud::Markup;

use crate::analysis::run_set::Runs;
use crate::draw::Paint;
use crate::draw::layout::ChartLayout;
use crate::record::Quantity;
use crate::report::charts::heat_map::HeatMap;
use crate::report::charts::{Chart, heat_table, terminal, vector};

/// One figure.
pub(crate) enum Drawing {
    /// A quantity against sizes.
    Lines(Chart),
    /// Who wins at which shape.
    Heat(HeatMap),
}

/// The figures of a report: who wins at which shape, time, and time ÷ loss where there are gradients.
pub(crate) fn drawings(runs: &Runs) -> Vec<Drawing> {
    let maps = runs.lettered().filter_map(|(letter, run)| HeatMap::of(letter, run)).map(Drawing::Heat);
    let charts = [Quantity::Seconds, Quantity::RatioToLoss].into_iter();
    maps.chain(charts.filter_map(|quantity| Chart::new(runs, quantity)).map(Drawing::Lines)).collect()
}

impl Drawing {
    /// The class in markup.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Lines(chart) => vector::class(chart),
            Self::Heat(_) => "heat",
        }
    }

    /// The finding.
    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Lines(chart) => &chart.title,
            Self::Heat(map) => &map.title,
        }
    }

    /// What is drawn.
    pub(crate) fn subtitle(&self) -> &str {
        match self {
            Self::Lines(chart) => &chart.subtitle,
            Self::Heat(map) => &map.subtitle,
        }
    }

    /// The runs by their letters, where there are several in the figure.
    pub(crate) fn key(&self) -> &[(char, String)] {
        match self {
            Self::Lines(chart) => &chart.key,
            Self::Heat(_) => &[],
        }
    }

    /// The figure as SVG, and how high it is.
    pub(crate) fn vector(&self, layout: ChartLayout) -> (Markup, f64) {
        match self {
            Self::Lines(chart) => vector::vector(chart, layout),
            Self::Heat(map) => vector::heat(map, layout),
        }
    }

    /// The figure for a terminal of so many columns.
    pub(crate) fn terminal(&self, columns: usize, paint: Paint) -> String {
        match self {
            Self::Lines(chart) => terminal(chart, columns, paint),
            Self::Heat(map) => heat_table(map, paint),
        }
    }
}
