//! `dualtape inspect`: the columns of a table, and the training that would follow.

use clap::Args;
use dualtape_mlp::{DataSource, Task};
use serde::Serialize;

use crate::error::Failure;
use crate::flags::columns::ColumnFlags;
use crate::flags::shared::Shared;
use crate::flags::values;
use crate::terminal::invocation::{command_line, shell_words};
use crate::terminal::json::json;
use crate::terminal::output::Output;
use crate::training_report::columns::{ColumnRecord, DialectRecord, column_table, headline};

/// The flags of `dualtape inspect`, as clap parses them.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A table: CSV and the like, compressed or not
    #[arg(value_name = "FILE", value_parser = values::source())]
    file: DataSource,
    #[command(flatten)]
    columns: ColumnFlags,
}

/// The record of a table, `dualtape.inspect/1`. Other programs read its fields.
#[derive(Debug, Serialize)]
struct InspectRecord {
    /// Names the meaning of the fields: `dualtape.inspect/1`.
    schema: &'static str,
    /// The number of rows.
    rows: usize,
    /// The dialect.
    dialect: DialectRecord,
    /// The columns.
    columns: Vec<ColumnRecord>,
    /// The target column.
    target: String,
    /// The task.
    task: &'static str,
    /// The number of inputs of a network.
    inputs: usize,
    /// The names of the classes; empty for a regression.
    classes: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(args: &InspectArgs, shared: &Shared) -> Result<(), Failure> {
    let reading = args.columns.reading();
    let Some(table) = args.file.plan(&reading)? else {
        return Err(Failure::Input(format!("{}: found data without columns, expected a table", args.file)));
    };
    let output = Output::open(&shared.output(Vec::new()))?;
    let schema = table.schema(args.file.to_string(), &reading);
    let record = InspectRecord {
        schema: "dualtape.inspect/1",
        rows: table.plan.rows,
        dialect: DialectRecord::new(&table.dialect),
        columns: ColumnRecord::all(&table),
        target: schema.target(),
        task: schema.task.name(),
        inputs: schema.inputs().len(),
        classes: schema.classes.clone(),
    };
    let learnt = match schema.task {
        Task::Classification => format!("the {} classes of `{}`", schema.classes.len(), schema.target()),
        Task::Regression => format!("the values of `{}`", schema.target()),
    };
    let train = |word: String| if word == "inspect" { "train".to_owned() } else { word };
    let next = shell_words(&command_line().into_iter().map(train).collect::<Vec<_>>());
    output.finish(
        |_| json(&record),
        |paint| {
            let columns = column_table(&table, usize::MAX, paint);
            format!("{}\n{columns}\nNext: `{next}` learns {learnt}.\n", headline(&table))
        },
    )
}
