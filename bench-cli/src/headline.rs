//! What a report says in large letters: its question, its verdict, and the finding of each chart.

use crate::engine_kind::EngineKind;
use crate::record::{CellRecord, Quantity, Record};
use crate::units;

/// The question that a run answers.
pub(crate) fn question(record: &Record) -> String {
    let gradients: Vec<&CellRecord> = record.cells.iter().filter(|cell| !is_loss(cell)).collect();
    let what = if gradients.iter().any(|cell| cell.engine == EngineKind::Forward)
        && gradients.iter().any(|cell| cell.engine == EngineKind::Reverse)
    {
        "Forward or reverse? What a gradient costs"
    } else if gradients.is_empty() {
        "What does the loss cost"
    } else {
        "What does a gradient cost"
    };
    let sizes = || record.cells.iter().map(|cell| cell.parameters);
    let range = match (sizes().min(), sizes().max()) {
        (Some(low), Some(high)) if low < high => {
            format!(" from {} to {} parameters", units::count(low), units::count(high))
        }
        (Some(only), _) => format!(" with {} parameters", units::count(only)),
        _ => String::new(),
    };
    let end = if what.contains('?') { "" } else { "?" };
    format!("{what}{range}{end}")
}

/// The shortest answer that the figures allow, as one sentence.
pub(crate) fn verdict(record: &Record) -> String {
    let Some((fast, slow)) = duel(record, Extreme::Largest) else { return no_duel(record) };
    let factor = slow.seconds.summary.median / fast.seconds.summary.median;
    let size = units::count(fast.parameters);
    let winner = fast.engine;
    if overlap(fast, slow) {
        return format!(
            "Neither mode is faster with {size} parameters: the intervals of their times overlap."
        );
    }
    let scope = match duel(record, Extreme::Smallest) {
        Some((first, other)) if first.engine != winner && !overlap(first, other) => {
            format!(", and {} mode with {}", first.engine, units::count(first.parameters))
        }
        _ => String::new(),
    };
    format!(
        "Use {winner} mode with {size} parameters, where it is {} times faster{scope}.",
        units::significant(factor)
    )
}

fn no_duel(record: &Record) -> String {
    let largest = record.cells.iter().filter(|cell| !is_loss(cell)).max_by_key(|cell| cell.parameters);
    largest.or(record.cells.last()).map_or_else(
        || "Nothing was timed.".to_owned(),
        |cell| {
            let time = units::time(cell.seconds.summary.median);
            format!("With {} parameters {} takes {time}.", units::count(cell.parameters), cell.engine)
        },
    )
}

/// What a chart shows, as its title.
pub(crate) fn chart_title(record: &Record, quantity: Quantity) -> String {
    match quantity {
        Quantity::Seconds => time_title(record),
        Quantity::RatioToLoss => ratio_title(record),
    }
}

fn time_title(record: &Record) -> String {
    let Some((fast, slow)) = duel(record, Extreme::Largest) else {
        return "Time of one value and gradient".to_owned();
    };
    let factor = units::significant(slow.seconds.summary.median / fast.seconds.summary.median);
    let size = units::count(fast.parameters);
    match &record.crossover {
        Some(crossover) if crossover.engine == fast.engine => format!(
            "{} mode wins above {} parameters, {factor}-fold at {size}",
            capital(fast.engine),
            units::significant(crossover.parameters)
        ),
        _ => format!("{} mode is {factor} times faster with {size} parameters", capital(fast.engine)),
    }
}

fn ratio_title(record: &Record) -> String {
    let ratios = |engine| {
        let cells = record.cells.iter().filter(move |cell| cell.engine == engine);
        let ratios: Vec<f64> = cells.map(|cell| cell.ratio_to_loss.median).collect();
        let low = ratios.iter().copied().reduce(f64::min)?;
        let high = ratios.iter().copied().reduce(f64::max)?;
        let (low, high) = (units::significant(low), units::significant(high));
        Some(if low == high { low } else { format!("{low} to {high}") })
    };
    match (ratios(EngineKind::Reverse), ratios(EngineKind::Forward)) {
        (Some(reverse), Some(forward)) => {
            format!("A gradient costs {reverse} losses in reverse mode, {forward} in forward mode")
        }
        (Some(reverse), None) => format!("A gradient costs {reverse} losses in reverse mode"),
        (None, Some(forward)) => format!("A gradient costs {forward} losses in forward mode"),
        (None, None) => "Cost of one gradient in losses".to_owned(),
    }
}

/// An end of the range of networks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Extreme {
    Smallest,
    Largest,
}

/// Both modes on the smallest or largest network that both were timed on, the faster one first.
fn duel(record: &Record, extreme: Extreme) -> Option<(&CellRecord, &CellRecord)> {
    let of = |engine| record.cells.iter().filter(move |cell| cell.engine == engine);
    let pairs = of(EngineKind::Reverse).filter_map(|reverse| {
        let forward = of(EngineKind::Forward)
            .find(|forward| forward.layers == reverse.layers && forward.style == reverse.style)?;
        Some((reverse, forward))
    });
    let (reverse, forward) = match extreme {
        Extreme::Smallest => pairs.min_by_key(|(cell, _)| cell.parameters),
        Extreme::Largest => pairs.max_by_key(|(cell, _)| cell.parameters),
    }?;
    let median = |cell: &CellRecord| cell.seconds.summary.median;
    Some(if median(reverse) <= median(forward) { (reverse, forward) } else { (forward, reverse) })
}

fn overlap(a: &CellRecord, b: &CellRecord) -> bool {
    let (a, b) = (a.seconds.summary.ci95, b.seconds.summary.ci95);
    a[0] <= b[1] && b[0] <= a[1]
}

fn is_loss(cell: &CellRecord) -> bool {
    cell.engine == EngineKind::Loss
}

fn capital(engine: EngineKind) -> String {
    let mut name = engine.name().to_owned();
    // All names start with an ASCII letter.
    name[..1].make_ascii_uppercase();
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::record;

    #[test]
    fn both_modes_have_a_verdict_that_says_where() {
        let run = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert_eq!(question(&run), "Forward or reverse? What a gradient costs from 10 to 1,000 parameters");
        assert_eq!(
            verdict(&run),
            "Use reverse mode with 1,000 parameters, where it is 25.0 times faster, and forward mode with 10."
        );
        let title = chart_title(&run, Quantity::Seconds);
        assert_eq!(title, "Reverse mode wins above 40.0 parameters, 25.0-fold at 1,000");
        let title = chart_title(&run, Quantity::RatioToLoss);
        assert_eq!(title, "A gradient costs 4.00 losses in reverse mode, 1.00 to 100 in forward mode");
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
