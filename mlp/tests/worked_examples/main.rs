//! The worked examples of five courses: the engines agree with the derivations by hand.
//!
//! Every figure is computed here from the inputs of the example, by its own formulas, and both engines must agree to
//! 1e-12. No derivative below comes from the library.

#[path = "../common/mod.rs"]
mod common;

mod by_hand;
mod layers;
mod logistic;
mod regression;
mod xor;
