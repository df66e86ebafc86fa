//! The axes around a plot, and what a drawing of a figure is.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::log_axis::LogScale;
use crate::draw::markup::n;
use crate::draw::palette::{FAINT, GRID, TEXT};
use crate::units;

/// The vertical axis of losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LossAxis {
    Linear,
    Logarithmic,
}

impl LossAxis {
    /// Returns the class in markup.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Logarithmic => "logarithmic",
        }
    }
}

/// Markup with its size.
pub(crate) struct SizedMarkup {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) parts: Markup,
}

/// Room above the plot, for the name of the vertical axis.
const ABOVE: f64 = 28.0;

/// Room below the plot: ticks and the name of the horizontal axis.
const BELOW: f64 = 44.0;

/// An axis with its ticks.
pub(crate) enum AxisScale {
    /// Any numbers.
    Linear(LinearScale),
    /// Numbers of which only the whole ones have ticks.
    Whole(LinearScale),
    /// Shares, in percent.
    Percent(LinearScale),
    /// Positive numbers by their logarithm.
    Log(LogScale),
}

impl AxisScale {
    fn at(&self, value: f64) -> f64 {
        match self {
            Self::Linear(scale) | Self::Whole(scale) | Self::Percent(scale) => scale.at(value),
            Self::Log(scale) => scale.at(value),
        }
    }

    fn ticks(&self, at_most: usize) -> Vec<f64> {
        match self {
            Self::Linear(scale) | Self::Percent(scale) => scale.ticks(at_most),
            Self::Whole(scale) => scale.whole_ticks(at_most),
            Self::Log(scale) => scale.close_ticks(at_most),
        }
    }

    fn label(&self, tick: f64) -> String {
        match self {
            Self::Percent(_) => units::tick(100.0 * tick) + "\u{a0}%",
            Self::Linear(_) | Self::Whole(_) | Self::Log(_) => units::tick(tick),
        }
    }
}

/// A plot with its place.
pub(crate) struct PlotFrame {
    layout: ChartLayout,
    x: AxisScale,
    y: AxisScale,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl PlotFrame {
    pub(crate) fn new(layout: ChartLayout, x: AxisScale, y: AxisScale) -> Self {
        let (left, right) = (layout.left, layout.width - layout.right);
        Self { layout, x, y, left, right, top: ABOVE, bottom: ABOVE + layout.plot }
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom + BELOW
    }

    pub(crate) fn x(&self, value: f64) -> f64 {
        self.left + self.x.at(value) * (self.right - self.left)
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        self.bottom - self.y.at(value) * (self.bottom - self.top)
    }

    /// Returns points as an attribute of a polyline.
    pub(crate) fn points(&self, points: &[[f64; 2]]) -> String {
        let place = |&[x, y]: &[f64; 2]| format!("{},{}", n(self.x(x)), n(self.y(y)));
        points.iter().map(place).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn axes(&self, x_name: &str, y_name: &str) -> Markup {
        let Self { left, right, bottom, layout, .. } = *self;
        html! {
            g class=(GRID.class) color=(GRID.light) {
                @for value in self.y.ticks(6) {
                    line stroke="currentColor" x1=(n(left)) x2=(n(right)) y1=(n(self.y(value))) y2=(n(self.y(value))) {}
                }
            }
            g class=(FAINT.class) color=(FAINT.light) {
                @for value in self.y.ticks(6) {
                    text fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(self.y(value) + 0.35 * layout.text)) { (self.y.label(value)) }
                }
                @for value in self.x.ticks(if right - left > 360.0 { 8 } else { 4 }) {
                    line stroke="currentColor" x1=(n(self.x(value))) x2=(n(self.x(value))) y1=(n(bottom)) y2=(n(bottom + 5.0)) {}
                    text fill="currentColor" text-anchor="middle" x=(n(self.x(value))) y=(n(bottom + 19.0)) { (self.x.label(value)) }
                }
            }
            g class=(TEXT.class) color=(TEXT.light) {
                line stroke="currentColor" x1=(n(left)) x2=(n(right)) y1=(n(bottom)) y2=(n(bottom)) {}
                text fill="currentColor" text-anchor="middle" x=(n(f64::midpoint(left, right))) y=(n(bottom + 38.0)) { (x_name) }
                text fill="currentColor" x="0" y=(n(layout.text)) { (y_name) }
            }
        }
    }
}
