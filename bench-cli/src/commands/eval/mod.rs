//! `dualtape eval`: the quality of a trained network on data.

mod args;
mod record;
mod requirement;
mod table;

pub(crate) use crate::commands::eval::args::EvalArgs;
use crate::commands::eval::record::EvalRecord;
use crate::commands::eval::table::eval_table;
use crate::error::Failure;
use crate::flags::data_size::{COPIES_TO_EVALUATE, check_size};
use crate::flags::shared::Shared;
use crate::functions::trained_model;
use crate::terminal::json::json;
use crate::terminal::output::Output;
use crate::training_report::columns::omission_notes;
use crate::training_report::hidden_class;
use crate::training_report::importance;
use crate::training_report::importance::Importance;

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, shared: &Shared) -> Result<(), Failure> {
    let (model, note) = trained_model::load(&args.run)?;
    requirement::check(&args.require, &model.run().data)?;
    check_size(&args.data, COPIES_TO_EVALUATE)?;
    let data = args.data.open_as(&model.run().data, shared.seed)?;
    let output = Output::open(&shared.output(Vec::new()))?;
    note.iter().for_each(|note| output.note(note));
    omission_notes(data.omissions()).iter().for_each(|note| output.note(note));
    let evaluation = model.evaluate(&data)?;
    let rows = (data.inputs(), data.targets());
    let importance = Importance::of(&model, &importance::columns(&model), rows, shared.seed)?;
    let EvalArgs { run, data: source, require } = args;
    let importance = importance.as_ref();
    let record = EvalRecord::new((run, source), data.rows(), model.run(), &evaluation, importance, require);
    let warning = hidden_class::sentence(model.run(), &evaluation.metrics);
    let page = |paint| eval_table(&record, &model, importance, warning.as_deref(), paint);
    output.finish(|_| json(&record), page)?;
    record.verdict()
}
