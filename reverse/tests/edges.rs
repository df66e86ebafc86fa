//! Kinks, zeros, infinities, tiny and huge numbers: both engines agree about every rule to second order.

use dualtape_check::edge_laws;
use dualtape_core::Error;
use dualtape_forward::{Forward, Lanes};
use dualtape_reverse::Reverse;

#[test]
fn both_engines_agree_at_every_edge_in_double_precision() -> Result<(), Error> {
    Lanes::FIXED
        .into_iter()
        .try_for_each(|lanes| edge_laws::<f64>(&mut Reverse::new(), &mut Forward::with_lanes(lanes)))
}

#[test]
fn both_engines_agree_at_every_edge_in_single_precision() -> Result<(), Error> {
    Lanes::FIXED
        .into_iter()
        .try_for_each(|lanes| edge_laws::<f32>(&mut Reverse::new(), &mut Forward::with_lanes(lanes)))
}
