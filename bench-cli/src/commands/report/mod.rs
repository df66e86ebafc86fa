//! `dualtape report`: draws runs again without measuring, and compares several.

pub(crate) mod args;

use crate::analysis::run_set::{NamedRecord, RunSet, name_of};
pub(crate) use crate::commands::report::args::ReportArgs;
use crate::draw::Paint;
use crate::error::Failure;
use crate::flags::shared::Shared;
pub(crate) use crate::record::read::read;
use crate::report::terminal::bench_table;
use crate::terminal::invocation::shell_word;
use crate::terminal::output::Output;

/// As many as charts have letters and line styles that can be told apart.
const MAX_RUNS: usize = 4;

/// Runs the command.
pub(crate) fn run(args: &ReportArgs, shared: &Shared) -> Result<(), Failure> {
    if args.runs.len() > MAX_RUNS {
        let found = args.runs.len();
        return Err(Failure::Input(format!("RUN: found {found} files, expected at most {MAX_RUNS}")));
    }
    if let Some((_, path)) =
        args.runs.iter().enumerate().find(|(index, path)| args.runs[..*index].contains(path))
    {
        return Err(Failure::Input(format!("RUN: found {} twice, expected different files", path.display())));
    }
    let output = Output::open(shared, &args.exports)?;
    let mut runs = Vec::new();
    for path in &args.runs {
        runs.push(NamedRecord { name: name_of(path), record: read(path)? });
    }
    // Files of one name in different folders are called by their paths.
    for (run, path) in runs.iter_mut().zip(&args.runs) {
        if args.runs.iter().filter(|other| name_of(other) == run.name).count() > 1 {
            run.name = path.display().to_string();
        }
    }
    let runs = RunSet::of(runs);
    runs.machine_differences().iter().for_each(|difference| output.warn(difference));
    output.finish(|format| crate::report::text(format, &runs), |paint| page(&runs, args, paint))
}

fn page(runs: &RunSet, args: &ReportArgs, paint: Paint) -> String {
    let names: Vec<String> = args.runs.iter().map(|path| shell_word(&path.to_string_lossy())).collect();
    let next = if args.exports.html.is_none() {
        format!("`dualtape report {} --html report.html` draws a page for the browser", names.join(" "))
    } else {
        "`dualtape bench` measures again".to_owned()
    };
    bench_table(runs, paint, &next)
}
