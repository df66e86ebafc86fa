//! A chart as SVG: text stays text, colours are classes, every point carries its data.

mod heat;
mod lines;

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::draw::palette::{FAINT, GRID, PAPER, TEXT};
use crate::record::nouns::Phrases;
use crate::record::{Crossover, Quantity};
use crate::report::charts::line_chart::LineChart;
pub(crate) use crate::report::charts::vector::heat::heat;
pub(crate) use crate::report::charts::vector::lines::line_sample;
use crate::units;

/// Room above the plot: the name of the vertical axis, and the value under the pointer.
const ABOVE: f64 = 26.0;

/// Room below the plot: ticks and the name of the horizontal axis.
const BELOW: f64 = 44.0;

/// The height of a line of a label, in sizes of text.
const ROW: f64 = 1.2;

/// Room between labels, in sizes of text.
const GAP: f64 = 0.35;

/// Draws the chart, and returns its height too.
pub(crate) fn vector(chart: &LineChart, layout: ChartLayout) -> (Markup, f64) {
    let plot = Plot::new(chart, layout);
    let id = format!("{}-{}", class(chart), layout.name);
    let markup = html! {
        svg class={ "chart " (layout.name) } xmlns="http://www.w3.org/2000/svg" role="img"
            aria-labelledby={ (id) "-title " (id) "-desc" }
            width=(n(layout.width)) height=(n(plot.height)) viewBox={ "0 0 " (n(layout.width)) " " (n(plot.height)) }
            font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size=(n(layout.text)) {
            title id={ (id) "-title" } { (chart.title) }
            desc id={ (id) "-desc" } { (chart.description()) }
            (plot.axes())
            @for (run, crossover) in &chart.crossovers { (plot.crossover(*run, crossover)) }
            @for (place, (run, crossover)) in chart.crossovers.iter().enumerate() {
                (plot.crossover_label(place, *run, crossover))
            }
            @for line in &chart.lines { (plot.line(line)) }
            (plot.labels())
            @for line in &chart.lines { (plot.points(line)) }
        }
    };
    (markup, plot.height)
}

/// Returns the class of a chart in markup.
pub(crate) fn class(chart: &LineChart) -> &'static str {
    match chart.quantity {
        Quantity::Seconds => "time",
        Quantity::RatioToLoss => "ratio",
    }
}

/// A chart with its place.
struct Plot<'a> {
    chart: &'a LineChart,
    layout: ChartLayout,
    /// Lines of text per label.
    rows: f64,
    right: f64,
    bottom: f64,
    height: f64,
}

impl<'a> Plot<'a> {
    fn new(chart: &'a LineChart, layout: ChartLayout) -> Self {
        // Labels have a second row while there is room for it.
        let rows = if chart.legend.is_empty() { 2.0 } else { 1.0 };
        let labels = chart.lines.len() as f64 * (rows * ROW + GAP) * layout.text;
        let bottom = ABOVE + layout.plot.max(labels);
        Self { chart, layout, rows, right: layout.width - layout.right, bottom, height: bottom + BELOW }
    }

    fn x(&self, parameters: f64) -> f64 {
        self.layout.left + self.chart.x.at(parameters) * (self.right - self.layout.left)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - self.chart.y.at(value) * (self.bottom - ABOVE)
    }

    fn axes(&self) -> Markup {
        let Self { chart, right, bottom, layout, .. } = *self;
        let (left, shift) = (layout.left, layout.text * 0.35);
        html! {
            @for value in chart.y.ticks(9) {
                @let y = self.y(value);
                line class="grid" color=(GRID.light) stroke="currentColor" x1=(n(left)) x2=(n(right)) y1=(n(y)) y2=(n(y)) {}
                text class="faint" color=(FAINT.light) fill="currentColor" text-anchor="end" x=(n(left - 8.0)) y=(n(y + shift)) { (chart.y_tick(value)) }
            }
            @for value in chart.x_ticks(6) {
                @let x = self.x(value);
                line class="faint" color=(FAINT.light) stroke="currentColor" x1=(n(x)) x2=(n(x)) y1=(n(bottom)) y2=(n(bottom + 5.0)) {}
                text class="faint" color=(FAINT.light) fill="currentColor" text-anchor="middle" x=(n(x)) y=(n(bottom + 19.0)) { (units::round_count(value)) }
            }
            g class="text" color=(TEXT.light) {
                line stroke="currentColor" x1=(n(left)) x2=(n(right)) y1=(n(bottom)) y2=(n(bottom)) {}
                text fill="currentColor" text-anchor="middle" x=(n(f64::midpoint(left, right))) y=(n(bottom + 38.0)) { (chart.words.axis()) }
                text fill="currentColor" x="0" y=(n(layout.text)) { (chart.y_name()) }
            }
        }
    }

    /// Returns a crossover on the horizontal axis, between the ends of its interval.
    fn crossover_x(&self, crossover: &Crossover) -> [f64; 3] {
        [crossover.ci95[0], crossover.parameters, crossover.ci95[1]]
            .map(|parameters| self.x(parameters).clamp(self.layout.left, self.right))
    }

    /// Returns a dashed line with its interval.
    fn crossover(&self, run: usize, crossover: &Crossover) -> Markup {
        let [low, x, high] = self.crossover_x(crossover);
        html! {
            g class="crossing faint" color=(FAINT.light) data-run=(run) data-parameters=(crossover.parameters) {
                rect x=(n(low)) y=(n(ABOVE)) width=(n((high - low).max(0.5))) height=(n(self.bottom - ABOVE)) fill="currentColor" fill-opacity="0.14" {}
                line x1=(n(x)) x2=(n(x)) y1=(n(ABOVE)) y2=(n(self.bottom)) stroke="currentColor" stroke-dasharray="4 3" {}
            }
        }
    }

    /// Returns the label of a crossover, beside its line.
    fn crossover_label(&self, place: usize, run: usize, crossover: &Crossover) -> Markup {
        let [low, x, high] = self.crossover_x(crossover);
        let on_the_left = x < f64::midpoint(self.layout.left, self.right);
        let (anchor, text_x) = if on_the_left { ("start", high + 6.0) } else { ("end", low - 6.0) };
        // Lines rise to the right: the upper left and the lower right are free.
        let row = self.layout.text * ROW;
        let block = 2.0 * row * place as f64;
        let y = if on_the_left { ABOVE + row + block } else { self.bottom - 2.0 * row - block };
        let letter = self.chart.legend.get(run).map_or(String::new(), |(letter, _)| format!("{letter}: "));
        let smallest =
            self.chart.lines.iter().filter(|line| line.run == run).filter_map(|line| line.points.first());
        let is_seen = smallest.map(|point| point.parameters as f64).fold(f64::INFINITY, f64::min)
            <= crossover.parameters;
        html! {
            text class="halo faint" color=(FAINT.light) fill="currentColor" stroke=(PAPER.light) text-anchor=(anchor) x=(n(text_x)) y=(n(y)) {
                (letter) (crossover.over) " wins below " (units::significant(crossover.parameters))
                tspan x=(n(text_x)) dy=(n(row)) {
                    "95 %: " (units::interval(crossover.ci95, units::significant))
                    @if !is_seen { ", extrapolated" }
                }
            }
        }
    }
}
