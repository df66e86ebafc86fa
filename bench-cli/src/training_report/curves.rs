//! Losses by epoch: as they were, and smoothed.

use std::fmt::Write;

use dualtape_mlp::EpochRecord;

use crate::training_report::figure::{
    Curve, Curves, DataPart, EpochLoss, EpochQuantity, FigureContent, TrainingFigure,
};
use crate::units;

/// The lowest r² that is drawn: the first epochs can be far below, and the others would be a line without height.
const LOWEST_R2: f64 = -0.5;

/// Returns the chart; none without an epoch.
pub(crate) fn figure(history: &[EpochRecord], best_epoch: usize, validates: bool) -> Option<TrainingFigure> {
    let names = if validates { ["training", "validation"] } else { ["during the epoch", "after it"] };
    let lines = vec![
        line((names[0], DataPart::Training), history, |record| Some(record.train_loss)),
        line((names[1], DataPart::Validation), history, |record| Some(record.score.loss)),
    ];
    if lines.iter().any(|line| line.raw.is_empty()) {
        return None;
    }
    let best = lines[1].raw.iter().copied().find(|point| point[0] == best_epoch as f64);
    let title = match best {
        Some(_) if validates => {
            format!("The validation loss was lowest after epoch {}", units::count(best_epoch))
        }
        Some(_) => format!("The loss was lowest after epoch {}", units::count(best_epoch)),
        None => "No epoch improved on the initial network".to_owned(),
    };
    let hidden = 2 * history.len() - lines.iter().map(|line| line.raw.len()).sum::<usize>();
    let mut subtitle = format!("Loss by epoch; {}", drawn(history.len()));
    if hidden > 0 {
        write!(subtitle, "; {} losses that are no finite numbers are not drawn", units::count(hidden))
            .expect("a String takes everything");
    }
    let spoken: Vec<String> = lines.iter().map(spoken).collect();
    let description = format!("{}.", spoken.join("; "));
    Some(TrainingFigure {
        name: "losses",
        title,
        subtitle,
        description,
        content: FigureContent::Curves(Curves { quantity: EpochQuantity::Loss, lines, best }),
    })
}

/// Returns the chart of the accuracy or else of r² on the part that judges; none without an epoch that has it.
pub(crate) fn quality_figure(
    history: &[EpochRecord],
    best_epoch: usize,
    (part, role): (&str, DataPart),
) -> Option<TrainingFigure> {
    let is_classified = history.first()?.score.accuracy.is_some();
    let (quantity, name, value): (_, _, fn(&EpochRecord) -> Option<f64>) = if is_classified {
        (EpochQuantity::Accuracy, "accuracy", |record| record.score.accuracy)
    } else {
        (EpochQuantity::R2, "r²", |record| record.score.r2)
    };
    let mut line = line((name, role), history, value);
    let all = line.raw.len();
    if quantity == EpochQuantity::R2 {
        line.raw.retain(|point| point[1] >= LOWEST_R2);
        line.smooth = smoothed(&line.raw, span(history.len()));
    }
    let hidden = match all - line.raw.len() {
        0 => String::new(),
        hidden => format!("; {} epochs below {LOWEST_R2} are not drawn", units::count(hidden)),
    };
    let highest =
        line.raw.iter().copied().reduce(|best, point| if point[1] > best[1] { point } else { best })?;
    let best = line.raw.iter().copied().find(|point| point[0] == best_epoch as f64);
    let text = |value: f64| match quantity {
        EpochQuantity::Accuracy => format!("{:.1}\u{a0}%", 100.0 * value),
        EpochQuantity::Loss | EpochQuantity::R2 => format!("{value:.3}"),
    };
    let (first, last) = (line.raw[0], line.raw[line.raw.len() - 1]);
    Some(TrainingFigure {
        name: "quality",
        title: format!("The {name} was highest after epoch {}: {}", highest[0], text(highest[1])),
        subtitle: format!(
            "{} by epoch on the {part} part; {}{hidden}",
            units::capitalised(name),
            drawn(history.len())
        ),
        description: format!(
            "{} in epoch {}, {} in epoch {}.",
            text(first[1]),
            first[0],
            text(last[1]),
            last[0]
        ),
        content: FigureContent::Curves(Curves { quantity, lines: vec![line], best }),
    })
}

fn line(
    (name, part): (&'static str, DataPart),
    history: &[EpochRecord],
    value: fn(&EpochRecord) -> Option<f64>,
) -> Curve {
    let points = history.iter().filter_map(|record| Some([record.epoch as f64, value(record)?]));
    let raw: Vec<EpochLoss> = points.filter(|[_, value]| value.is_finite()).collect();
    Curve { name, part, smooth: smoothed(&raw, span(history.len())), raw }
}

/// Returns the meaning of the lines in words.
fn drawn(epochs: usize) -> String {
    match span(epochs) {
        span if span > 1.0 => {
            format!("thin: every epoch, bold: exponential mean over about {span:.0} epochs")
        }
        _ => "every epoch".to_owned(),
    }
}

fn spoken(line: &Curve) -> String {
    let (first, last) = (line.raw[0], line.raw[line.raw.len() - 1]);
    let at = |[epoch, loss]: EpochLoss| format!("{} in epoch {epoch}", units::short(loss));
    format!("{}: {}, {}", line.name, at(first), at(last))
}

/// Returns the number of epochs to smooth over: a twentieth of them, 1 if they are few.
fn span(epochs: usize) -> f64 {
    (epochs as f64 / 20.0).floor().clamp(1.0, 50.0)
}

/// Returns the exponential mean with weight 1 ÷ `span` for the newest, divided by the sum of its weights, so that it does not
/// start from zero (Kingma and Ba, 2015, section 3).
fn smoothed(raw: &[EpochLoss], span: f64) -> Vec<EpochLoss> {
    let keep = 1.0 - 1.0 / span;
    let (mut mean, mut weight) = (0.0, 0.0);
    let mut next = |&[epoch, loss]: &EpochLoss| {
        weight = keep * weight + (1.0 - keep);
        // The mean itself, moved towards the loss: a sum of huge losses could overflow.
        mean += (loss - mean) * ((1.0 - keep) / weight);
        [epoch, mean]
    };
    raw.iter().map(&mut next).collect()
}

#[cfg(test)]
mod tests {
    use dualtape_mlp::Score;

    use super::*;

    fn history(losses: &[f64]) -> Vec<EpochRecord> {
        let record = |(index, &loss): (usize, &f64)| EpochRecord {
            epoch: index + 1,
            train_loss: loss,
            score: Score { loss, accuracy: None, r2: None },
        };
        losses.iter().enumerate().map(record).collect()
    }

    #[test]
    fn the_mean_of_a_constant_is_that_constant() {
        let raw: Vec<EpochLoss> = (0..100_u32).map(|i| [f64::from(i), 1.7e308]).collect();
        assert_eq!(smoothed(&raw, 5.0), raw);
    }

    #[test]
    fn losses_that_are_no_numbers_are_left_out_and_counted() {
        let figure = figure(&history(&[1.0, f64::NAN, f64::INFINITY]), 1, true).expect("one epoch");
        assert!(figure.subtitle.contains("4 losses that are no finite numbers"), "{}", figure.subtitle);
        assert!(crate::training_report::curves::figure(&history(&[f64::NAN]), 0, true).is_none());
        assert!(crate::training_report::curves::figure(&[], 0, false).is_none());
    }
}
