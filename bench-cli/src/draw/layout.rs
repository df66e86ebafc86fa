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
    /// For a page of the whole width of a screen.
    pub(crate) const FULL: Self =
        Self { name: "full", width: 1000.0, plot: 320.0, left: 58.0, right: 10.0, text: 13.0 };
    /// For one of two charts side by side.
    pub(crate) const HALF: Self =
        Self { name: "half", width: 500.0, plot: 300.0, left: 58.0, right: 18.0, text: 13.0 };
    /// For phones, where nothing stands at the right.
    pub(crate) const PHONE: Self =
        Self { name: "narrow", width: 340.0, plot: 260.0, left: 48.0, right: 18.0, text: 11.5 };
}

/// Returns the style rules that charts need, whatever document they stand in.
pub(crate) fn style_sheet() -> String {
    palette::style_sheet() + include_str!("chart.css")
}
