//! An `eval` run as a page for a terminal.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_mlp::{Loss, RunManifest, Task};

use crate::commands::eval::record::{EvalRecord, NamedConfusion};
use crate::draw::{Paint, right};
use crate::terminal::invocation::shell_word;
use crate::units;

/// The most classes of the table of confusion.
const MOST_CLASSES: usize = 20;

/// Writes the page.
pub(crate) fn eval_table(record: &EvalRecord, run: &RunManifest, paint: Paint) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    let (rows, noun) = (units::count(record.rows), if record.rows == 1 { "row" } else { "rows" });
    line(&format!(
        "{}: {} of `{}` on {rows} {noun} of {}",
        record.run, run.data.task, run.data.target, record.data
    ));
    line(&paint.bold(&scores(record, run)));
    if let Some(confusion) = &record.confusion {
        if confusion.classes.len() <= MOST_CLASSES {
            line("How often each class (row) was taken for each (column):");
            line(&matrix(confusion, paint));
        } else {
            line(&format!("The confusion matrix of {} classes is in --json.", confusion.classes.len()));
        }
    }
    for verdict in record.requirements.iter().filter(|verdict| verdict.met) {
        line(&format!("Required and reached: {} {}.", verdict.metric, verdict.required));
    }
    line(&next_command(record, run));
    page
}

fn scores(record: &EvalRecord, run: &RunManifest) -> String {
    let quality = match run.data.task {
        Task::Classification => record.score.accuracy.map(|share| format!("accuracy {:.2} %", 100.0 * share)),
        Task::Regression => Some(
            record
                .score
                .r2
                .map_or("no r², for all targets are the same".to_owned(), |r2| format!("r² {r2:.4}")),
        ),
    };
    let quality = quality.map_or_else(String::new, |quality| format!("{quality}, "));
    format!("{quality}{} {:.4}", run.loss, record.score.loss)
}

fn matrix(confusion: &NamedConfusion, paint: Paint) -> String {
    let mut table = paint.table();
    let mut header = vec![Cell::new("")];
    header.extend(confusion.classes.iter().map(right));
    table.set_header(header);
    for (name, counts) in confusion.classes.iter().zip(&confusion.counts) {
        let mut row = vec![Cell::new(name)];
        // A dot stands out less than a zero, so the mistakes are seen.
        row.extend(
            counts.iter().map(|&count| right(if count == 0 { "·".to_owned() } else { units::count(count) })),
        );
        table.add_row(row);
    }
    table.trim_fmt()
}

fn next_command(record: &EvalRecord, run: &RunManifest) -> String {
    let knows =
        !run.data.classes.is_empty() && !matches!(run.loss, Loss::SquaredError | Loss::HalfSumOfSquares);
    let flag = if knows { " --probabilities" } else { "" };
    format!("Next: `dualtape predict {} FILE{flag}` adds predictions to a CSV file.", shell_word(&record.run))
}
