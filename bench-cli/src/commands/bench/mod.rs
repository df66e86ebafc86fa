//! `dualtape bench`: what a gradient costs in each engine, as the number of parameters grows.

pub(crate) mod args;
pub(crate) mod baseline;
#[cfg(test)]
pub(crate) mod golden_test;
pub(crate) mod session;
pub(crate) mod settings;

use dualtape_contenders::WorkloadName;
use rayon::ThreadPoolBuilder;

use crate::analysis::run_set::{NamedRecord, RunSet};
use crate::benchmark::timing::suitable;
pub(crate) use crate::commands::bench::args::BenchArgs;
use crate::commands::bench::baseline::Slot;
use crate::commands::bench::session::Session;
use crate::commands::bench::settings::BenchSettings;
use crate::error::Failure;
use crate::flags::exports::Format;
use crate::flags::shared::Shared;
use crate::record::{Record, Rejected};
use crate::report::terminal::bench_table;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::json::json;
use crate::terminal::output::Output;

/// Runs the command.
pub(crate) fn run(args: &BenchArgs, shared: &Shared) -> Result<(), Failure> {
    // What cannot be read or written is found now, not after the measurement.
    let output = Output::open(&shared.output(args.exports.files()))?;
    let baseline = args.baseline.as_deref().map(baseline::load).transpose()?;
    let slot = args.save_baseline.as_deref().map(Slot::open).transpose()?;

    // Engines that share their work out do it in rayon's own pool; there is no other before this.
    let _ = ThreadPoolBuilder::new().num_threads(args.threads).build_global();
    let interrupt = Interrupt::listen();
    let visible = output.shows_progress();
    let settings = BenchSettings::of(args, shared.seed);
    let session = Session { settings: &settings, interrupt: interrupt.clone(), visible };
    let record = session.record(&*suitable(args.threads))?;
    record.warnings.iter().for_each(|warning| output.warn(warning));
    let verdict = verdict(&record.rejected);
    let next = next_command(&record);
    let json = json(&record);
    let run = NamedRecord { name: "this run".to_owned(), record };
    let runs = match baseline {
        Some(baseline) => RunSet::of(vec![baseline, run]),
        None => RunSet::of(vec![run]),
    };
    runs.machine_differences().iter().for_each(|difference| output.warn(difference));
    let regressions = match (&args.baseline, args.fail_above) {
        (Some(name), Some(share)) => baseline::judge(name, runs.changes(), share),
        _ => Ok(()),
    };
    // A run that failed or was cut short is no measure for later ones.
    let verdict = verdict.and(regressions).and(whole(&interrupt));
    if let (Some(slot), Ok(())) = (slot, &verdict) {
        slot.save(&json)?;
    }
    // The JSON of a run is that of the run alone, whatever it is compared with.
    let text = |format: Format| {
        if format == Format::Json { json.clone() } else { crate::report::text(format, &runs) }
    };
    output.finish(text, |paint| bench_table(&runs, paint, next))?;
    verdict
}

fn next_command(record: &Record) -> &'static str {
    let one_size = record.fits.is_empty();
    if one_size || record.workload != WorkloadName::default() {
        "`dualtape bench` compares the engines as networks grow"
    } else {
        "`dualtape train data/iris.csv` trains a network with these gradients"
    }
}

/// An interrupt ends the command with exit code 130, after what was reached was reported.
fn whole(interrupt: &Interrupt) -> Result<(), Failure> {
    if interrupt.is_raised() {
        return Err(Failure::Interrupted(
            "interrupted: the report holds what was measured until then".to_owned(),
        ));
    }
    Ok(())
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
    use dualtape_contenders::{CodeStyle, EngineKind};

    use super::*;

    #[test]
    fn a_wrong_engine_is_exit_code_one_and_an_interrupt_130() {
        let rejected = Rejected {
            engine: EngineKind::Forward,
            style: CodeStyle::Array,
            parameters: 1234,
            outputs: 1,
            difference: 0.5,
            tolerance: 1e-10,
        };
        let failure = verdict(&[rejected]).expect_err("an engine is wrong");
        assert_eq!(failure.exit_code(), 1);
        assert_eq!(failure.to_string(), "the engines disagree: forward gave a wrong gradient");
        assert!(verdict(&[]).is_ok());
        let interrupt = Interrupt::default();
        assert!(whole(&interrupt).is_ok());
        interrupt.raise();
        assert_eq!(whole(&interrupt).expect_err("Ctrl-C came").exit_code(), 130);
    }
}
