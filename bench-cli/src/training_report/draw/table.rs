//! A table as an element of a page.

use maud::{Markup, html};

use crate::training_report::figure::{CellKind, ReportTable, TrainingFigure};
use crate::units;

/// Returns the table; rows beyond those that show at once show if its box is ticked, without a script.
pub(crate) fn draw(figure: &TrainingFigure, table: &ReportTable) -> Markup {
    let (shown, folded) = table.rows.split_at(table.shown.min(table.rows.len()));
    html! {
        @if !folded.is_empty() {
            label class="toggle" { input class="unfold" type="checkbox"; " all " (units::count(table.rows.len())) " rows" }
        }
        // Tables wider than the screen are moved sideways, with the keyboard too.
        div class="scrolled" role="region" aria-label=(figure.title) tabindex="0" {
            table {
                thead {
                    tr { @for (name, kind) in &table.columns { th scope="col" class=(class(*kind)) { (name) } } }
                }
                tbody { (rows(table, shown)) }
                @if !folded.is_empty() { tbody class="folded" { (rows(table, folded)) } }
            }
        }
    }
}

fn rows(table: &ReportTable, rows: &[Vec<String>]) -> Markup {
    html! {
        @for row in rows {
            tr {
                @for (index, (cell, (_, kind))) in row.iter().zip(&table.columns).enumerate() {
                    @if index == 0 {
                        th scope="row" class=(class(*kind)) { (cell) }
                    } @else {
                        td class=(class(*kind)) { (cell) }
                    }
                }
            }
        }
    }
}

fn class(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Words => "note",
        CellKind::Number => "number",
    }
}
