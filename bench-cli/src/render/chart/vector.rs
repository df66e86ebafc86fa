//! A chart as SVG: text stays text, colours are classes, every point carries its data.

use maud::{Markup, html};

use super::spread::spread;
use super::{Chart, Line, Point};
use crate::engine_kind::EngineKind;
use crate::record::{Crossover, Quantity};
use crate::render::palette::{self, FAINT, GRID, PAPER, TEXT};
use crate::units;

/// How large a chart is, and how much room its margins take. Lengths are user units, of which a page shows
/// about one per pixel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// The class in markup.
    pub(crate) name: &'static str,
    /// The whole width.
    pub(crate) width: f64,
    /// The height of the plot alone, unless its labels need more.
    plot: f64,
    /// Room for the labels of the vertical axis.
    left: f64,
    /// Room for the labels at the ends of lines.
    right: f64,
    /// The size of text.
    text: f64,
}

impl Layout {
    /// For screens and paper.
    pub(crate) const WIDE: Self =
        Self { name: "wide", width: 760.0, plot: 330.0, left: 58.0, right: 168.0, text: 13.0 };
    /// For phones.
    pub(crate) const NARROW: Self =
        Self { name: "narrow", width: 340.0, plot: 300.0, left: 48.0, right: 116.0, text: 11.5 };
}

/// Room above the plot: the name of the vertical axis, and the value under the pointer.
const ABOVE: f64 = 26.0;

/// Room below the plot: ticks and the name of the horizontal axis.
const BELOW: f64 = 44.0;

/// From one line of a label to the next, in sizes of text.
const ROW: f64 = 1.2;

/// Room between labels, in sizes of text.
const GAP: f64 = 0.35;

/// Dashes of the lines of each run: solid, dashed, dotted, both.
const DASHES: [&str; 4] = ["none", "8 4", "1.5 4", "10 4 1.5 4"];

/// The rules that charts need, whatever document they stand in.
pub(crate) fn style_sheet() -> String {
    palette::style_sheet() + include_str!("chart.css")
}

/// The chart, and how high it is.
pub(crate) fn vector(chart: &Chart, layout: Layout) -> (Markup, f64) {
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
            @for (run, crossing) in &chart.crossings { (plot.crossing(*run, crossing)) }
            @for (place, (run, crossing)) in chart.crossings.iter().enumerate() {
                (plot.crossing_label(place, *run, crossing))
            }
            @for line in &chart.lines { (plot.line(line)) }
            (plot.labels())
            @for line in &chart.lines { (plot.points(line)) }
        }
    };
    (markup, plot.height)
}

/// The class of a chart in markup.
pub(crate) fn class(chart: &Chart) -> &'static str {
    match chart.quantity {
        Quantity::Seconds => "time",
        Quantity::RatioToLoss => "ratio",
    }
}

/// A chart with its place.
struct Plot<'a> {
    chart: &'a Chart,
    layout: Layout,
    /// Lines of text per label.
    rows: f64,
    right: f64,
    bottom: f64,
    height: f64,
}

impl<'a> Plot<'a> {
    fn new(chart: &'a Chart, layout: Layout) -> Self {
        // Labels have a second row while there is room for it.
        let rows = if chart.key.is_empty() { 2.0 } else { 1.0 };
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
            @for value in chart.x.ticks(6) {
                @let x = self.x(value);
                line class="faint" color=(FAINT.light) stroke="currentColor" x1=(n(x)) x2=(n(x)) y1=(n(bottom)) y2=(n(bottom + 5.0)) {}
                text class="faint" color=(FAINT.light) fill="currentColor" text-anchor="middle" x=(n(x)) y=(n(bottom + 19.0)) { (units::round_count(value)) }
            }
            g class="text" color=(TEXT.light) {
                line stroke="currentColor" x1=(n(left)) x2=(n(right)) y1=(n(bottom)) y2=(n(bottom)) {}
                text fill="currentColor" text-anchor="middle" x=(n(f64::midpoint(left, right))) y=(n(bottom + 38.0)) { "parameters p" }
                text fill="currentColor" x="0" y=(n(layout.text)) { (chart.y_name()) }
            }
        }
    }

    /// A crossover on the horizontal axis, between the ends of its interval.
    fn crossing_x(&self, crossing: &Crossover) -> [f64; 3] {
        [crossing.ci95[0], crossing.parameters, crossing.ci95[1]]
            .map(|parameters| self.x(parameters).clamp(self.layout.left, self.right))
    }

    /// A dashed line with its interval.
    fn crossing(&self, run: usize, crossing: &Crossover) -> Markup {
        let [low, x, high] = self.crossing_x(crossing);
        html! {
            g class="crossing faint" color=(FAINT.light) data-run=(run) data-parameters=(crossing.parameters) {
                rect x=(n(low)) y=(n(ABOVE)) width=(n((high - low).max(0.5))) height=(n(self.bottom - ABOVE)) fill="currentColor" fill-opacity="0.14" {}
                line x1=(n(x)) x2=(n(x)) y1=(n(ABOVE)) y2=(n(self.bottom)) stroke="currentColor" stroke-dasharray="4 3" {}
            }
        }
    }

    /// What a crossover means, beside its line.
    fn crossing_label(&self, place: usize, run: usize, crossing: &Crossover) -> Markup {
        let [low, x, high] = self.crossing_x(crossing);
        let on_the_left = x < f64::midpoint(self.layout.left, self.right);
        let (anchor, text_x) = if on_the_left { ("start", high + 6.0) } else { ("end", low - 6.0) };
        // Lines rise to the right: the upper left and the lower right are free.
        let row = self.layout.text * ROW;
        let block = 2.0 * row * place as f64;
        let y = if on_the_left { ABOVE + row + block } else { self.bottom - 2.0 * row - block };
        let letter = self.chart.key.get(run).map_or(String::new(), |(letter, _)| format!("{letter}: "));
        let smallest =
            self.chart.lines.iter().filter(|line| line.run == run).filter_map(|line| line.points.first());
        let is_seen = smallest.map(|point| point.parameters as f64).fold(f64::INFINITY, f64::min)
            <= crossing.parameters;
        html! {
            text class="halo faint" color=(FAINT.light) fill="currentColor" stroke=(PAPER.light) text-anchor=(anchor) x=(n(text_x)) y=(n(y)) {
                (letter) (crossing.over) " wins below " (units::significant(crossing.parameters))
                tspan x=(n(text_x)) dy=(n(row)) {
                    "95 %: " (units::interval(crossing.ci95, units::significant))
                    @if !is_seen { ", extrapolated" }
                }
            }
        }
    }

    /// What joins the points: solid where it was measured, faint towards what was predicted.
    fn line(&self, line: &Line) -> Markup {
        let corners = |points: &mut dyn Iterator<Item = &Point>| {
            let corners: Vec<String> = points
                .map(|point| format!("{},{}", n(self.x(point.parameters as f64)), n(self.y(point.value))))
                .collect();
            corners.join(" ")
        };
        let measured = corners(&mut line.points.iter());
        let beyond = corners(&mut line.points.last().into_iter().chain(&line.predicted));
        let dash = DASHES[line.run % DASHES.len()];
        engine_group(
            line.engine,
            "line",
            &html! {
                polyline points=(measured) fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" stroke-dasharray=(dash) {}
                @if !line.predicted.is_empty() {
                    polyline points=(beyond) fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="1 5" stroke-linecap="round" {}
                }
            },
        )
    }

    /// Names at the ends of lines, moved apart where they would overlap and then tied to their ends.
    fn labels(&self) -> Markup {
        let lines = &self.chart.lines;
        let height = (self.rows * ROW + GAP) * self.layout.text;
        let end = |line: &Line| *line.predicted.last().unwrap_or(&line.points[line.points.len() - 1]);
        let wanted: Vec<f64> = lines.iter().map(|line| self.y(end(line).value)).collect();
        let centres = spread(&wanted, height, (ABOVE - 8.0, self.bottom + 8.0));
        let shift = self.layout.text * if self.rows > 1.0 { -0.2 } else { 0.35 };
        let text_x = self.right + 12.0;
        html! {
            @for ((line, &centre), &wanted) in lines.iter().zip(&centres).zip(&wanted) {
                @let from = self.x(end(line).parameters as f64) + 6.0;
                (engine_group(line.engine, "label", &html! {
                    @if (centre - wanted).abs() > 3.0 || from < self.right - 20.0 {
                        polyline class="leader" points={ (n(from)) "," (n(wanted)) " " (n(self.right)) "," (n(wanted)) " " (n(text_x - 3.0)) "," (n(centre)) }
                            fill="none" stroke="currentColor" stroke-opacity="0.45" {}
                    }
                    text fill="currentColor" x=(n(text_x)) y=(n(centre + shift)) {
                        tspan font-weight="bold" { (line.name) }
                        @if self.rows > 1.0 {
                            tspan x=(n(text_x)) dy=(n(self.layout.text * ROW)) { (line.last) }
                            @if let Some(exponent) = line.exponent {
                                ", ∝ p"
                                tspan dy="-5" font-size="78%" { (units::exponent(exponent)) }
                            }
                        } @else { " " (line.last) }
                    }
                }))
            }
        }
    }

    fn points(&self, line: &Line) -> Markup {
        html! {
            @for point in &line.points { (self.point(line, point, "point")) }
            @for point in &line.predicted { (self.point(line, point, "prediction")) }
        }
    }

    /// A point with its interval. The value is shown while the pointer is on it.
    fn point(&self, line: &Line, point: &Point, kind: &str) -> Markup {
        let (x, y) = (self.x(point.parameters as f64), self.y(point.value));
        let [low, high] = point.ci95.map(|value| self.y(value));
        let is_measured = kind == "point";
        html! {
            g class={ (kind) " " (palette::of(line.engine).class) } color=(palette::of(line.engine).light)
                data-engine=(line.engine) data-run=(line.run) data-parameters=(point.parameters) data-value=(point.value)
                data-low=[is_measured.then_some(point.ci95[0])] data-high=[is_measured.then_some(point.ci95[1])] {
                @if is_measured {
                    line x1=(n(x)) x2=(n(x)) y1=(n(low)) y2=(n(high)) stroke="currentColor" stroke-width="1.5" {}
                    @if low - high > 9.0 {
                        @for y in [low, high] {
                            line x1=(n(x - 3.5)) x2=(n(x + 3.5)) y1=(n(y)) y2=(n(y)) stroke="currentColor" stroke-width="1.5" {}
                        }
                    }
                    circle class="dot" cx=(n(x)) cy=(n(y)) r="3.4" fill="currentColor" {}
                } @else {
                    circle class="dot hollow" cx=(n(x)) cy=(n(y)) r="3.4" fill=(PAPER.light) stroke="currentColor" stroke-width="1.5" {}
                }
                circle class="hit" cx=(n(x)) cy=(n(y)) r="11" fill="transparent" {}
                text class="readout" fill="currentColor" opacity="0" text-anchor="end" x=(n(self.layout.width)) y=(n(self.layout.text)) {
                    (self.readout(line, point, is_measured))
                }
            }
        }
    }

    fn readout(&self, line: &Line, point: &Point, is_measured: bool) -> String {
        let interval = match self.chart.quantity {
            Quantity::Seconds => units::interval(point.ci95, units::time),
            Quantity::RatioToLoss => units::interval(point.ci95, units::significant),
        };
        let sure = if is_measured { format!(" ({interval})") } else { ", predicted".to_owned() };
        format!(
            "{}, p = {}: {}{sure}",
            line.name,
            units::count(point.parameters),
            self.chart.spoken(point.value)
        )
    }
}

fn engine_group(engine: EngineKind, kind: &str, content: &Markup) -> Markup {
    let ink = palette::of(engine);
    html! { g class={ (kind) " " (ink.class) } color=(ink.light) { (content) } }
}

/// A coordinate: a tenth of a pixel is more than anyone sees.
fn n(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A line sample with the letter and the name of its run, for the key of charts that compare.
pub(crate) fn key_sample(run: usize) -> Markup {
    html! {
        svg class="sample" xmlns="http://www.w3.org/2000/svg" width="34" height="8" viewBox="0 0 34 8" aria-hidden="true" {
            line x1="1" x2="33" y1="4" y2="4" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray=(DASHES[run % DASHES.len()]) {}
        }
    }
}
