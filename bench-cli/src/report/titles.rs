//! The titles of a report: its question, its verdict, and the finding of each chart.

use dualtape_contenders::EngineKind;

use crate::analysis::cell_change::{CellChange, Direction};
use crate::analysis::mode_comparison::{Extreme, ModeComparison};
use crate::analysis::run_set::RunSet;
use crate::record::nouns::Phrases;
use crate::record::{CellRecord, Quantity, Record};
use crate::report::jacobian_findings;
use crate::{stats, units};

/// Returns the question that a run answers.
pub(crate) fn question(record: &Record) -> String {
    let gradients: Vec<&CellRecord> = record.cells.iter().filter(|cell| !is_loss(cell)).collect();
    let derivative = record.words().derivative;
    let what = if gradients.iter().any(|cell| cell.engine == EngineKind::Forward)
        && gradients.iter().any(|cell| cell.engine == EngineKind::Reverse)
    {
        format!("Forward or reverse? What a {derivative} costs")
    } else if gradients.is_empty() {
        "What does the loss cost".to_owned()
    } else {
        format!("What does a {derivative} cost")
    };
    let words = record.words();
    let sizes = || record.cells.iter().map(|cell| cell.parameters);
    let range = match (sizes().min(), sizes().max()) {
        (Some(low), Some(high)) if low < high => {
            format!(" from {} to {}", units::count(low), words.count(high))
        }
        (Some(only), _) => format!(" with {}", words.count(only)),
        _ => String::new(),
    };
    let end = if what.contains('?') { "" } else { "?" };
    format!("{what}{range}{end}")
}

/// Returns the shortest answer that the figures allow.
pub(crate) fn verdict(record: &Record) -> String {
    if let Some(tally) = jacobian_findings::tally(record) {
        return format!("{tally}.");
    }
    let Some(pair) = ModeComparison::at(record, Extreme::Largest) else { return without_both_modes(record) };
    let ModeComparison { fast, slow } = pair;
    let size = record.words().count(fast.parameters);
    if pair.is_open() {
        return format!("Neither mode is faster with {size}: the intervals of their times overlap.");
    }
    let here = format!(
        "Use {} mode: {} times faster than {} mode with {size}.",
        fast.engine,
        pair.factor(),
        slow.engine
    );
    match ModeComparison::at(record, Extreme::Smallest) {
        Some(small) if small.fast.engine != fast.engine && !small.is_open() => format!(
            "{here} With {}, {} mode is {} times faster.",
            units::count(small.fast.parameters),
            small.fast.engine,
            small.factor()
        ),
        _ => here,
    }
}

fn without_both_modes(record: &Record) -> String {
    let largest = record.cells.iter().filter(|cell| !is_loss(cell)).max_by_key(|cell| cell.parameters);
    largest.or(record.cells.last()).map_or_else(
        || "Nothing was timed.".to_owned(),
        |cell| {
            let time = units::time(cell.seconds.summary.median);
            format!("With {} {} takes {time}.", record.words().count(cell.parameters), cell.engine)
        },
    )
}

/// Returns the changes from the first run to each later one, a sentence per run.
pub(crate) fn comparisons(runs: &RunSet) -> Vec<String> {
    let mut sentences = Vec::new();
    for (letter, run) in runs.lettered().skip(1) {
        let (mut said, mut unclear) = (Vec::new(), Vec::new());
        for engine in EngineKind::DEFAULT {
            let mine = |change: &&CellChange| change.run == run.name && change.engine == engine;
            let ratios: Vec<f64> = runs.changes().iter().filter(mine).map(|change| change.ratio).collect();
            let sure = |direction| {
                runs.changes().iter().filter(mine).filter(|change| change.direction() == direction).count()
            };
            if ratios.is_empty() {
                continue;
            }
            let (slower, faster) = (sure(Direction::Slower), sure(Direction::Faster));
            let median = units::significant(stats::median(&ratios));
            let cells = format!("{} {}", ratios.len(), runs.first().words().functions);
            if slower + faster == 0 {
                unclear.push(engine.to_string());
                continue;
            }
            said.push(match (slower, faster) {
                (_, 0) => format!("{engine} is slower on {slower} of {cells} (median {median}×)"),
                (0, _) => format!("{engine} is faster on {faster} of {cells} (median {median}×)"),
                _ => format!("{engine} is slower on {slower} and faster on {faster} of {cells}"),
            });
        }
        if !unclear.is_empty() {
            said.push(format!("{} without clear change", units::listed(&unclear)));
        }
        let letter = letter.unwrap_or('B');
        sentences.push(if said.is_empty() {
            format!("{letter} and A have no cell in common.")
        } else {
            format!("{letter} against A: {}.", said.join(", "))
        });
    }
    sentences
}

/// Returns the title of a chart: the finding, or the quantity alone for several runs.
pub(crate) fn chart_title(runs: &RunSet, quantity: Quantity) -> String {
    let several = runs.lettered().count() > 1;
    match quantity {
        Quantity::Seconds if several => plain_time(runs.first()),
        Quantity::RatioToLoss if several => PLAIN_RATIO.to_owned(),
        Quantity::Seconds => time_title(runs.first()),
        Quantity::RatioToLoss => ratio_title(runs.first()),
    }
}

/// Returns the title of a chart of times without a finding.
fn plain_time(record: &Record) -> String {
    format!("Time against {}", record.words().inputs)
}

/// The title of a chart of ratios without a finding.
const PLAIN_RATIO: &str = "Cost of one gradient in losses";

fn time_title(record: &Record) -> String {
    if let Some(tally) = jacobian_findings::tally(record) {
        return tally;
    }
    let Some(pair) = ModeComparison::at(record, Extreme::Largest) else {
        return plain_time(record);
    };
    let (fast, factor) = (pair.fast, pair.factor());
    let words = record.words();
    match &record.crossover {
        Some(crossover) if crossover.engine == fast.engine => format!(
            "{} mode wins above {} {}, {factor}-fold at {}",
            units::capitalised(fast.engine.name()),
            units::significant(crossover.parameters),
            words.inputs,
            units::count(fast.parameters)
        ),
        _ => format!(
            "{} mode is {factor} times faster with {}",
            units::capitalised(fast.engine.name()),
            words.count(fast.parameters)
        ),
    }
}

fn ratio_title(record: &Record) -> String {
    let derivative = record.words().derivative;
    let ratios = |engine| {
        let cells = record.main_cells().filter(move |cell| cell.engine == engine);
        let ratios: Vec<f64> = cells.map(|cell| cell.ratio_to_loss.median).collect();
        let low = ratios.iter().copied().reduce(f64::min)?;
        let high = ratios.iter().copied().reduce(f64::max)?;
        let (low, high) = (units::significant(low), units::significant(high));
        Some(if low == high { low } else { format!("{low} to {high}") })
    };
    match (ratios(EngineKind::Reverse), ratios(EngineKind::Forward)) {
        (Some(reverse), Some(forward)) => {
            format!("A {derivative} costs {reverse} losses in reverse mode, {forward} in forward mode")
        }
        (Some(reverse), None) => format!("A {derivative} costs {reverse} losses in reverse mode"),
        (None, Some(forward)) => format!("A {derivative} costs {forward} losses in forward mode"),
        (None, None) => PLAIN_RATIO.to_owned(),
    }
}

fn is_loss(cell: &CellRecord) -> bool {
    cell.engine == EngineKind::Loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::run_set::NamedRecord;
    use crate::analysis::sample::record;

    #[test]
    fn both_modes_have_a_verdict_that_says_where() {
        let run = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert_eq!(question(&run), "Forward or reverse? What a gradient costs from 10 to 1,000 parameters");
        assert_eq!(
            verdict(&run),
            "Use reverse mode: 25.0 times faster than forward mode with 1,000 parameters. \
             With 10, forward mode is 4.00 times faster."
        );
        let run = RunSet::one("run", run);
        let title = chart_title(&run, Quantity::Seconds);
        assert_eq!(title, "Reverse mode wins above 40.0 parameters, 25.0-fold at 1,000");
        let title = chart_title(&run, Quantity::RatioToLoss);
        assert_eq!(title, "A gradient costs 4.00 losses in reverse mode, 1.00 to 100 in forward mode");
    }

    #[test]
    fn several_runs_are_compared_engine_by_engine() {
        let run = |name: &str, reverse_s, forward_s| NamedRecord {
            name: name.to_owned(),
            record: record(&[10, 100, 1000], reverse_s, forward_s),
        };
        let runs = RunSet::of(vec![
            run("old", |p| 4e-6 * p, |p| 1e-7 * p * p),
            run("new", |p| 5e-6 * p, |p| if p > 50.0 { 2e-7 * p * p } else { 5e-8 * p * p }),
        ]);
        let expected = "B against A: reverse is slower on 3 of 3 networks (median 1.25×), \
                        forward is slower on 2 and faster on 1 of 3 networks, loss without clear change.";
        assert_eq!(comparisons(&runs), [expected]);
        assert_eq!(chart_title(&runs, Quantity::Seconds), "Time against parameters");
    }

    #[test]
    fn what_is_not_sure_is_not_claimed() {
        let even = record(&[10, 100], |p| 4e-6 * p, |p| 4e-6 * p);
        assert!(verdict(&even).starts_with("Neither mode is faster with 100 parameters"));
    }

    #[test]
    fn one_mode_alone_has_no_opponent() {
        let mut run = record(&[10], |p| 4e-6 * p, |p| 4e-6 * p);
        run.cells.retain(|cell| cell.engine != EngineKind::Forward);
        assert_eq!(question(&run), "What does a gradient cost with 10 parameters?");
        assert_eq!(verdict(&run), "With 10 parameters reverse takes 40.0 µs.");
        run.cells.clear();
        assert_eq!(verdict(&run), "Nothing was timed.");
        assert_eq!(question(&run), "What does the loss cost?");
    }
}
