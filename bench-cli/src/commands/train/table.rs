//! A `train` run as a page for a terminal.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_mlp::{Activation, LayerFunction as _, Loss, RunManifest, Task};

use crate::draw::{Paint, right};
use crate::terminal::invocation::shell_word;
use crate::training_report::hidden_class;
use crate::training_report::record::{FoldScores, PartMetrics, PartScore, TrainRecord};
use crate::units;

/// Writes the page; `rows` is the number of training rows.
pub(crate) fn train_table(
    (record, metrics): (&TrainRecord, &PartMetrics),
    run: &RunManifest,
    rows: usize,
    paint: Paint,
) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    line(&format!(
        "{}: {} of `{}`, network {}, {} parameters, {} mode, {}, seed {}",
        run.data.file,
        run.data.task,
        run.data.target(),
        run.network.description(),
        units::count(record.parameters),
        record.engine,
        run.precision,
        run.settings.seed
    ));
    line(&scores(record, run, paint));
    if let Some(warning) = hidden_class::sentence(run, metrics.judging()) {
        line(&paint.bold(&warning));
    }
    if let Some(calibration) = &record.calibration {
        line(&format!("Probabilities are calibrated: {}.", calibration.sentence()));
    }
    if let Some(epochs) = record.refit {
        line(&format!(
            "The network was trained anew on all of these rows for {} epochs; the scores of training and validation are those \
             of the model before it.",
            units::count(epochs)
        ));
    }
    if let Some(folds) = record.ensemble {
        line(&format!(
            "The saved model is the mean of {} networks, this one and those of the folds; the scores of training and validation \
             are those of this one.",
            folds + 1
        ));
    }
    if let Some(folds) = &record.folds {
        line(&of_folds(folds, run));
    }
    let per_epoch =
        record.seconds_per_epoch.map_or(String::new(), |s| format!(", {} per epoch", units::time(s)));
    let before = record
        .resumed_after
        .map_or(String::new(), |epochs| format!(" ({} of them before)", units::count(epochs)));
    line(&format!(
        "{} epochs{before} in {}{per_epoch}; the model is that of epoch {} (stopped: {})",
        units::count(record.epochs_run),
        units::time(record.seconds),
        record.best_epoch,
        record.stopped
    ));
    line(&paint.bold(&format!("Saved in {}.", record.run)));
    let folder = shell_word(&record.run);
    let is_plain = run.network.parameters() == run.network.shape().parameters()
        && !run.network.has_residual_connections();
    line(&format!(
        "Next: `dualtape eval {folder} FILE` judges it on other rows, `dualtape predict {folder} FILE` adds its predictions to them; \
         `{}` compares the engines on {}.",
        bench_command(run, rows),
        if is_plain { "this network" } else { "a plain network of these widths" }
    ));
    page
}

/// `5 folds: accuracy 96.7 ± 2.4 % (93.3, 96.7, …); softmax-cross-entropy 0.1 ± 0.05`
fn of_folds(folds: &FoldScores, run: &RunManifest) -> String {
    let (name, unit, scale, digits) = match run.data.task {
        Task::Classification => ("accuracy", " %", 100.0, 1),
        Task::Regression => ("r²", "", 1.0, 3),
    };
    let text = |x: f64| format!("{:.digits$}", scale * x);
    let of = |score: &PartScore| score.accuracy.or(score.r2).map(text);
    let each: Vec<String> =
        folds.scores.iter().map(|score| of(score).unwrap_or_else(|| "none".into())).collect();
    let quality = match (of(&folds.mean), of(&folds.sd)) {
        (Some(mean), Some(sd)) => format!("{mean} ± {sd}{unit}"),
        _ => "unknown".to_owned(),
    };
    let (loss, sd) = (folds.mean.loss, folds.sd.loss);
    let each = each.join(", ");
    let in_units: Vec<String> = in_units(&folds.mean)
        .iter()
        .zip(in_units(&folds.sd))
        .filter_map(|((name, mean), (_, sd))| {
            Some(format!("{name} {} ± {}; ", units::significant((*mean)?), units::significant(sd?)))
        })
        .collect();
    let in_units = in_units.concat();
    format!(
        "{} folds held out: {name} {quality} ({each}); {in_units}{} {loss:.4} ± {sd:.4}",
        folds.count, run.loss
    )
}

/// The errors of a regression in the units of the target, by name.
fn in_units(score: &PartScore) -> [(&'static str, Option<f64>); 2] {
    [("RMSE", score.rmse), ("MAE", score.mae)]
}

/// The `bench` command on the same network and batch, with the flags that differ from its defaults.
fn bench_command(run: &RunManifest, rows: usize) -> String {
    let mut command = format!("dualtape bench --layers {}", run.network.shape());
    let mut flag = |name: &str, value: String, default: &str| {
        if value != default {
            write!(command, " --{name} {value}").expect("a String takes everything");
        }
    };
    flag("activation", run.network.activation().to_string(), Activation::Tanh.name());
    flag("loss", run.loss.to_string(), Loss::SquaredError.name());
    flag("batch", run.settings.batch.rows(rows).to_string(), "64");
    flag("precision", run.precision.clone(), "f64");
    command
}

/// The table of scores.
fn scores(record: &TrainRecord, run: &RunManifest, paint: Paint) -> String {
    let mut table = paint.table();
    let names = match run.data.task {
        Task::Classification => &["accuracy", "balanced"][..],
        // The units of several targets differ.
        Task::Regression if run.data.targets.len() > 1 => &["mean r²"],
        // Errors are in the units of the target.
        Task::Regression => &["r²", "RMSE", "MAE"],
    };
    let mut header = vec![Cell::new("part"), right(run.loss)];
    header.extend(names.iter().map(right));
    table.set_header(header);
    let mut row = |part: &str, score: &PartScore| {
        let percent = |share: Option<f64>| share.map(|share| format!("{:.1} %", 100.0 * share));
        let figures = match run.data.task {
            Task::Classification => vec![percent(score.accuracy), percent(score.balanced_accuracy)],
            Task::Regression => {
                let errors = in_units(score).map(|(_, error)| error.map(units::significant));
                let r2 = score.r2.map(|r2| format!("{r2:.3}"));
                [r2].into_iter().chain(errors).take(names.len()).collect()
            }
        };
        let mut cells = vec![Cell::new(part), right(format!("{:.4}", score.loss))];
        cells.extend(figures.into_iter().map(|figure| right(figure.unwrap_or_default())));
        table.add_row(cells);
    };
    row("training", &record.train);
    if let Some(validation) = &record.validation {
        row("validation", validation);
    }
    if let Some(test) = &record.test {
        row("test", &test.score);
    }
    table.trim_fmt()
}
