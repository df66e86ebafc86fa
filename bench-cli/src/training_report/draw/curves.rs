//! Curves by epoch: every epoch thin, the smoothed line bold, labels at the ends, the best epoch marked.

use maud::{Markup, html};

use crate::draw::label_spacing::spread;
use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::log_axis::LogScale;
use crate::draw::markup::n;
use crate::draw::palette::{Ink, PAPER, TRAINING, VALIDATION};
use crate::training_report::draw::frame::{AxisScale, PlotFrame};
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::figure::{Curve, Curves, DataPart, EpochLoss, EpochQuantity};
use crate::units;

impl Curve {
    fn ink(&self) -> Ink {
        match self.part {
            DataPart::Training => TRAINING,
            DataPart::Validation => VALIDATION,
        }
    }
}

impl EpochQuantity {
    fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Accuracy => "accuracy",
            Self::R2 => "r²",
        }
    }

    fn text(self, value: f64) -> String {
        match self {
            Self::Loss | Self::R2 => units::short(value),
            Self::Accuracy => format!("{:.1}\u{a0}%", 100.0 * value),
        }
    }
}

/// Draws the chart; none if losses fit no such axis.
pub(crate) fn draw(curves: &Curves, layout: ChartLayout, axis: LossAxis) -> Option<SizedMarkup> {
    let points = || curves.lines.iter().flat_map(|line| line.raw.iter().chain(&line.smooth));
    let losses = || points().map(|point| point[1]);
    let y = match axis {
        LossAxis::Linear => match curves.quantity {
            EpochQuantity::Loss => AxisScale::Linear(LinearScale::from_zero(losses())?),
            EpochQuantity::Accuracy => AxisScale::Percent(LinearScale::around(losses())?),
            EpochQuantity::R2 => AxisScale::Linear(LinearScale::around(losses())?),
        },
        LossAxis::Logarithmic if losses().all(|loss| loss > 0.0) => {
            AxisScale::Log(LogScale::around(losses())?)
        }
        LossAxis::Logarithmic => return None,
    };
    let epochs = points().map(|point| point[0]);
    let (first, last) = epochs.fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(x), high.max(x)));
    let x = if last > first {
        LinearScale::between(first, last)?
    } else {
        LinearScale::between(first - 0.5, last + 0.5)?
    };
    // The labels at the ends of the lines need room.
    let letters = curves.lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0).max(8);
    let layout = ChartLayout { right: 12.0 + 0.66 * layout.text * letters as f64, ..layout };
    let frame = PlotFrame::new(layout, AxisScale::Whole(x), y);
    let parts = html! {
        (frame.axes("epoch", curves.quantity.name()))
        @for line in &curves.lines { (curve(&frame, line, axis, curves.quantity)) }
        @if let Some(best) = curves.best { (marker(&frame, best, (curves, layout))) }
        (labels(&frame, curves, layout))
    };
    Some(SizedMarkup { width: layout.width, height: frame.height(), parts })
}

fn curve(frame: &PlotFrame, line: &Curve, axis: LossAxis, quantity: EpochQuantity) -> Markup {
    let ink = line.ink();
    // Two points per column that the eye can tell apart.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width")]
    let columns = ((frame.right - frame.left) / 1.5) as usize;
    let (raw, smooth) = (thinned(&line.raw, columns), thinned(&line.smooth, columns / 2));
    let is_single = raw.len() == 1;
    // The numbers themselves, once: for programs that read the picture.
    let numbers =
        |index: usize| raw.iter().map(|point| point[index].to_string()).collect::<Vec<_>>().join(" ");
    let has_data = axis == LossAxis::Linear && quantity == EpochQuantity::Loss;
    let data = has_data.then(|| [numbers(0), numbers(1)]);
    html! {
        g class={ "curve " (ink.class) } color=(ink.light) data-line=(line.name)
            data-epochs=[data.as_ref().map(|data| &data[0])] data-losses=[data.as_ref().map(|data| &data[1])] {
            polyline class="raw" points=(frame.points(&raw)) fill="none" stroke="currentColor" stroke-opacity="0.45" stroke-linejoin="round" {}
            polyline class="smooth" points=(frame.points(&smooth)) fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round" {}
            @if is_single {
                circle cx=(n(frame.x(raw[0][0]))) cy=(n(frame.y(raw[0][1]))) r="3.5" fill="currentColor" {}
            }
        }
    }
}

fn marker(frame: &PlotFrame, best: [f64; 2], (curves, layout): (&Curves, ChartLayout)) -> Markup {
    let ink = curves.lines.last().map_or(VALIDATION, Curve::ink);
    let (x, y) = (frame.x(best[0]), frame.y(best[1]));
    let (anchor, at) =
        if x > f64::midpoint(frame.left, frame.right) { ("end", x + 4.0) } else { ("start", x - 4.0) };
    // Below the lowest point, unless the axis is there.
    let has_room = frame.bottom - y > 4.0 * layout.text;
    let text_y = if has_room { y + 2.0 * layout.text } else { y - 1.1 * layout.text };
    html! {
        g class={ "best " (ink.class) } color=(ink.light) data-epoch=(best[0]) data-loss=(best[1]) {
            circle class="hollow" cx=(n(x)) cy=(n(y)) r="5" fill=(PAPER.light) stroke="currentColor" stroke-width="2" {}
            text class="halo" fill="currentColor" stroke=(PAPER.light) text-anchor=(anchor) x=(n(at)) y=(n(text_y)) {
                "kept: " (curves.quantity.text(best[1]))
            }
        }
    }
}

/// Returns names and last losses at the ends of the lines, pushed apart where they would touch.
fn labels(frame: &PlotFrame, curves: &Curves, layout: ChartLayout) -> Markup {
    let row = 2.5 * layout.text;
    let last = |line: &Curve| line.raw[line.raw.len() - 1][1];
    let mut places: Vec<f64> = curves.lines.iter().map(|line| frame.y(last(line))).collect();
    // A label is the line of its name and one below.
    let ends = (frame.top, frame.bottom + 0.3 * layout.text);
    places.iter_mut().for_each(|place| *place += 0.3 * layout.text);
    let places = spread(&places, row, ends).into_iter().map(|middle| middle - 0.3 * layout.text);
    html! {
        @for (line, place) in curves.lines.iter().zip(places) {
            @let ink = line.ink();
            text class={ "label " (ink.class) } color=(ink.light) fill="currentColor" font-weight="bold"
                x=(n(frame.right + 8.0)) y=(n(place)) {
                (line.name)
                tspan x=(n(frame.right + 8.0)) dy=(n(1.15 * layout.text)) font-weight="normal" { (curves.quantity.text(last(line))) }
            }
        }
    }
}

/// Thins points in order to those that a chart of so many columns can tell apart: the lowest and the highest of each column,
/// and both ends.
fn thinned(points: &[EpochLoss], columns: usize) -> Vec<EpochLoss> {
    if points.len() <= 2 * columns {
        return points.to_vec();
    }
    let mut kept = vec![0, points.len() - 1];
    let mut start = 0;
    for column in 1..=columns {
        let end = column * points.len() / columns;
        let by_loss = |&a: &usize, &b: &usize| points[a][1].total_cmp(&points[b][1]);
        kept.extend((start..end).min_by(by_loss));
        kept.extend((start..end).max_by(by_loss));
        start = end;
    }
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().map(|index| points[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_extremes() {
        let mut points: Vec<EpochLoss> =
            (0..10_000_u32).map(|i| [f64::from(i), 1.0 / f64::from(i + 1)]).collect();
        points[5432][1] = 99.0;
        points[7777][1] = -5.0;
        let kept = thinned(&points, 300);
        assert!(kept.len() <= 602 && kept.is_sorted_by(|a, b| a[0] < b[0]), "{}", kept.len());
        for index in [0, 5432, 7777, 9999] {
            assert!(kept.contains(&points[index]), "{index}");
        }
    }
}
