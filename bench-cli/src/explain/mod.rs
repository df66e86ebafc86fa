//! `dualtape explain`: both passes over a function, with every number on the way.

mod expression;
