//! A `train` run as a page for people.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_mlp::{Run, Score, Task};

use super::{Paint, right};
use crate::train::TrainRecord;
use crate::units;

/// The page.
pub(crate) fn train_table(record: &TrainRecord, run: &Run, paint: Paint) -> String {
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
    let per_epoch =
        record.seconds_per_epoch.map_or(String::new(), |s| format!(", {} per epoch", units::time(s)));
    line(&format!(
        "{} epochs in {}{per_epoch}; the model is that of epoch {} (stopped: {})",
        units::count(record.epochs_run),
        units::time(record.seconds),
        record.best_epoch,
        record.stopped
    ));
    line(&paint.bold(&format!("Saved in {}.", record.run)));
    line(&format!("Next: `dualtape bench --layers {shape}` compares the engines on this network."));
    page
}

fn scores(record: &TrainRecord, run: &Run, paint: Paint) -> String {
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
