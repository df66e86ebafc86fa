//! One run of the measurement: what the flags mean for it, and the record that comes of it.

use crate::analysis::{crossover, growth};
use crate::benchmark::contender::{Means, Rival};
use crate::benchmark::timing::{Clock, Limits};
use crate::benchmark::workload::{Problem, Words};
use crate::benchmark::{Comparison, Settings, compare};
use crate::commands::bench::BenchArgs;
use crate::error::Failure;
use crate::flags::shared::Precision;
use crate::record::environment::Environment;
use crate::record::{NotRun, Record, Rejected, SCHEMA};
use crate::terminal::interrupt::Interrupt;
use crate::terminal::invocation::command_line;
use crate::units;

/// Time for all samples of a default run. The checks before it cost two gradients of each cell, at the most
/// 270 s (three engines at the limit of a sixth of this time, and 35 % for the smaller networks), so the run
/// ends within ten minutes of processor time on any machine.
const DEFAULT_TIME_S: f64 = 200.0;

/// Time for all samples of a quick run; with the checks, by the same reckoning, below one minute.
const QUICK_TIME_S: f64 = 20.0;

/// The fewest samples with a middle: one disturbed sample of three does not move the median far.
const MIN_SAMPLES: u32 = 3;

/// Beyond this the interval of a median narrows too slowly to be worth the time (as 1/√n).
const MAX_SAMPLES: u32 = 25;

/// A measurement that is about to start.
pub(crate) struct Session<'a> {
    /// What to measure.
    pub(crate) args: &'a BenchArgs,
    /// Where all chance comes from.
    pub(crate) seed: u64,
    /// What ends it early.
    pub(crate) interrupt: Interrupt,
    /// Whether someone watches.
    pub(crate) visible: bool,
}

impl Session<'_> {
    /// Measures.
    pub(crate) fn record(&self, clock: &dyn Clock) -> Result<Record, Failure> {
        let environment = Environment::detect(clock);
        let comparison = match self.args.precision {
            Precision::F64 => {
                self.compared(&self.args.workload.problems::<f64>(self.args, self.seed)?, clock)
            }
            Precision::F32 => {
                self.compared(&self.args.workload.problems::<f32>(self.args, self.seed)?, clock)
            }
        }?;
        Ok(self.told(environment, comparison))
    }

    /// Compares the engines on these problems.
    pub(crate) fn compared<R: Rival>(
        &self,
        problems: &[Problem<R>],
        clock: &dyn Clock,
    ) -> Result<Comparison, Failure> {
        let args = self.args;
        let settings = Settings {
            engines: args.engines.clone(),
            words: args.workload.words(),
            means: Means { lanes: args.lanes, threads: args.threads },
            limits: limits(args),
            seed: self.seed,
            interrupt: self.interrupt.clone(),
            visible: self.visible,
        };
        compare(problems, &settings, clock)
    }

    /// The record of a comparison that was made here.
    pub(crate) fn told(&self, environment: Environment, comparison: Comparison) -> Record {
        let (args, words) = (self.args, self.args.workload.words());
        let Comparison { cells, not_run, rejected, warnings } = comparison;
        let mut all_warnings = environment.warnings();
        if args.threads > environment.pinned {
            all_warnings.push(format!(
                "--threads: found {}, but this process may use {} processors: they take turns",
                args.threads, environment.pinned
            ));
        }
        all_warnings.extend(warnings);
        if self.interrupt.is_raised() {
            all_warnings.push(cut_short(cells.len(), not_run.len()));
        } else {
            all_warnings.extend(not_run.iter().map(|cell| left_out(cell, args)));
        }
        all_warnings.extend(rejected.iter().map(|cell| caught(cell, words)));
        Record {
            schema: SCHEMA.to_owned(),
            workload: args.workload,
            command: command_line(),
            seed: self.seed,
            environment,
            fits: growth::fits(&cells),
            crossover: crossover::crossover(&cells, self.seed),
            cells,
            warnings: all_warnings,
            not_run,
            rejected,
        }
    }
}

/// What to know about a run that Ctrl-C ended.
fn cut_short(timed: usize, not_timed: usize) -> String {
    format!("interrupted: {timed} of {} cells were timed, with fewer samples than planned", timed + not_timed)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benchmark::workload::WorkloadName;
    use crate::cli::{Cli, Command};
    use crate::record::code_style::CodeStyle;
    use crate::record::engine_kind::EngineKind;
    use clap::Parser;

    #[test]
    fn who_is_wrong_is_named() {
        let rejected = Rejected {
            engine: EngineKind::Forward,
            style: CodeStyle::Array,
            parameters: 1234,
            outputs: 1,
            difference: 0.5,
            tolerance: 1e-10,
        };
        let expected = "forward gives a wrong gradient and was not timed: with 1,234 parameters it is off by 5.0e-1, \
                        expected at most 1e-10";
        assert_eq!(caught(&rejected, WorkloadName::Mlp.words()), expected);
    }

    #[test]
    fn what_was_not_run_is_predicted() {
        let cell = NotRun {
            engine: EngineKind::NumDual,
            style: CodeStyle::Array,
            parameters: 20_017,
            outputs: 1,
            predicted_s: 43.21,
        };
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
