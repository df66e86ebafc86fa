//! `dualtape report`: draws stored runs of `bench`, and compares several.

mod args;

use std::path::PathBuf;

use crate::analysis::run_set::{NamedRecord, RunSet, name_of};
pub(crate) use crate::commands::report::args::ReportArgs;
use crate::error::Failure;
use crate::flags::shared::Shared;
use crate::record::read::read;
use crate::report::terminal::bench_table;
use crate::terminal::invocation::shell_word;
use crate::terminal::output::Output;

/// The most runs: charts have as many line styles.
const MAX_RUNS: usize = 4;

/// Runs the command.
pub(crate) fn run(args: &ReportArgs, shared: &Shared) -> Result<(), Failure> {
    let ReportArgs { runs: paths, exports } = args;
    if paths.len() > MAX_RUNS {
        let found = paths.len();
        return Err(Failure::Input(format!("RUN: found {found} files, expected at most {MAX_RUNS}")));
    }
    if let Some((_, path)) = paths.iter().enumerate().find(|(index, path)| paths[..*index].contains(path)) {
        return Err(Failure::Input(format!("RUN: found {} twice, expected different files", path.display())));
    }
    let output = Output::open(&shared.output(exports.files()))?;
    let mut runs = Vec::new();
    for path in paths {
        runs.push(NamedRecord { name: name_of(path), record: read(path)? });
    }
    // Files of the same name in different folders are named by their paths.
    for (run, path) in runs.iter_mut().zip(paths) {
        if paths.iter().filter(|other| name_of(other) == run.name).count() > 1 {
            run.name = path.display().to_string();
        }
    }
    let runs = RunSet::of(runs);
    let next = next_command(paths, exports.html.is_some());
    runs.machine_differences().iter().for_each(|doubt| output.warn(doubt));
    output.finish(|format| crate::report::text(format, &runs), |paint| bench_table(&runs, paint, &next))
}

/// The next useful command.
fn next_command(paths: &[PathBuf], has_page: bool) -> String {
    if has_page {
        return "`dualtape bench` measures again".to_owned();
    }
    let names: Vec<String> = paths.iter().map(|path| shell_word(&path.to_string_lossy())).collect();
    format!("`dualtape report {} --html report.html` draws a page for the browser", names.join(" "))
}
