//! The tables of the page.

use dualtape_contenders::{EngineKind, Nouns};
use maud::{Markup, html};

use crate::analysis::run_set::RunSet;
use crate::draw::palette;
use crate::record::nouns::Phrases;
use crate::record::{Fit, Record};
use crate::report::rows::{EngineRow, GrowthRow, RowGroup, RowOutcome, growth_rows, rows};
use crate::units;

/// Returns the table of all figures: a row per engine, grouped by network.
pub(crate) fn cells(letter: Option<char>, record: &Record) -> Markup {
    let words = record.words();
    html! {
        section {
            h2 { "All figures" (of(letter)) }
            (scrolled("All figures", &html! {
                table class="cells" {
                    thead {
                        tr {
                            th scope="col" class="number" { (words.letter) }
                            th scope="col" { "engine" }
                            @for head in ["time", "÷ loss", "agrees", "95 % of time", "± MAD", "95 % of ÷ loss", "passes", "samples", "tape"] {
                                th scope="col" class="number" { (head) }
                            }
                            @if let Some(shape) = words.shape { th scope="col" { (shape) } }
                        }
                    }
                    @for group in rows(record) {
                        tbody { @for (index, row) in group.rows.iter().enumerate() { (cell(&group, row, index == 0, words)) } }
                    }
                }
            }))
            p class="note faint" {
                (words.letter) ": " (words.inputs) ". ✓: the gradient was checked; the number is its largest distance from the reference, \
                 relative to the largest entry."
            }
        }
    }
}

fn cell(group: &RowGroup, row: &EngineRow, first: bool, words: &Nouns) -> Markup {
    html! {
        tr {
            @if first {
                th scope="rowgroup" class="number" rowspan=(group.rows.len()) { (group.parameters) }
            }
            (name(row.engine, &row.label))
            @match &row.outcome {
                RowOutcome::Timed(figures) => {
                    td { (figures.time) }
                    td { strong { (figures.ratio) } }
                    td class="good" { @if !figures.difference.is_empty() { "✓ " (figures.difference) } }
                    td { (figures.time_ci) }
                    td { (figures.spread) }
                    td { (figures.ratio_ci) }
                    td { (figures.passes) }
                    td { (figures.samples) }
                    td { (figures.tape) }
                }
                RowOutcome::NotRun(time) => {
                    td { (time) }
                    td colspan="8" class="note" { "not run: predicted from the smaller " (words.functions) }
                }
                RowOutcome::Rejected(difference) => {
                    td {}
                    td {}
                    td class="bad" { "✗ " (difference) }
                    td colspan="6" class="note" { "not timed: its gradient is wrong" }
                }
            }
            @if first && words.shape.is_some() {
                td class="network" rowspan=(group.rows.len()) { (group.shape) }
            }
        }
    }
}

/// Returns the table of growth, a row per engine.
pub(crate) fn growth(letter: Option<char>, record: &Record) -> Markup {
    let words = record.words();
    html! {
        section {
            h2 { "Growth with the number of " (words.axis()) (of(letter)) }
            (scrolled("Growth", &html! {
                table {
                    thead {
                        tr {
                            th scope="col" { "engine" }
                            @for head in ["time", "95 %", "÷ loss", "95 %"] { th scope="col" class="number" { (head) } }
                        }
                    }
                    tbody {
                        @for GrowthRow { engine, label, seconds, ratio } in growth_rows(record) {
                            tr {
                                (name(engine, &label))
                                (power(words, seconds))
                                @match ratio {
                                    Some(ratio) => (power(words, ratio)),
                                    None => { td {} td {} }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn power(words: &Nouns, fit: &Fit) -> Markup {
    html! {
        td { (words.letter) sup { (units::exponent(fit.exponent)) } }
        td { (units::exponents(fit.ci95)) }
    }
}

/// Returns the table of the cells of later runs beside those of the first.
pub(crate) fn changes(runs: &RunSet) -> Markup {
    let words = runs.first().words();
    html! {
        section {
            h2 { "After ÷ before" }
            (scrolled("After ÷ before", &html! {
                table {
                    thead {
                        tr {
                            th scope="col" class="number" { (words.letter) }
                            th scope="col" { "engine" }
                            @for head in ["after ÷ before", "95 %"] { th scope="col" class="number" { (head) } }
                            th scope="col" { "" }
                            @for head in ["before", "after"] { th scope="col" class="number" { (head) } }
                            th scope="col" { (words.shape.unwrap_or(words.inputs)) }
                            th scope="col" { "run" }
                        }
                    }
                    tbody {
                        @for change in runs.changes() {
                            tr {
                                th scope="row" class="number" { (units::count(change.parameters)) }
                                (name(change.engine, change.engine.name()))
                                td { strong { (units::significant(change.ratio)) } }
                                td { (units::interval(change.ci95, units::significant)) }
                                td class="note" { (change.direction().name()) }
                                td { (units::time(change.before_seconds)) }
                                td { (units::time(change.after_seconds)) }
                                td class="network" { (change.shape()) }
                                td class="network" { (change.run) }
                            }
                        }
                    }
                }
            }))
            p class="note faint" {
                (words.letter) ": " (words.inputs) ". “Before” is the first run. A change is called slower or faster where its whole 95 % interval is."
            }
        }
    }
}

fn of(letter: Option<char>) -> String {
    letter.map_or(String::new(), |letter| format!(", run {letter}"))
}

fn name(engine: EngineKind, label: &str) -> Markup {
    html! { th scope="row" class={ "engine " (palette::of(engine).class) } { (label) } }
}

/// Returns a table that scrolls by itself on a phone, also with the keyboard.
fn scrolled(label: &str, table: &Markup) -> Markup {
    html! { div class="scrolled" role="region" aria-label=(label) tabindex="0" { (table) } }
}
