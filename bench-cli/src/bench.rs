//! `dualtape bench`: what a gradient costs in each engine, as the number of parameters grows.

use crate::baseline::{self, Slot};
use crate::cli::{BenchArgs, Precision, Shared};
use crate::command_line::command_line;
use crate::compare::{Comparison, Settings, compare};
use crate::contender::Rival;
use crate::crossing;
use crate::environment::Environment;
use crate::export::{Format, json};
use crate::failure::Failure;
use crate::finding;
use crate::measure::{Clock, Limits, Monotonic};
use crate::output::Output;
use crate::record::{NotRun, Record, Rejected, SCHEMA};
use crate::render::bench_table;
use crate::runs::{Run, Runs};
use crate::units;
use crate::workload::Words;

/// Time for all samples of a default run. The checks before it cost two gradients of each cell, at the most
/// 270 s (three engines at the limit of a sixth of this time, and 35 % for the smaller networks), so the run
/// ends within ten minutes on any machine.
const DEFAULT_TIME_S: f64 = 200.0;

/// Time for all samples of a quick run; with the checks, by the same reckoning, below one minute.
const QUICK_TIME_S: f64 = 20.0;

/// The fewest samples with a middle: one disturbed sample of three does not move the median far.
const MIN_SAMPLES: u32 = 3;

/// Beyond this the interval of a median narrows too slowly to be worth the time (as 1/√n).
const MAX_SAMPLES: u32 = 25;

/// Runs the command.
pub(crate) fn run(args: &BenchArgs, shared: &Shared) -> Result<(), Failure> {
    // What cannot be read or written is found now, not after the measurement.
    let output = Output::open(shared, &args.exports)?;
    let baseline = args.baseline.as_deref().map(baseline::load).transpose()?;
    let slot = args.save_baseline.as_deref().map(Slot::open).transpose()?;

    let record = record(args, shared.seed, output.shows_progress())?;
    record.warnings.iter().for_each(|warning| output.warn(warning));
    let verdict = verdict(&record.rejected);
    let next = next_command(&record);
    let json = json(&record);
    let run = Run { name: "this run".to_owned(), record };
    let runs = match baseline {
        Some(baseline) => Runs::of(vec![baseline, run]),
        None => Runs::of(vec![run]),
    };
    runs.doubts().iter().for_each(|doubt| output.warn(doubt));
    let regressions = match (&args.baseline, args.fail_above) {
        (Some(name), Some(share)) => baseline::judge(name, runs.changes(), share),
        _ => Ok(()),
    };
    // A run that failed is no measure for later ones.
    let verdict = verdict.and(regressions);
    if let (Some(slot), Ok(())) = (slot, &verdict) {
        slot.save(&json)?;
    }
    // The JSON of a run is that of the run alone, whatever it is compared with.
    let text = |format: Format| if format == Format::Json { json.clone() } else { format.of(&runs) };
    output.finish(text, |paint| bench_table(&runs, paint, next))?;
    verdict
}

/// Measures.
fn record(args: &BenchArgs, seed: u64, visible: bool) -> Result<Record, Failure> {
    let clock = Monotonic::start();
    let environment = Environment::detect(&clock);
    let comparison = match args.precision {
        Precision::F64 => measured::<f64>(args, seed, visible, &clock),
        Precision::F32 => measured::<f32>(args, seed, visible, &clock),
    }?;
    let Comparison { cells, not_run, rejected, warnings } = comparison;
    let mut all_warnings = environment.warnings();
    all_warnings.extend(warnings);
    all_warnings.extend(not_run.iter().map(|cell| left_out(cell, args)));
    all_warnings.extend(rejected.iter().map(|cell| caught(cell, args.workload.words())));
    Ok(Record {
        schema: SCHEMA.to_owned(),
        workload: args.workload,
        command: command_line(),
        seed,
        environment,
        fits: finding::fits(&cells),
        crossover: crossing::crossover(&cells, seed),
        cells,
        warnings: all_warnings,
        not_run,
        rejected,
    })
}

fn measured<R: Rival>(
    args: &BenchArgs,
    seed: u64,
    visible: bool,
    clock: &dyn Clock,
) -> Result<Comparison, Failure> {
    let problems = args.workload.problems::<R>(args, seed)?;
    let settings = Settings {
        engines: args.engines.clone(),
        words: args.workload.words(),
        lanes: args.lanes,
        limits: limits(args),
        seed,
        visible,
    };
    compare(&problems, &settings, clock)
}

fn limits(args: &BenchArgs) -> Limits {
    let quick_s = if args.quick { QUICK_TIME_S } else { DEFAULT_TIME_S };
    Limits {
        budget_s: args.time.unwrap_or(quick_s),
        min_samples: args.rounds.unwrap_or(MIN_SAMPLES),
        max_samples: args.rounds.unwrap_or(MAX_SAMPLES),
    }
}

fn left_out(cell: &NotRun, args: &BenchArgs) -> String {
    let instead = match (args.rounds, args.quick) {
        (Some(_), _) => " instead of --rounds",
        (None, true) => " instead of --quick",
        (None, false) => "",
    };
    format!(
        "{} with {} was not run: one {} would take about {}; a longer --time{instead} would allow it",
        cell.engine,
        args.workload.words().size(cell.parameters, cell.outputs),
        args.workload.words().derivative,
        units::time(cell.predicted_s)
    )
}

fn caught(cell: &Rejected, words: &Words) -> String {
    format!(
        "{} gives a wrong {} and was not timed: with {} it is off by {:.1e}, expected at most {:.0e}",
        cell.engine,
        words.derivative,
        words.size(cell.parameters, cell.outputs),
        cell.difference,
        cell.tolerance
    )
}

fn next_command(record: &Record) -> &'static str {
    let one_size = record.fits.is_empty();
    if one_size || !record.workload.is_default() {
        "`dualtape bench` compares the engines as networks grow"
    } else {
        "`dualtape train data/iris.csv` trains a network with these gradients"
    }
}

/// A check that failed ends the command with exit code 1, after all else was reported.
fn verdict(rejected: &[Rejected]) -> Result<(), Failure> {
    if rejected.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = rejected.iter().map(|cell| cell.engine.name()).collect();
    Err(Failure::Check(format!("the engines disagree: {} gave a wrong gradient", names.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use crate::engine_kind::EngineKind;
    use crate::workload::WorkloadName;
    use clap::Parser;

    #[test]
    fn who_is_wrong_is_named_and_the_exit_code_is_one() {
        let rejected = Rejected {
            engine: EngineKind::Forward,
            parameters: 1234,
            outputs: 1,
            difference: 0.5,
            tolerance: 1e-10,
        };
        let expected = "forward gives a wrong gradient and was not timed: with 1,234 parameters it is off by 5.0e-1, \
                        expected at most 1e-10";
        assert_eq!(caught(&rejected, WorkloadName::Mlp.words()), expected);
        let failure = verdict(&[rejected]).expect_err("an engine is wrong");
        assert_eq!(failure.exit_code(), 1);
        assert_eq!(failure.to_string(), "the engines disagree: forward gave a wrong gradient");
        assert!(verdict(&[]).is_ok());
    }

    #[test]
    fn what_was_not_run_is_predicted() {
        let cell = NotRun { engine: EngineKind::NumDual, parameters: 20_017, outputs: 1, predicted_s: 43.21 };
        for (flags, advice) in [
            (&["--time", "1s"][..], "a longer --time would allow it"),
            (&["--rounds", "3"], "a longer --time instead of --rounds would allow it"),
            (&["--quick"], "a longer --time instead of --quick would allow it"),
        ] {
            let cli = Cli::try_parse_from(["dualtape", "bench"].iter().chain(flags)).expect("flags");
            let Command::Bench(args) = cli.command else { panic!("`bench` was asked for") };
            let expected =
                "num-dual with 20,017 parameters was not run: one gradient would take about 43.2 s; ";
            assert_eq!(left_out(&cell, &args), format!("{expected}{advice}"));
        }
    }
}
