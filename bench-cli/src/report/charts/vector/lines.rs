//! Lines, their labels and their points.

use dualtape_contenders::EngineKind;
use maud::{Markup, html};

use crate::draw::label_spacing::spread;
use crate::draw::markup::n;
use crate::draw::palette;
use crate::draw::palette::PAPER;
use crate::record::Quantity;
use crate::report::charts::line_chart::{Series, SeriesPoint};
use crate::report::charts::vector::{ABOVE, GAP, Plot, ROW};
use crate::units;

/// Dashes of the lines of each run: solid, dashed, dotted, both.
const DASHES: [&str; 4] = ["none", "8 4", "1.5 4", "10 4 1.5 4"];

impl Plot<'_> {
    /// Draws the line through the points: solid between measured ones, faint towards predicted ones.
    pub(crate) fn line(&self, line: &Series) -> Markup {
        let corners = |points: &mut dyn Iterator<Item = &SeriesPoint>| {
            let corners: Vec<String> = points
                .map(|point| format!("{},{}", n(self.x(point.parameters as f64)), n(self.y(point.value))))
                .collect();
            corners.join(" ")
        };
        let measured = corners(&mut line.points.iter());
        let beyond = corners(&mut line.points.last().into_iter().chain(&line.predicted));
        let dash = DASHES[line.pattern % DASHES.len()];
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

    /// Draws names at the ends of lines, moved apart where they would overlap and then tied to their ends.
    pub(crate) fn labels(&self) -> Markup {
        let lines = &self.chart.lines;
        let height = (self.rows * ROW + GAP) * self.layout.text;
        let end = |line: &Series| *line.predicted.last().unwrap_or(&line.points[line.points.len() - 1]);
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
                                ", ∝ " (self.chart.words.letter)
                                tspan dy="-5" font-size="78%" { (units::exponent(exponent)) }
                            }
                        } @else { " " (line.last) }
                    }
                }))
            }
        }
    }

    pub(crate) fn points(&self, line: &Series) -> Markup {
        html! {
            @for point in &line.points { (self.point(line, point, "point")) }
            @for point in &line.predicted { (self.point(line, point, "prediction")) }
        }
    }

    /// Returns a point with its interval. The value is shown while the pointer is on it.
    fn point(&self, line: &Series, point: &SeriesPoint, kind: &str) -> Markup {
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
                text class="readout" fill="currentColor" display="none" text-anchor="end" x=(n(self.layout.width)) y=(n(self.layout.text)) {
                    (self.readout(line, point, is_measured))
                }
            }
        }
    }

    fn readout(&self, line: &Series, point: &SeriesPoint, is_measured: bool) -> String {
        let interval = match self.chart.quantity {
            Quantity::Seconds => units::interval(point.ci95, units::time),
            Quantity::RatioToLoss => units::interval(point.ci95, units::significant),
        };
        let sure = if is_measured { format!(" ({interval})") } else { ", predicted".to_owned() };
        format!(
            "{}, {} = {}: {}{sure}",
            line.name,
            self.chart.words.letter,
            units::count(point.parameters),
            self.chart.spoken(point.value)
        )
    }
}

fn engine_group(engine: EngineKind, kind: &str, content: &Markup) -> Markup {
    let ink = palette::of(engine);
    html! { g class={ (kind) " " (ink.class) } color=(ink.light) { (content) } }
}

/// Draws a sample of the line of a run, for the legend of charts that compare.
pub(crate) fn line_sample(run: usize) -> Markup {
    html! {
        svg class="sample" xmlns="http://www.w3.org/2000/svg" width="34" height="8" viewBox="0 0 34 8" aria-hidden="true" {
            line x1="1" x2="33" y1="4" y2="4" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray=(DASHES[run % DASHES.len()]) {}
        }
    }
}
