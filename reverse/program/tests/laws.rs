//! The laws of engines, of a program that is recorded for each call.

mod common;

use common::ByProgram;
use dualtape_check::{array_laws, edge_laws, function_laws, graph_laws, laws, nary_laws};
use dualtape_core::Error;
use dualtape_reverse::Reverse;

#[test]
fn every_rule_in_double_precision() -> Result<(), Error> {
    let mut engine = ByProgram::<f64>::default();
    laws(&mut engine)?;
    nary_laws(&mut engine)?;
    // The tape is asked at poles, infinities and NaN alone.
    assert!(engine.programs > 5 * engine.asked, "{} programs, {} asked", engine.programs, engine.asked);
    Ok(())
}

#[test]
fn every_rule_in_single_precision() -> Result<(), Error> {
    laws::<f32>(&mut ByProgram::default())?;
    nary_laws::<f32>(&mut ByProgram::default())
}

#[test]
fn every_rule_at_its_edges() -> Result<(), Error> {
    edge_laws::<f64>(&mut ByProgram::default(), &mut Reverse::new())
}

#[test]
fn every_block_operation() -> Result<(), Error> {
    array_laws(&mut ByProgram::<f64>::default())
}

#[test]
fn functions_and_random_graphs() -> Result<(), Error> {
    let mut engine = ByProgram::default();
    function_laws(&mut engine)?;
    (0..40).try_for_each(|seed| graph_laws(&mut engine, seed, &[0.3, -0.2, 0.5]))?;
    assert_eq!(engine.asked, 0);
    Ok(())
}
