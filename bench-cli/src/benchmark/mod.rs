//! The comparison: answers are checked, cells that take too long are left out, the rest is timed.

pub(crate) mod agreement;
pub(crate) mod check;
pub(crate) mod machine;
#[cfg(test)]
pub(crate) mod simulated;
#[cfg(test)]
mod tests;
pub(crate) mod timing;

use std::collections::HashMap;
use std::hint::black_box;
use std::ops::ControlFlow;

use dualtape_contenders::{Contender, EngineKind, EngineOptions, Nouns, Problem, TapeSize};
use dualtape_core::Real;

use crate::benchmark::timing::{Cell, Clock, Schedule, TimeLimits, refine, run_rounds};
use crate::error::Failure;
use crate::record::nouns::Phrases;
use crate::record::{CellRecord, NotRun, Ratio, Rejected, Times};
use crate::stats;
use crate::stats::Summary;
use crate::terminal::interrupt::Interrupt;
use crate::terminal::progress::Progress;

/// The settings of a comparison.
pub(crate) struct ComparisonSettings {
    /// The contenders. The loss alone always runs, as the yardstick of all.
    pub(crate) engines: Vec<EngineKind>,
    /// The nouns for sizes.
    pub(crate) nouns: &'static Nouns,
    /// The settings of engines.
    pub(crate) engine_options: EngineOptions,
    /// Time and samples.
    pub(crate) limits: TimeLimits,
    /// The seed of random orders, directions and resamples.
    pub(crate) seed: u64,
    /// The flag that ends the run early.
    pub(crate) interrupt: Interrupt,
    /// Switch for progress.
    pub(crate) visible: bool,
}

/// The result of a comparison.
pub(crate) struct Comparison {
    /// The timed cells, by problem and then by engine.
    pub(crate) cells: Vec<CellRecord>,
    /// The cells that would have taken too long.
    pub(crate) not_run: Vec<NotRun>,
    /// The contenders with a wrong answer.
    pub(crate) rejected: Vec<Rejected>,
    /// The reasons to doubt the samples.
    pub(crate) warnings: Vec<String>,
}

/// An engine on a problem that gave a right answer.
pub(crate) struct Entrant<R: Real> {
    engine: EngineKind,
    problem: usize,
    contender: Box<dyn Contender<R>>,
    passes: usize,
    tape: Option<TapeSize>,
    /// The seconds of one gradient during the checks, before anything was calibrated.
    guess_s: f64,
    difference: f64,
}

/// Runs the whole comparison; problems come smallest first.
pub(crate) fn compare<R: Real>(
    problems: &[Problem<R>],
    settings: &ComparisonSettings,
    clock: &dyn Clock,
) -> Result<Comparison, Failure> {
    let (entrants, mut not_run, rejected) = check::check(problems, settings, clock)?;
    let (mut cells, mut entries) = (Vec::new(), Vec::new());
    let mut yardstick = HashMap::new();
    for Entrant { engine, problem, mut contender, passes, tape, guess_s, difference } in entrants {
        let x = problems[problem].points[0].clone();
        let work = Box::new(move || {
            let answer = contender.value_and_gradient(black_box(&x));
            black_box(answer).map(drop).map_err(|error| failed(settings.nouns, engine, x.len(), &error))
        });
        if engine == EngineKind::Loss {
            yardstick.insert(problem, cells.len());
        }
        cells.push(Cell::new(clock, work, guess_s, yardstick.get(&problem).copied())?);
        entries.push((engine, problem, passes, tape, difference));
    }

    let sample_s: Vec<f64> = cells.iter().map(Cell::sample_s).collect();
    let is_yardstick: Vec<bool> = entries.iter().map(|entry| entry.0 == EngineKind::Loss).collect();
    let schedule = Schedule::new(&sample_s, &is_yardstick, &settings.limits);
    let planned_s = schedule.total_s(&sample_s);
    // Fixed rounds leave no time over.
    let remaining_s = if settings.limits.is_fixed() { 0.0 } else { settings.limits.budget_s - planned_s };
    let progress = Progress::seconds(settings.visible, planned_s + remaining_s);
    let mut done_s = 0.0;
    let mut on_visit = |cell: usize| {
        let (engine, problem, ..) = entries[cell];
        progress.at(done_s);
        progress.say(format!("measuring {}", spoken(settings.nouns, engine, &problems[problem])));
        done_s += sample_s[cell];
        if settings.interrupt.is_raised() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    run_rounds(clock, &mut cells, &schedule, settings.seed, &mut on_visit)?;
    refine(clock, &mut cells, schedule.rounds(), remaining_s, &mut on_visit)?;
    drop(progress);

    let mut records = Vec::new();
    for (index, &(engine, problem, passes, tape, difference)) in entries.iter().enumerate() {
        let Problem { style, layers, batch, parameters, outputs, .. } = &problems[problem];
        let samples = cells[index].seconds();
        let ratios = cells[index].ratios(&cells);
        // It would have taken too long, or an interrupt came before it was compared with anything.
        if ratios.is_empty() {
            let (style, parameters, outputs) = (*style, *parameters, *outputs);
            not_run.push(NotRun {
                engine,
                style,
                parameters,
                outputs,
                predicted_s: cells[index].estimate_s(),
            });
            continue;
        }
        // A seed of its own for each interval, so that none is correlated with another.
        let seed = settings.seed.wrapping_add(index as u64);
        let ratio = Summary::of(&ratios, seed);
        records.push(CellRecord {
            engine,
            style: *style,
            precision: R::NAME.to_owned(),
            layers: layers.clone(),
            batch: *batch,
            parameters: *parameters,
            outputs: *outputs,
            seconds: Times { summary: Summary::of(&samples, seed), samples },
            loss_seconds: Summary::of(&cells[yardstick[&problem]].seconds(), seed),
            ratio_to_loss: Ratio { median: ratio.median, ci95: ratio.ci95 },
            passes,
            tape_nodes: tape.map(|tape| tape.nodes),
            tape_bytes: tape.map(|tape| tape.bytes),
            max_relative_difference: difference,
        });
    }
    let warnings = doubts(&records, settings);
    // The yardstick ran whether or not it was asked for.
    records.retain(|record| settings.engines.contains(&record.engine));
    Ok(Comparison { cells: records, not_run, rejected, warnings })
}

fn failed(nouns: &Nouns, engine: EngineKind, parameters: usize, error: &dualtape_core::Error) -> Failure {
    Failure::Check(format!("{engine} failed on {}: {error}", nouns.count(parameters)))
}

fn spoken<R: Real>(nouns: &Nouns, engine: EngineKind, problem: &Problem<R>) -> String {
    format!("{engine}, {}", nouns.size(problem.parameters, problem.outputs))
}

/// Returns the doubts that the samples themselves raise. Only shown cells count, but the drift is that of the yardstick,
/// shown or not.
fn doubts(records: &[CellRecord], settings: &ComparisonSettings) -> Vec<String> {
    /// A change of speed during the run that is worth a warning: as much as two runs' ratios may differ.
    const DRIFT: f64 = 0.1;
    /// With fewer samples not even their whole range is a 95 % interval of the median: 2·½⁵ is above 5 %.
    const FEW: usize = 6;

    let mut warnings = Vec::new();
    let shown: Vec<&[f64]> = records
        .iter()
        .filter(|record| settings.engines.contains(&record.engine))
        .map(|record| &record.seconds.samples[..])
        .collect();
    let samples: usize = shown.iter().map(|samples| samples.len()).sum();
    let outliers: usize = shown.iter().map(|samples| stats::outliers(samples)).sum();
    if outliers > 0 {
        warnings.push(format!(
            "{outliers} of {samples} samples are outliers; they are kept, medians ignore them"
        ));
    }
    // Halves of few samples differ by chance.
    let changes: Vec<f64> = records
        .iter()
        .filter(|record| record.engine == EngineKind::Loss && record.seconds.samples.len() >= FEW)
        .map(|record| {
            let (early, late) = record.seconds.samples.split_at(record.seconds.samples.len() / 2);
            stats::median(late) / stats::median(early) - 1.0
        })
        .collect();
    let drift = stats::median(&changes);
    if drift.abs() > DRIFT {
        let longer = if drift > 0.0 { "longer" } else { "shorter" };
        let percent = 100.0 * drift.abs();
        warnings.push(format!(
            "samples became {percent:.0} % {longer} during the run: trust the ratios, not the seconds"
        ));
    }
    let few = shown.iter().filter(|samples| samples.len() < FEW).count();
    if few > 0 {
        let more = if settings.limits.is_fixed() { "more --rounds" } else { "a longer --time" };
        warnings.push(format!(
            "{few} of {} cells have fewer than {FEW} samples: give {more} for narrower intervals",
            shown.len()
        ));
    }
    warnings
}
