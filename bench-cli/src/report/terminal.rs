//! A run as a page for people: a table of cells, a table of growth, charts where they can be shown, the finding.

use std::fmt::Write;

use comfy_table::Cell;
use dualtape_contenders::Nouns;

use crate::analysis::run_set::RunSet;
use crate::draw::{Paint, name, right};
use crate::record::nouns::Phrases;
use crate::record::{Fit, Record};
use crate::report::charts::figures;
use crate::report::rows::{EngineRow, GrowthRow, RowGroup, RowOutcome, growth_rows, rows};
use crate::report::{findings, titles};
use crate::units;

/// Returns the page of one run or several; `next` is the next useful command.
pub(crate) fn bench_table(runs: &RunSet, paint: Paint, next: &str) -> String {
    let mut page = String::new();
    let mut line = |text: &str| writeln!(page, "{text}").expect("a String takes everything");
    for (letter, run) in runs.lettered() {
        if let Some(letter) = letter {
            line(&paint.bold(&format!("{letter}: {}", run.name)));
        }
        line(&heading(&run.record));
        line(&cells(&run.record, paint));
        line("");
        if !run.record.fits.is_empty() {
            line(&growth(&run.record, paint));
            line("");
        }
    }
    if !runs.changes().is_empty() {
        line(&changes(runs, paint));
        line("");
    }
    if let Some(columns) = paint.columns {
        for drawing in figures(runs) {
            line(&drawing.terminal(columns, paint));
        }
    }
    for (letter, run) in runs.lettered() {
        let letter = letter.map_or(String::new(), |letter| format!("{letter}: "));
        // Over a grid of maps the sentence is about the boundary only.
        let verdict = if run.record.is_grid() { titles::verdict(&run.record) + " " } else { String::new() };
        line(&paint.bold(&(letter + &verdict + &findings::sentence(&run.record))));
    }
    for comparison in titles::comparisons(runs) {
        line(&paint.bold(&comparison));
    }
    line(&format!("Next: {next}."));
    page
}

fn heading(record: &Record) -> String {
    let environment = &record.environment;
    let what = if record.is_grid() { "One whole Jacobian" } else { "One value and gradient" };
    let setting = record.cells.first().map_or(String::new(), |cell| {
        let rows = if cell.batch > 1 {
            format!(", {} rows per loss", units::count(cell.batch))
        } else {
            String::new()
        };
        format!("{}{rows}, ", cell.precision)
    });
    format!(
        "{what}: {setting}seed {}\n{}, {}, dualtape {} ({} build)",
        record.seed, environment.cpu, environment.rustc, environment.version, environment.profile
    )
}

/// Returns the table of cells, grouped by network; cells that were not run have their place in it.
fn cells(record: &Record, paint: Paint) -> String {
    let mut table = paint.table();
    let words = record.words();
    let figures = ["time", "± MAD", "÷ loss", "95 %", "passes", "difference"].map(right);
    let heads = [right(words.inputs)].into_iter().chain(words.shape.map(Cell::new));
    table.set_header(heads.chain([Cell::new("engine")]).chain(figures));
    for (index, group) in rows(record).iter().enumerate() {
        if index > 0 {
            table.add_row(vec![""]);
        }
        for (index, row) in group.rows.iter().enumerate() {
            table.add_row(cells_of(group, row, index == 0, words));
        }
    }
    table.trim_fmt()
}

fn cells_of(group: &RowGroup, row: &EngineRow, first: bool, words: &Nouns) -> Vec<Cell> {
    let unless_again = |text: &str| if first { text.to_owned() } else { String::new() };
    let mut cells = vec![right(unless_again(&group.parameters))];
    cells.extend(words.shape.map(|_| Cell::new(unless_again(&group.shape))));
    cells.push(name(row.engine, &row.label));
    match &row.outcome {
        RowOutcome::Timed(figures) => cells.extend([
            right(&figures.time),
            right(&figures.spread),
            right(&figures.ratio),
            right(&figures.ratio_ci),
            right(&figures.passes),
            right(&figures.difference),
        ]),
        RowOutcome::NotRun(time) => cells.extend([right(time), right("not run")]),
        RowOutcome::Rejected(difference) => {
            cells.extend([right(""), right("wrong")]);
            cells.extend([right(""), right(""), right(""), right(difference)]);
        }
    }
    cells
}

/// Returns the table of growth: a row per engine, the exponents with their intervals.
fn growth(record: &Record, paint: Paint) -> String {
    let mut table = paint.table();
    table.set_header(vec![
        Cell::new("grows as"),
        right("time"),
        right("95 %"),
        right("÷ loss"),
        right("95 %"),
    ]);
    for GrowthRow { engine, label, seconds, ratio } in growth_rows(record) {
        let power = |fit: Option<&Fit>| {
            fit.map_or(Default::default(), |fit| {
                (record.words().power(fit.exponent), units::exponents(fit.ci95))
            })
        };
        let ((time, time_ci), (ratio, ratio_ci)): ((String, String), (String, String)) =
            (power(Some(seconds)), power(ratio));
        let figures = [time, time_ci, ratio, ratio_ci].map(right);
        table.add_row([name(engine, label)].into_iter().chain(figures));
    }
    table.trim_fmt()
}

/// Returns the table of changes: a row per cell of a later run that the first has too.
fn changes(runs: &RunSet, paint: Paint) -> String {
    let mut table = paint.table();
    let words = runs.first().words();
    let heads = ["run", words.shape.unwrap_or(words.inputs), "engine"].map(Cell::new);
    let figures = ["before", "after", "after ÷ before", "95 %"].map(right);
    table.set_header(heads.into_iter().chain(figures).chain([Cell::new("")]));
    for change in runs.changes() {
        table.add_row(vec![
            Cell::new(&change.run),
            Cell::new(change.shape()),
            name(change.engine, change.engine),
            right(units::time(change.before_seconds)),
            right(units::time(change.after_seconds)),
            right(units::significant(change.ratio)),
            right(units::interval(change.ci95, units::significant)),
            Cell::new(change.direction().name()),
        ]);
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use dualtape_contenders::{CodeStyle, EngineKind};

    use super::*;
    use crate::analysis::sample;
    use crate::record::NotRun;

    fn page() -> String {
        let mut record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        record.not_run.push(NotRun {
            engine: EngineKind::NumDual,
            style: CodeStyle::Array,
            parameters: 1000,
            outputs: 1,
            predicted_s: 61.0,
        });
        bench_table(&RunSet::one("run", record), Paint::PLAIN, "`this` does that")
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
        assert_eq!(last.next(), Some("Next: `this` does that."));
        assert!(
            last.next().is_some_and(|line| line.contains("Forward mode wins below about 40.0 parameters"))
        );
    }

    #[test]
    fn colours_and_charts_only_where_wanted() {
        let record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let runs = RunSet::one("run", record);
        let plain = bench_table(&runs, Paint::PLAIN, "");
        assert!(!plain.contains('\u{1b}') && !plain.contains("parameters p"));
        let painted = bench_table(&runs, Paint { colored: true, columns: Some(80) }, "");
        assert!(painted.contains('\u{1b}') && painted.contains("parameters p"));
    }
}
