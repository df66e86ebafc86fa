//! The columns of a table as a record and as a page for a terminal.

use comfy_table::Cell;
use dualtape_mlp::columns::{CellCounts, ColumnSummary, Dialect, Role, input_names};
use dualtape_mlp::{Omissions, TablePlan};
use serde::Serialize;

use crate::draw::{Paint, right};
use crate::units;

/// The number of columns that a training lists.
const LISTED: usize = 30;

/// A column and its use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ColumnRecord {
    /// The name.
    pub(crate) name: String,
    /// The role.
    pub(crate) role: &'static str,
    /// The treatment, in words.
    pub(crate) treatment: String,
    /// The number of cells without a value.
    pub(crate) missing: usize,
    /// The range of the numbers, or the first categories.
    pub(crate) content: String,
}

/// The dialect of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DialectRecord {
    /// The separator: a character, `tab` or `spaces`.
    pub(crate) separator: String,
    /// The decimal mark.
    pub(crate) decimal: String,
    /// Flag for a first row with the names of the columns.
    pub(crate) header: bool,
    /// The encoding.
    pub(crate) encoding: &'static str,
    /// The compression, if there is one.
    pub(crate) compression: Option<&'static str>,
}

impl ColumnRecord {
    /// Returns the record of a column.
    fn new(column: &ColumnSummary) -> Self {
        let ColumnSummary { name, role, treatment, missing, content } = column.clone();
        Self { name, role: role.name(), treatment, missing, content }
    }

    /// Returns the records of all columns of a table.
    pub(crate) fn all(table: &TablePlan) -> Vec<Self> {
        table.plan.summaries.iter().map(Self::new).collect()
    }
}

impl DialectRecord {
    /// Returns the record of a dialect.
    pub(crate) fn new(dialect: &Dialect) -> Self {
        Self {
            separator: dialect.separator.to_string(),
            decimal: dialect.decimal.to_string(),
            header: dialect.header,
            encoding: dialect.encoding,
            compression: dialect.compression.name(),
        }
    }
}

/// Returns the table of the columns, at most `limit` of them.
pub(crate) fn column_table(table: &TablePlan, limit: usize, paint: Paint) -> String {
    let summaries = &table.plan.summaries;
    let mut page = paint.table();
    page.set_header(vec![
        Cell::new("column"),
        Cell::new("role"),
        Cell::new("treatment"),
        right("missing"),
        Cell::new("content"),
    ]);
    // The target is listed, however many columns there are.
    let is_listed = |(index, column): &(usize, &ColumnSummary)| *index < limit || column.role == Role::Target;
    for (_, column) in summaries.iter().enumerate().filter(is_listed) {
        page.add_row(vec![
            Cell::new(&column.name),
            Cell::new(column.role),
            Cell::new(&column.treatment),
            right(if column.missing == 0 { String::new() } else { units::count(column.missing) }),
            Cell::new(&column.content),
        ]);
    }
    let mut text = page.trim_fmt();
    if summaries.len() > limit.saturating_add(1) {
        let more = units::count(summaries.len() - limit);
        text.push_str(&["\n… and ", &more, " more columns; `dualtape inspect` lists all"].concat());
    }
    text
}

/// Returns what a training says of the columns before it starts: one sentence if there is nothing to see, else a table.
pub(crate) fn columns_note(table: &TablePlan) -> String {
    let plan = &table.plan;
    let is_plain = plan.columns.iter().all(dualtape_mlp::columns::Column::is_plain)
        && plan.columns.len() + plan.targets.len() == plan.summaries.len()
        && plan.summaries.iter().all(|column| column.missing == 0)
        && !plan.targets.iter().any(|target| target.is_guess)
        && table.dialect.particulars().is_empty();
    if is_plain {
        let names: Vec<String> = plan.targets.iter().map(|target| format!("`{}`", target.name)).collect();
        return format!(
            "{} columns of numbers, no cell missing; {} {}",
            plan.columns.len(),
            if names.len() == 1 { "the target is" } else { "the targets are" },
            names.join(", ")
        );
    }
    let paint = Paint { colored: false, columns: None };
    // Messages keep the ends of lines before two spaces; others could be the input's.
    format!("{}\n{}", headline(table), column_table(table, LISTED, paint)).replace('\n', "\n  ")
}

/// Returns the sentence above the table: rows, dialect, inputs.
pub(crate) fn headline(table: &TablePlan) -> String {
    let plan = &table.plan;
    let particulars = table.dialect.particulars();
    let dialect =
        if particulars.is_empty() { String::new() } else { format!(" ({})", particulars.join(", ")) };
    let inputs = input_names(&plan.columns).len();
    let left_out = match table.left_out {
        0 => String::new(),
        rows => format!(", {} of them left out", units::count(rows)),
    };
    format!(
        "{} rows{dialect}{left_out}; {} inputs from these columns:",
        units::count(plan.rows),
        units::count(inputs)
    )
}

/// The note about the cells of a column that are missing or of unknown categories.
pub(crate) fn odd_cells(column: &str, counts: &CellCounts) -> String {
    let mut parts = Vec::new();
    if counts.missing > 0 {
        parts.push(format!("{} missing cells, taken as in the training", units::count(counts.missing)));
    }
    if let Some(first) = &counts.first_unseen {
        let unseen = units::count(counts.unseen);
        parts.push(format!(
            "{unseen} cells with a category that the training did not see (`{first}`), taken for none"
        ));
    }
    format!("column `{column}`: {}", parts.join("; "))
}

/// Returns the notes about the rows of a table that were left out and the cells that are odd.
pub(crate) fn omission_notes(omissions: &Omissions) -> Vec<String> {
    let rows = (omissions.left_out > 0).then(|| {
        format!(
            "{} rows are left out: they have no target, or a missing cell",
            units::count(omissions.left_out)
        )
    });
    let cells = omissions.odd_cells.iter().map(|(column, counts)| odd_cells(column, counts));
    rows.into_iter().chain(cells).collect()
}
