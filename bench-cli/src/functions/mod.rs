//! Functions that FUNCTION can name: expressions, worked examples, networks and trained models.

pub(crate) mod bound_expression;
pub(crate) mod examples;
pub(crate) mod expression;
pub(crate) mod named_function;
pub(crate) mod network_loss;
pub(crate) mod trained_model;
