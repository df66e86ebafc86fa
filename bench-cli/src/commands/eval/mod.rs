//! `dualtape eval`: how good a trained network is on data.

pub(crate) mod args;
pub(crate) mod record;
pub(crate) mod requirement;
pub(crate) mod table;

use dualtape_mlp::{Model, RunFolder};

pub(crate) use crate::commands::eval::args::EvalArgs;
pub(crate) use crate::commands::eval::record::{Confusion, EvalRecord};
pub(crate) use crate::commands::eval::requirement::Requirement;
use crate::commands::eval::table::eval_table;
use crate::error::Failure;
use crate::flags::exports::Exports;
use crate::flags::shared::Shared;
use crate::reading::{COPIES_TO_JUDGE, check_size};
use crate::terminal::json::json;
use crate::terminal::output::Output;

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, shared: &Shared) -> Result<(), Failure> {
    let model = Model::load(&RunFolder::open(&args.run))?;
    requirement::check(&args.require, model.run().data.task)?;
    check_size(&args.data, COPIES_TO_JUDGE)?;
    let data = args.data.open_as(&model.run().data, shared.seed)?;
    let output = Output::open(shared, &Exports::default())?;
    let evaluation = model.evaluate(&data)?;
    let record = EvalRecord::new(args, model.run(), &data, evaluation);
    output.finish(|_| json(&record), |paint| eval_table(&record, model.run(), paint))?;
    record.verdict()
}
