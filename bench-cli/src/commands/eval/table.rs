//! An `eval` run as a page for a terminal.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_mlp::{Model, RunManifest, Task};

use crate::commands::eval::record::{ClassRecord, EvalRecord, NamedConfusion, TargetRecord};
use crate::draw::{Paint, right};
use crate::terminal::invocation::shell_word;
use crate::training_report::importance::{Importance, meaning};
use crate::units;

/// The most classes of the table of confusion.
const MOST_CLASSES: usize = 20;

/// The most columns of the table of importance.
const MOST_COLUMNS: usize = 20;

/// Writes the page.
pub(crate) fn eval_table(
    record: &EvalRecord,
    model: &Model,
    importance: Option<&Importance>,
    warning: Option<&str>,
    paint: Paint,
) -> String {
    let run = model.run();
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    let (rows, noun) = (units::count(record.rows), if record.rows == 1 { "row" } else { "rows" });
    line(&format!(
        "{}: {} of `{}` on {rows} {noun} of {}",
        record.run,
        run.data.task,
        run.data.target(),
        record.data
    ));
    line(&paint.bold(&scores(record, run)));
    if let Some(probabilities) = probabilities(record) {
        line(&probabilities);
    }
    if let Some(warning) = warning {
        line(&paint.bold(warning));
    }
    if let Some(targets) = &record.targets {
        line(&by_target(targets, paint));
    }
    if let Some(classes) = record.classes.as_ref().filter(|classes| classes.len() <= MOST_CLASSES) {
        line(&by_class(record, classes, paint));
    }
    if let Some(confusion) = &record.confusion {
        if confusion.classes.len() <= MOST_CLASSES {
            line("How often each class (row) was taken for each (column):");
            line(&matrix(confusion, paint));
        } else {
            line(&format!(
                "The confusion matrix of {} classes and the metrics of each are in --json.",
                confusion.classes.len()
            ));
        }
    }
    match importance {
        Some(importance) => line(&by_column(importance, model, paint)),
        None => line("The network is too large to measure the importance of its columns here."),
    }
    for verdict in record.requirements.iter().filter(|verdict| verdict.met) {
        line(&format!("Required and reached: {} {}.", verdict.requirement(), verdict.required));
    }
    line(&next_command(record, run));
    page
}

/// The metrics of all rows in a line.
fn scores(record: &EvalRecord, run: &RunManifest) -> String {
    let percent =
        |name: &str, share: Option<f64>| share.map(|share| format!("{name} {:.2} %", 100.0 * share));
    let figures = match run.data.task {
        Task::Classification => vec![
            percent("accuracy", record.score.accuracy),
            percent("balanced accuracy", record.balanced_accuracy),
            record.auc.map(|auc| format!("AUC {auc:.4}")),
        ],
        Task::Regression => {
            let r2 = record.score.r2.map(|r2| format!("r² {r2:.4}"));
            let error =
                |name: &str, error: Option<f64>| Some(format!("{name} {}", units::significant(error?)));
            vec![
                r2.or_else(|| Some("no r², for all targets are the same".to_owned())),
                error("RMSE", record.rmse),
                error("MAE", record.mae),
            ]
        }
    };
    let loss = format!("{} {:.4}", run.loss, record.score.loss);
    figures.into_iter().flatten().chain([loss]).collect::<Vec<_>>().join(", ")
}

/// The sentence about the probabilities; none without any.
fn probabilities(record: &EvalRecord) -> Option<String> {
    let temperature = match record.temperature {
        Some(temperature) => format!("calibrated, temperature {}", units::significant(temperature)),
        None => "as the network gives them".to_owned(),
    };
    Some(format!("Log loss of the probabilities ({temperature}): {:.4}", record.log_loss?))
}

/// The table of the metrics by target.
fn by_target(targets: &[TargetRecord], paint: Paint) -> String {
    let mut table = paint.table();
    table.set_header(vec![Cell::new("target"), right("r²"), right("RMSE"), right("MAE")]);
    for target in targets {
        let r2 = target.r2.map_or_else(|| "–".to_owned(), |r2| format!("{r2:.4}"));
        let errors = [target.rmse, target.mae].map(units::significant);
        let cells = [Cell::new(&target.name), right(r2)];
        table.add_row(cells.into_iter().chain(errors.map(right)).collect::<Vec<_>>());
    }
    table.trim_fmt()
}

/// The table of the metrics by class.
fn by_class(record: &EvalRecord, classes: &[ClassRecord], paint: Paint) -> String {
    let mut table = paint.table();
    table.set_header(vec![
        Cell::new("class"),
        right("rows"),
        right("precision"),
        right("recall"),
        right("F1"),
    ]);
    // A figure that is undefined is no zero.
    let cell =
        |share: Option<f64>| right(share.map_or_else(|| "–".to_owned(), |share| format!("{share:.3}")));
    for class in classes {
        let shares = [class.precision, class.recall, class.f1].map(cell);
        let row = [Cell::new(&class.name), right(units::count(class.rows))];
        table.add_row(row.into_iter().chain(shares).collect::<Vec<_>>());
    }
    let shares = [record.precision, record.recall, record.f1].map(cell);
    let row = [Cell::new("mean of the classes"), right(units::count(record.rows))];
    table.add_row(row.into_iter().chain(shares).collect::<Vec<_>>());
    table.trim_fmt()
}

/// The table of the importance by column.
fn by_column(importance: &Importance, model: &Model, paint: Paint) -> String {
    let [permutation, gradient] = meaning(model);
    let mut table = paint.table();
    table.set_header(vec![Cell::new("column"), right("permutation"), right("gradient")]);
    let ranked = importance.ranked();
    for column in ranked.iter().take(MOST_COLUMNS) {
        let cell = |number: Option<f64>| right(number.map_or_else(|| "–".to_owned(), units::short));
        table.add_row(vec![Cell::new(&column.column), cell(column.permutation), cell(column.gradient)]);
    }
    let more = match ranked.len().saturating_sub(MOST_COLUMNS) {
        0 => String::new(),
        more => format!("\n{} more are in --json.", units::count(more)),
    };
    format!(
        "Importance on {}: {permutation}; {gradient} by integrated gradients.\n{}{more}\n{}",
        importance.measured(),
        table.trim_fmt(),
        importance.completeness()
    )
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
    let knows = !run.data.classes.is_empty() && run.loss.gives_probabilities();
    let flag = if knows { " --probabilities" } else { "" };
    format!("Next: `dualtape predict {} FILE{flag}` adds predictions to a CSV file.", shell_word(&record.run))
}
