//! A histogram per layer.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::markup::n;
use crate::draw::palette::{FAINT, TEXT, TRAINING};
use crate::training_report::draw::frame::SizedMarkup;
use crate::training_report::figure::WeightHistogram;
use crate::units;

/// The height of one histogram's bars.
const BARS: f64 = 56.0;

/// Room for its name.
const NAME: f64 = 30.0;

/// Room for the axis below all of them.
const AXIS: f64 = 26.0;

pub(crate) fn draw(histograms: &[WeightHistogram], layout: ChartLayout) -> SizedMarkup {
    let height = (BARS + NAME) * histograms.len() as f64;
    let reach = histograms.first().map_or(1.0, |histogram| histogram.reach);
    let ticks = [(0.0, "start", -reach), (0.5, "middle", 0.0), (1.0, "end", reach)];
    let parts = html! {
        @for (index, histogram) in histograms.iter().enumerate() {
            (bars(histogram, (BARS + NAME) * index as f64, layout))
        }
        g class=(FAINT.class) color=(FAINT.light) {
            @for (share, anchor, value) in ticks {
                text fill="currentColor" text-anchor=(anchor) x=(n(share * layout.width)) y=(n(height + 18.0)) { (units::short(value)) }
            }
        }
    };
    SizedMarkup { width: layout.width, height: height + AXIS, parts }
}

fn bars(histogram: &WeightHistogram, top: f64, layout: ChartLayout) -> Markup {
    let most = histogram.counts.iter().max().copied().unwrap_or(1).max(1) as f64;
    let width = layout.width / histogram.counts.len() as f64;
    let bottom = top + NAME + BARS;
    let [mean, deviation] = histogram.mean_and_deviation.map(units::short);
    html! {
        text class=(TEXT.class) color=(TEXT.light) fill="currentColor" x="0" y=(n(top + NAME - 8.0)) {
            tspan font-weight="bold" { (histogram.name) }
            tspan class=(FAINT.class) color=(FAINT.light) { ", mean " (mean) ", deviation " (deviation) }
        }
        g class={ "bars " (TRAINING.class) } color=(TRAINING.light) {
            @for (index, &count) in histogram.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                @let height = (BARS * count as f64 / most).max(1.0);
                rect x=(n(width * index as f64 + 0.5)) y=(n(bottom - height)) width=(n(width - 1.0)) height=(n(height)) fill="currentColor" fill-opacity="0.75" data-count=(count) {}
            }
        }
        line class=(FAINT.class) color=(FAINT.light) stroke="currentColor" x1="0" x2=(n(layout.width)) y1=(n(bottom)) y2=(n(bottom)) {}
    }
}
