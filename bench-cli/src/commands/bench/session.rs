//! One run of the measurement, and its record.

use dualtape_contenders::{Nouns, Problem};
use dualtape_core::Real;

use crate::analysis::{crossover, growth};
use crate::benchmark::machine;
use crate::benchmark::timing::Clock;
use crate::benchmark::{Comparison, ComparisonSettings, compare};
use crate::commands::bench::settings::BenchSettings;
use crate::compiled::Compiled as _;
use crate::error::Failure;
use crate::flags::shared::Precision;
use crate::record::environment::Environment;
use crate::record::nouns::Phrases;
use crate::record::{NotRun, Record, Rejected, SCHEMA};
use crate::terminal::interrupt::Interrupt;
use crate::terminal::invocation::command_line;
use crate::units;

/// A measurement that is about to start.
pub(crate) struct Session<'a> {
    /// Its settings.
    pub(crate) settings: &'a BenchSettings,
    /// The flag that ends it early.
    pub(crate) interrupt: Interrupt,
    /// Switch for progress.
    pub(crate) visible: bool,
}

impl Session<'_> {
    /// Measures.
    pub(crate) fn record(&self, clock: &dyn Clock) -> Result<Record, Failure> {
        let environment = machine::detect(clock);
        let BenchSettings { workload, options, .. } = self.settings;
        let comparison = match self.settings.precision {
            Precision::F64 => self.compared(&(f64::CONTENDERS.problems)(*workload, options)?, clock),
            Precision::F32 => self.compared(&(f32::CONTENDERS.problems)(*workload, options)?, clock),
        }?;
        Ok(self.record_of(environment, comparison))
    }

    /// Compares the engines on these problems.
    pub(crate) fn compared<R: Real>(
        &self,
        problems: &[Problem<R>],
        clock: &dyn Clock,
    ) -> Result<Comparison, Failure> {
        let settings = ComparisonSettings {
            engines: self.settings.engines.clone(),
            nouns: self.settings.workload.nouns(),
            engine_options: self.settings.engine_options,
            limits: self.settings.length.limits(),
            seed: self.settings.options.seed,
            interrupt: self.interrupt.clone(),
            visible: self.visible,
        };
        compare(problems, &settings, clock)
    }

    /// Returns the record of a comparison that was made here.
    pub(crate) fn record_of(&self, environment: Environment, comparison: Comparison) -> Record {
        let (settings, nouns) = (self.settings, self.settings.workload.nouns());
        let threads = settings.engine_options.threads;
        let Comparison { cells, not_run, rejected, warnings } = comparison;
        let mut all_warnings: Vec<String> = machine::unoptimised("bench").into_iter().collect();
        all_warnings.extend(environment.warnings());
        if threads > environment.pinned {
            all_warnings.push(format!(
                "--threads: found {}, but this process may use {} processors: they take turns",
                threads, environment.pinned
            ));
        }
        all_warnings.extend(warnings);
        if self.interrupt.is_raised() {
            all_warnings.push(cut_short(cells.len(), not_run.len()));
        } else {
            all_warnings.extend(not_run.iter().map(|cell| left_out(cell, settings)));
        }
        all_warnings.extend(rejected.iter().map(|cell| caught(cell, nouns)));
        Record {
            schema: SCHEMA.to_owned(),
            workload: settings.workload,
            command: command_line(),
            seed: settings.options.seed,
            environment,
            fits: growth::fits(&cells),
            crossover: crossover::crossover(&cells, settings.options.seed),
            cells,
            warnings: all_warnings,
            not_run,
            rejected,
        }
    }
}

/// Returns the warning about a run that Ctrl-C ended.
fn cut_short(timed: usize, not_timed: usize) -> String {
    format!("interrupted: {timed} of {} cells were timed, with fewer samples than planned", timed + not_timed)
}

fn left_out(cell: &NotRun, settings: &BenchSettings) -> String {
    let instead =
        settings.length.flag_instead_of_time().map_or(String::new(), |flag| format!(" instead of {flag}"));
    let nouns = settings.workload.nouns();
    format!(
        "{} with {} was not run: one {} would take about {}; a longer --time{instead} would allow it",
        cell.engine,
        nouns.size(cell.parameters, cell.outputs),
        nouns.derivative,
        units::time(cell.predicted_s)
    )
}

fn caught(cell: &Rejected, nouns: &Nouns) -> String {
    format!(
        "{} gives a wrong {} and was not timed: with {} it is off by {:.1e}, expected at most {:.0e}",
        cell.engine,
        nouns.derivative,
        nouns.size(cell.parameters, cell.outputs),
        cell.difference,
        cell.tolerance
    )
}

#[cfg(test)]
mod tests {
    use dualtape_contenders::{CodeStyle, EngineKind, WorkloadName};

    use super::*;

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
        assert_eq!(caught(&rejected, WorkloadName::Mlp.nouns()), expected);
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
            let settings = BenchSettings::parse(flags);
            let expected =
                "num-dual with 20,017 parameters was not run: one gradient would take about 43.2 s; ";
            assert_eq!(left_out(&cell, &settings), format!("{expected}{advice}"));
        }
    }
}
