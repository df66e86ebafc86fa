//! The sizes of charts, and the style rules that all of them need.

use crate::draw::palette;

/// The size of a chart and of its margins. Lengths are user units, of which a page shows about one per pixel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChartLayout {
    /// The class in markup.
    pub(crate) name: &'static str,
    /// The whole width.
    pub(crate) width: f64,
    /// The height of the plot alone, unless its labels need more.
    pub(crate) plot: f64,
    /// Room for the labels of the vertical axis.
    pub(crate) left: f64,
    /// Room for the labels at the ends of lines.
    pub(crate) right: f64,
    /// The size of text.
    pub(crate) text: f64,
}

impl ChartLayout {
    /// For screens and paper.
    pub(crate) const WIDE: Self =
        Self { name: "wide", width: 760.0, plot: 330.0, left: 58.0, right: 168.0, text: 13.0 };
    /// For phones.
    pub(crate) const NARROW: Self =
        Self { name: "narrow", width: 340.0, plot: 300.0, left: 48.0, right: 116.0, text: 11.5 };
    /// For both, where nothing stands at the right.
    pub(crate) const SQUARE: Self =
        Self { name: "square", width: 460.0, plot: 340.0, left: 58.0, right: 10.0, text: 13.0 };
}

/// Returns the style rules that charts need, whatever document they stand in.
pub(crate) fn style_sheet() -> String {
    palette::style_sheet() + include_str!("chart.css")
}
