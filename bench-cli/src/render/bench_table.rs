//! A `bench` run as a page for people: a table of cells, a table of growth, the finding.

use std::fmt::Write;

use comfy_table::Cell;

use super::{Paint, color, right};
use crate::engine_kind::EngineKind;
use crate::finding;
use crate::record::{CellRecord, NotRun, Quantity, Record};
use crate::units;

/// The page.
pub(crate) fn bench_table(record: &Record, paint: Paint) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    line(&heading(record));
    line(&cells(record, paint));
    if !record.fits.is_empty() {
        line("");
        line(&growth(record, paint));
    }
    line("");
    line(&paint.bold(&finding::sentence(record)));
    line(&next_command(record));
    page
}

fn heading(record: &Record) -> String {
    let environment = &record.environment;
    let setting = record.cells.first().map_or(String::new(), |cell| {
        format!("{}, {} rows per loss, ", cell.precision, units::count(cell.batch))
    });
    format!(
        "One value and gradient: {setting}seed {}\n{}, {}, dualtape {} ({} build)",
        record.seed, environment.cpu, environment.rustc, environment.version, environment.profile
    )
}

/// A row per cell, grouped by network; what was not run stands where it would have stood.
fn cells(record: &Record, paint: Paint) -> String {
    let mut table = paint.table();
    table.set_header(vec![
        right("parameters"),
        Cell::new("network"),
        Cell::new("engine"),
        right("time"),
        right("± MAD"),
        right("÷ loss"),
        right("95 %"),
        right("passes"),
        right("difference"),
    ]);
    let mut sizes: Vec<usize> = record.cells.iter().map(|cell| cell.parameters).collect();
    sizes.extend(record.not_run.iter().map(|cell| cell.parameters));
    sizes.sort_unstable();
    sizes.dedup();
    for (group, &parameters) in sizes.iter().enumerate() {
        if group > 0 {
            table.add_row(vec![""]);
        }
        let here = record.cells.iter().filter(|cell| cell.parameters == parameters);
        for (row, cell) in here.enumerate() {
            table.add_row(timed(cell, row == 0));
        }
        let alone = !record.cells.iter().any(|cell| cell.parameters == parameters);
        for cell in record.not_run.iter().filter(|cell| cell.parameters == parameters) {
            table.add_row(predicted(cell, alone));
        }
    }
    table.trim_fmt()
}

fn timed(cell: &CellRecord, first: bool) -> Vec<Cell> {
    let widths: Vec<String> = cell.layers.iter().map(ToString::to_string).collect();
    let (parameters, network) =
        if first { (units::count(cell.parameters), widths.join("-")) } else { Default::default() };
    let times = &cell.seconds.summary;
    let ratio = &cell.ratio_to_loss;
    let is_loss = cell.engine == EngineKind::Loss;
    let unless_loss = |text: String| if is_loss { String::new() } else { text };
    vec![
        right(parameters),
        Cell::new(network),
        Cell::new(cell.engine).fg(color(cell.engine)),
        right(units::time(times.median)),
        right(percent(times.mad / times.median)),
        right(unless_loss(units::significant(ratio.median))),
        right(unless_loss(format!(
            "{}–{}",
            units::significant(ratio.ci95[0]),
            units::significant(ratio.ci95[1])
        ))),
        right(units::count(cell.passes)),
        right(if cell.max_relative_difference == 0.0 {
            unless_loss("0".to_owned())
        } else {
            format!("{:.0e}", cell.max_relative_difference)
        }),
    ]
}

fn predicted(cell: &NotRun, first: bool) -> Vec<Cell> {
    vec![
        right(if first { units::count(cell.parameters) } else { String::new() }),
        Cell::new(""),
        Cell::new(cell.engine).fg(color(cell.engine)),
        right(format!("~ {}", units::time(cell.predicted_s))),
        right("not run"),
    ]
}

fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}

/// A row per engine: the exponents with their intervals.
fn growth(record: &Record, paint: Paint) -> String {
    let mut table = paint.table();
    table.set_header(vec![
        Cell::new("grows as"),
        right("time"),
        right("95 %"),
        right("÷ loss"),
        right("95 %"),
    ]);
    for engine in EngineKind::ALL {
        let power = |quantity| {
            let fit = record.fits.iter().find(|fit| (fit.engine, fit.quantity) == (engine, quantity));
            fit.map_or(Default::default(), |fit| {
                (format!("p^{:.2}", fit.exponent), format!("{:.2}–{:.2}", fit.ci95[0], fit.ci95[1]))
            })
        };
        let (time, time_ci) = power(Quantity::Seconds);
        if time.is_empty() {
            continue;
        }
        let (ratio, ratio_ci): (String, String) = power(Quantity::RatioToLoss);
        let name = Cell::new(engine).fg(color(engine));
        table.add_row(vec![name, right(time), right(time_ci), right(ratio), right(ratio_ci)]);
    }
    table.trim_fmt()
}

fn next_command(record: &Record) -> String {
    let one_network = record.fits.is_empty();
    let next = if one_network {
        "`dualtape bench` compares the engines as networks grow"
    } else {
        "`dualtape train data/iris.csv` trains a network with these gradients"
    };
    format!("Next: {next}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    fn page() -> String {
        let mut record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        record.not_run.push(NotRun { engine: EngineKind::NumDual, parameters: 1000, predicted_s: 61.0 });
        bench_table(&record, Paint { colored: false })
    }

    #[test]
    fn engines_are_rows_with_their_time_and_ratio() {
        let page = page();
        let row = |words: &[&str]| page.lines().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(row(&["1,000", "999-1", "loss", "1.00 ms"]), "{page}");
        assert!(row(&["reverse", "4.00 ms", "4.00–4.00"]), "{page}");
        assert!(row(&["forward", "100 ms", "100"]), "{page}");
        assert!(row(&["num-dual", "~ 61.0 s", "not run"]), "{page}");
        assert!(row(&["forward", "p^2.00", "p^1.00"]), "{page}");
    }

    #[test]
    fn the_page_ends_with_the_finding_and_the_next_command() {
        let page = page();
        let mut last = page.lines().rev();
        assert_eq!(
            last.next(),
            Some("Next: `dualtape train data/iris.csv` trains a network with these gradients.")
        );
        assert!(
            last.next().is_some_and(|line| line.contains("forward mode wins below about 40.0 parameters"))
        );
    }

    #[test]
    fn colours_only_where_wanted() {
        let record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        assert!(!bench_table(&record, Paint { colored: false }).contains('\u{1b}'));
        assert!(bench_table(&record, Paint { colored: true }).contains('\u{1b}'));
    }
}
