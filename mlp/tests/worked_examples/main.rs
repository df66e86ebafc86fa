//! The worked examples of five courses: what the engines find is what the books derive by hand.
//!
//! Every figure is computed here from the inputs that the example states, by the formulas that it
//! derives, and both engines are held to it within 1e-12. No derivative below comes from the library.

#[path = "../common/mod.rs"]
mod common;

mod by_hand;
mod layers;
mod logistic;
mod regression;
mod xor;
