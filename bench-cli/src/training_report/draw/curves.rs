//! Loss curves: every epoch thin, the smoothed line bold, labels at the ends, the best epoch marked.

use maud::{Markup, html};

use crate::draw::layout::ChartLayout;
use crate::draw::linear_axis::LinearScale;
use crate::draw::log_axis::LogScale;
use crate::draw::markup::n;
use crate::draw::palette::{Ink, PAPER, TRAINING, VALIDATION};
use crate::training_report::draw::frame::{AxisScale, PlotFrame};
use crate::training_report::draw::frame::{LossAxis, SizedMarkup};
use crate::training_report::figure::{Curve, Curves, EpochLoss};
use crate::units;

/// The inks of the lines, in their order.
const INKS: [Ink; 2] = [TRAINING, VALIDATION];

/// Draws the chart; none if losses fit no such axis.
pub(crate) fn draw(curves: &Curves, layout: ChartLayout, axis: LossAxis) -> Option<SizedMarkup> {
    let points = || curves.lines.iter().flat_map(|line| line.raw.iter().chain(&line.smooth));
    let losses = || points().map(|point| point[1]);
    let y = match axis {
        LossAxis::Linear => AxisScale::Linear(LinearScale::from_zero(losses())?),
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
    let frame = PlotFrame::new(layout, x, y);
    let parts = html! {
        (frame.axes("epoch", "loss"))
        @for (line, ink) in curves.lines.iter().zip(INKS) { (curve(&frame, line, ink, axis)) }
        @if let Some(best) = curves.best { (marker(&frame, best, layout)) }
        (labels(&frame, curves, layout))
    };
    Some(SizedMarkup { width: layout.width, height: frame.height(), parts })
}

fn curve(frame: &PlotFrame, line: &Curve, ink: Ink, axis: LossAxis) -> Markup {
    // Two points per column that the eye can tell apart.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width")]
    let columns = ((frame.right - frame.left) / 1.5) as usize;
    let (raw, smooth) = (thinned(&line.raw, columns), thinned(&line.smooth, columns / 2));
    let is_single = raw.len() == 1;
    // The numbers themselves, once: for programs that read the picture.
    let numbers =
        |index: usize| raw.iter().map(|point| point[index].to_string()).collect::<Vec<_>>().join(" ");
    let data = (axis == LossAxis::Linear).then(|| [numbers(0), numbers(1)]);
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

fn marker(frame: &PlotFrame, best: [f64; 2], layout: ChartLayout) -> Markup {
    let (x, y) = (frame.x(best[0]), frame.y(best[1]));
    let (anchor, at) =
        if x > f64::midpoint(frame.left, frame.right) { ("end", x + 4.0) } else { ("start", x - 4.0) };
    // Below the lowest point, unless the axis is there.
    let has_room = frame.bottom - y > 4.0 * layout.text;
    let text_y = if has_room { y + 2.0 * layout.text } else { y - 1.1 * layout.text };
    html! {
        g class={ "best " (VALIDATION.class) } color=(VALIDATION.light) data-epoch=(best[0]) data-loss=(best[1]) {
            circle class="hollow" cx=(n(x)) cy=(n(y)) r="5" fill=(PAPER.light) stroke="currentColor" stroke-width="2" {}
            text class="halo" fill="currentColor" stroke=(PAPER.light) text-anchor=(anchor) x=(n(at)) y=(n(text_y)) {
                "best, kept: " (units::short(best[1]))
            }
        }
    }
}

/// Returns names and last losses at the ends of the lines, pushed apart where they would touch.
fn labels(frame: &PlotFrame, curves: &Curves, layout: ChartLayout) -> Markup {
    let row = 2.5 * layout.text;
    let last = |line: &Curve| line.raw[line.raw.len() - 1][1];
    let mut places: Vec<f64> = curves.lines.iter().map(|line| frame.y(last(line))).collect();
    let (upper, lower) = if places[0] <= places[1] { (0, 1) } else { (1, 0) };
    let missing = row - (places[lower] - places[upper]);
    if missing > 0.0 {
        places[upper] -= missing / 2.0;
        places[lower] += missing / 2.0;
    }
    let below = (places[lower] + 1.2 * layout.text - frame.bottom).max(0.0);
    places.iter_mut().for_each(|place| *place -= below);
    html! {
        @for ((line, ink), place) in curves.lines.iter().zip(INKS).zip(places) {
            text class={ "label " (ink.class) } color=(ink.light) fill="currentColor" font-weight="bold"
                x=(n(frame.right + 8.0)) y=(n(place)) {
                (line.name)
                tspan x=(n(frame.right + 8.0)) dy=(n(1.15 * layout.text)) font-weight="normal" { (units::short(last(line))) }
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
