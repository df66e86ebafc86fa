//! A `train` run as a page for a terminal.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_mlp::{Activation, Loss, RunManifest, Score, Task};

use crate::draw::{Paint, right};
use crate::training_report::record::{FoldScores, TrainRecord};
use crate::units;

/// Writes the page; `rows` is the number of training rows.
pub(crate) fn train_table(record: &TrainRecord, run: &RunManifest, rows: usize, paint: Paint) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    let shape = run.network.shape();
    line(&format!(
        "{}: {} of `{}`, network {shape} ({}), {} parameters, {} mode, {}, seed {}",
        run.data.file,
        run.data.task,
        run.data.target,
        run.network.activation(),
        units::count(record.parameters),
        record.engine,
        run.precision,
        run.settings.seed
    ));
    line(&scores(record, run, paint));
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
    line(&format!("Next: `{}` compares the engines on this network.", next_command(run, rows)));
    page
}

/// `5 folds: accuracy 96.7 ± 2.4 % (93.3, 96.7, …); softmax-cross-entropy 0.1 ± 0.05`
fn of_folds(folds: &FoldScores, run: &RunManifest) -> String {
    let (name, unit, scale, digits) = match run.data.task {
        Task::Classification => ("accuracy", " %", 100.0, 1),
        Task::Regression => ("r²", "", 1.0, 3),
    };
    let text = |x: f64| format!("{:.digits$}", scale * x);
    let of = |score: &Score| score.accuracy.or(score.r2).map(text);
    let each: Vec<String> =
        folds.scores.iter().map(|score| of(score).unwrap_or_else(|| "none".into())).collect();
    let quality = match (of(&folds.mean), of(&folds.sd)) {
        (Some(mean), Some(sd)) => format!("{mean} ± {sd}{unit}"),
        _ => "unknown".to_owned(),
    };
    let (loss, sd) = (folds.mean.loss, folds.sd.loss);
    let each = each.join(", ");
    format!("{} folds held out: {name} {quality} ({each}); {} {loss:.4} ± {sd:.4}", folds.count, run.loss)
}

/// The `bench` command on the same network and batch, with the flags that differ from its defaults.
fn next_command(run: &RunManifest, rows: usize) -> String {
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
    let quality = match run.data.task {
        Task::Classification => "accuracy",
        Task::Regression => "r²",
    };
    let mut table = paint.table();
    table.set_header(vec![Cell::new("part"), right(run.loss), right(quality)]);
    let mut row = |part: &str, score: &Score| {
        let quality = match run.data.task {
            Task::Classification => score.accuracy.map(|share| format!("{:.1} %", 100.0 * share)),
            Task::Regression => score.r2.map(|r2| format!("{r2:.3}")),
        };
        table.add_row(vec![
            Cell::new(part),
            right(format!("{:.4}", score.loss)),
            right(quality.unwrap_or_default()),
        ]);
    };
    row("training", &record.train);
    if let Some(validation) = &record.validation {
        row("validation", validation);
    }
    table.trim_fmt()
}
