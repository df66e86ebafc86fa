//! `dualtape eval`: how good a trained network is on data.

mod args;
mod record;
mod requirement;

use dualtape_mlp::{Model, RunFolder};

use crate::cli::Shared;
use crate::export::{Exports, json};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading::{COPIES_TO_JUDGE, check_size};
use crate::render::eval_table;

pub(crate) use args::EvalArgs;
pub(crate) use record::{Confusion, EvalRecord};
pub(crate) use requirement::Requirement;

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
