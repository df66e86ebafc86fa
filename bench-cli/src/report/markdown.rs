//! Runs as Markdown, for issues and release notes.

use std::fmt::Write;

use crate::analysis::run_set::RunSet;
use crate::record::Record;
use crate::report::rows::{EngineRow, RowOutcome, rows};
use crate::report::{findings, titles};
use crate::terminal::invocation::shell_words;
use crate::units;

/// Returns the text.
pub(crate) fn markdown(runs: &RunSet) -> String {
    let mut page = String::new();
    let mut paragraph = |text: &str| write!(page, "{text}\n\n").expect("a String takes everything");
    paragraph(&format!("# {}", escaped(&titles::question(runs.first()))));
    for comparison in titles::comparisons(runs) {
        paragraph(&format!("**{comparison}**"));
    }
    for difference in runs.machine_differences() {
        paragraph(&format!("> {}", escaped(&difference)));
    }
    for (letter, run) in runs.lettered() {
        if let Some(letter) = letter {
            paragraph(&format!("## {letter}: {}", escaped(&run.name)));
        }
        paragraph(&format!("**{}** {}", titles::verdict(&run.record), findings::sentence(&run.record)));
        paragraph(&cells(&run.record));
        for warning in &run.record.warnings {
            paragraph(&format!("> {}", escaped(warning)));
        }
        paragraph(&escaped(&environment(&run.record)));
        paragraph(&format!("```sh\n{}\n```", shell_words(&run.record.command)));
    }
    if !runs.changes().is_empty() {
        paragraph("## After ÷ before");
        paragraph(&changes(runs));
    }
    page.trim_end().to_owned() + "\n"
}

fn cells(record: &Record) -> String {
    let words = record.words();
    let (head, rule) = words.shape.map_or_else(Default::default, |shape| (format!(" {shape} |"), "---|"));
    let mut table = format!(
        "| {} |{head} engine | time | 95 % | ÷ loss | 95 % | passes | agrees |\n\
         |---:|{rule}---|---:|---:|---:|---:|---:|---:|",
        words.inputs
    );
    for group in rows(record) {
        for (index, row) in group.rows.iter().enumerate() {
            let (parameters, shape) =
                if index == 0 { (&group.parameters[..], &group.shape[..]) } else { ("", "") };
            let shape = words.shape.map_or(String::new(), |_| format!(" {shape} |"));
            write!(table, "\n| {parameters} |{shape} {} | {} |", row.label, figures(row))
                .expect("a String takes everything");
        }
    }
    table
}

fn figures(row: &EngineRow) -> String {
    match &row.outcome {
        RowOutcome::Timed(figures) => {
            let agrees = if figures.difference.is_empty() {
                String::new()
            } else {
                format!("✓ {}", figures.difference)
            };
            let ratio =
                if figures.ratio.is_empty() { String::new() } else { format!("**{}**", figures.ratio) };
            [&figures.time, &figures.time_ci, &ratio, &figures.ratio_ci, &figures.passes, &agrees]
                .map(String::as_str)
                .join(" | ")
        }
        RowOutcome::NotRun(time) => format!("{time} | not run | | | |"),
        RowOutcome::Rejected(difference) => format!("| not timed | | | | ✗ {difference}"),
    }
}

fn changes(runs: &RunSet) -> String {
    let words = runs.first().words();
    let mut table = format!(
        "| run | {} | engine | before | after | after ÷ before | 95 % | |\n\
         |---|---|---|---:|---:|---:|---:|---|",
        words.shape.unwrap_or(words.inputs)
    );
    for change in runs.changes() {
        write!(
            table,
            "\n| {} | {} | {} | {} | {} | **{}** | {} | {} |",
            escaped(&change.run),
            change.shape(),
            change.engine,
            units::time(change.before_seconds),
            units::time(change.after_seconds),
            units::significant(change.ratio),
            units::interval(change.ci95, units::significant),
            change.direction().name()
        )
        .expect("a String takes everything");
    }
    table
}

fn environment(record: &Record) -> String {
    let environment = &record.environment;
    format!(
        "{}, {} of {} cores, {}, {}, {} build for {}, dualtape {} ({}), seed {}",
        environment.cpu,
        environment.pinned,
        environment.cores,
        environment.os,
        environment.rustc,
        environment.profile,
        environment.target_cpu,
        environment.version,
        environment.commit,
        record.seed
    )
}

/// Returns text escaped for Markdown.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if "\\`*_[]<>|#".contains(letter) {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out
}
