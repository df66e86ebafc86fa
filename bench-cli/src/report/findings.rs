//! The findings of a run as sentences: who is faster, how each engine grows, where they cross.

use dualtape_contenders::{CodeStyle, EngineKind};

use crate::analysis::growth::MIN_SIZES;
use crate::analysis::mode_comparison::{Extreme, ModeComparison};
use crate::record::nouns::Phrases;
use crate::record::{Crossover, Quantity, Record};
use crate::report::jacobian_findings;
use crate::units;

/// The sentence about maps of which none was timed in both modes.
const ONE_MODE_ONLY: &str = "Only with both modes, forward and reverse, can this say which is faster.";

/// Returns the findings, in a few sentences.
pub(crate) fn sentence(record: &Record) -> String {
    let statements = statements(record);
    if statements.is_empty() {
        return if record.is_grid() { ONE_MODE_ONLY.to_owned() } else { no_gradient(record) };
    }
    statements.into_iter().map(|statement| units::capitalised(&statement) + ".").collect::<Vec<_>>().join(" ")
}

/// Returns the findings, a statement each: advantage, growth, crossover. None without gradients.
pub(crate) fn statements(record: &Record) -> Vec<String> {
    if record.is_grid() {
        return jacobian_findings::winners(record).into_iter().collect();
    }
    let styles = record.styles();
    let mut statements: Vec<String> = if styles.len() == 1 {
        in_one_style(record)
    } else {
        let in_each = |style: CodeStyle| {
            let said = in_one_style(&record.in_style(style)).into_iter();
            said.map(move |said| format!("in {style} code {said}"))
        };
        styles.into_iter().flat_map(in_each).collect()
    };
    statements.extend(many_outputs(record));
    statements
}

fn in_one_style(record: &Record) -> Vec<String> {
    let crossover = match &record.crossover {
        Some(crossover) => Some(crossover_sentence(crossover, record)),
        None => no_crossover(record),
    };
    [advantage(record), growth(record), reason(record), crossover].into_iter().flatten().collect()
}

/// Returns the sentence about a run without gradients.
fn no_gradient(record: &Record) -> String {
    let Some(largest) = record.cells.iter().max_by_key(|cell| cell.parameters) else {
        return "Nothing was timed.".to_owned();
    };
    let words = record.words();
    let growth = record.fits.iter().find(|fit| fit.quantity == Quantity::Seconds);
    let growth = growth.map_or(String::new(), |fit| format!(" and grows as {}", words.power(fit.exponent)));
    format!(
        "Only the loss was timed: with {} it takes {}{growth}.",
        words.count(largest.parameters),
        units::time(largest.seconds.summary.median)
    )
}

/// Returns the growth of each engine that has an exponent, in time and in losses.
fn growth(record: &Record) -> Option<String> {
    let words = record.words();
    let exponent = |engine, quantity| {
        let fit = record.fits.iter().find(|fit| fit.engine == engine && fit.quantity == quantity)?;
        Some(fit.exponent)
    };
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for engine in EngineKind::DEFAULT {
        let seconds = exponent(engine, Quantity::Seconds);
        let ratio = exponent(engine, Quantity::RatioToLoss);
        if let (Some(seconds), Some(ratio)) = (seconds, ratio) {
            times.push(format!("{} {}", words.power(seconds), phrase(engine)));
            ratios.push(words.power(ratio));
        }
    }
    if times.is_empty() {
        return None;
    }
    let loss = exponent(EngineKind::Loss, Quantity::Seconds);
    let loss =
        loss.map_or(String::new(), |loss| format!(", where the loss itself grows as {}", words.power(loss)));
    Some(format!(
        "the time of one gradient over {} {} grows as {}{loss}; divided by the loss, as {}",
        words.letter,
        words.inputs,
        units::listed(&times),
        units::listed(&ratios)
    ))
}

/// Returns the reason for the growth of both modes, if both have an exponent.
fn reason(record: &Record) -> Option<String> {
    let grows = |engine| record.fits.iter().any(|fit| fit.engine == engine);
    let is_seen = grows(EngineKind::Reverse) && grows(EngineKind::Forward);
    record.words().reason.filter(|_| is_seen).map(str::to_owned)
}

/// Returns the faster mode on the largest function, and the cost of a gradient by each engine there.
fn advantage(record: &Record) -> Option<String> {
    let costs = costs_at_the_largest(record)?;
    let Some(pair) = ModeComparison::at(record, Extreme::Largest) else { return Some(costs) };
    let ModeComparison { fast, slow } = pair;
    let size = record.words().count(fast.parameters);
    Some(if pair.is_open() {
        format!("neither mode is surely faster with {size}: {costs}")
    } else {
        format!(
            "{} mode is {} times faster than {} mode with {size}: {costs}",
            fast.engine,
            pair.factor(),
            slow.engine
        )
    })
}

/// Returns the cost of one gradient by each engine on the largest function on which any was timed.
fn costs_at_the_largest(record: &Record) -> Option<String> {
    let gradients = || record.cells.iter().filter(|cell| cell.engine != EngineKind::Loss);
    let parameters = gradients().map(|cell| cell.parameters).max()?;
    let costs: Vec<String> = gradients()
        .filter(|cell| cell.parameters == parameters)
        .map(|cell| {
            format!("{} losses {}", units::significant(cell.ratio_to_loss.median), phrase(cell.engine))
        })
        .collect();
    let of_this_size = match ModeComparison::at(record, Extreme::Largest) {
        Some(pair) if pair.fast.parameters == parameters => String::new(),
        _ => format!("with {} ", record.words().count(parameters)),
    };
    Some(format!("{of_this_size}one gradient costs {}", units::listed(&costs)))
}

/// Returns a pointer to functions of many outputs, if reverse mode is surely faster for one output.
fn many_outputs(record: &Record) -> Option<String> {
    let pair = ModeComparison::at(record, Extreme::Largest)?;
    (pair.fast.engine == EngineKind::Reverse && !pair.is_open()).then(|| {
        "for functions of many outputs the answer flips: `dualtape bench vector` measures where".to_owned()
    })
}

fn smallest(record: &Record) -> usize {
    record.cells.iter().map(|cell| cell.parameters).min().unwrap_or(0)
}

fn crossover_sentence(crossover: &Crossover, record: &Record) -> String {
    let (smallest, words) = (smallest(record), record.words());
    let Crossover { parameters, ci95: [low, high], .. } = crossover;
    let reach = if *parameters < smallest as f64 {
        format!(", extrapolated below the smallest {}", words.function)
    } else {
        String::new()
    };
    format!(
        "forward mode wins below about {} {} (95 %: {} to {}{reach})",
        units::significant(*parameters),
        words.inputs,
        units::significant(*low),
        units::significant(*high)
    )
}

/// Returns that reverse mode wins at every size, if it does.
fn no_crossover(record: &Record) -> Option<String> {
    let smallest = ModeComparison::at(record, Extreme::Smallest)?;
    let is_large_enough = ModeComparison::all(record).count() >= MIN_SIZES;
    let wins_nowhere =
        ModeComparison::all(record).all(|pair| pair.fast.engine == EngineKind::Reverse && !pair.is_open());
    let count = record.words().count(smallest.fast.parameters);
    (is_large_enough && wins_nowhere)
        .then(|| format!("reverse mode wins at every size that was measured, from {count} on"))
}

fn phrase(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Loss => "for the loss alone",
        EngineKind::Reverse => "in reverse mode",
        EngineKind::Forward => "in forward mode",
        EngineKind::ForwardGradient => "for a forward gradient",
        EngineKind::NumDual => "with num-dual",
        EngineKind::FiniteDifference => "by finite differences",
        // Never timed.
        EngineKind::FaultyRule | EngineKind::FaultyZeros | EngineKind::FaultyStale => "by a liar",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::growth::fits;
    use crate::analysis::sample::record;
    use crate::record::CellRecord;

    #[test]
    fn the_sentence_names_growth_cost_and_crossover() {
        let record = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let sentence = sentence(&record);
        let expected = "Reverse mode is 25.0 times faster than forward mode with 1,000 parameters: one gradient costs \
                        4.00 losses in reverse mode and 100 losses in forward mode. \
                        The time of one gradient over p parameters grows as p^1.00 in reverse mode and p^2.00 in \
                        forward mode, where the loss itself grows as p^1.00; divided by the loss, as p^0.00 and p^1.00. \
                        Forward mode wins below about 40.0 parameters (95 %: 40.0 to 40.0). \
                        For functions of many outputs the answer flips: `dualtape bench vector` measures where.";
        assert_eq!(sentence, expected);
    }

    #[test]
    fn where_one_mode_always_wins_that_is_said() {
        let record = record(&[100, 1000, 10_000], |p| 4e-6 * p, |p| 1e-3 * p * p);
        assert!(record.crossover.is_none());
        let sentence = sentence(&record);
        let expected = "Reverse mode wins at every size that was measured, from 100 parameters on.";
        assert!(sentence.contains(expected), "{sentence}");
    }

    #[test]
    fn two_styles_are_two_findings() {
        let mut both = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let scalar =
            both.cells.clone().into_iter().map(|cell| CellRecord { style: CodeStyle::Scalar, ..cell });
        both.cells.extend(scalar);
        both.fits = fits(&both.cells);
        let sentence = sentence(&both);
        for style in ["In array code reverse mode is 25.0 times", "In scalar code reverse mode is 25.0 times"]
        {
            assert!(sentence.contains(style), "{sentence}");
        }
        assert_eq!(sentence.matches("wins below").count(), 1, "the crossover is that of block code");
    }

    #[test]
    fn without_gradients_the_sentence_is_about_the_loss() {
        let mut record = record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        record.cells.retain(|cell| cell.engine == EngineKind::Loss);
        record.fits = fits(&record.cells);
        record.crossover = None;
        let expected = "Only the loss was timed: with 1,000 parameters it takes 1.00 ms and grows as p^1.00.";
        assert_eq!(sentence(&record), expected);
        record.cells.clear();
        assert_eq!(sentence(&record), "Nothing was timed.");
    }
}
