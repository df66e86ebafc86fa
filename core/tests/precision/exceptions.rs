//! The quantities that are less exact than the rest, each with its bound and the reason.

use crate::survey::Quantity;

/// The number whose last place is the unit of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// The result itself.
    Result,
    /// The sum of the absolute terms, which cancel (see `terms_of`), but no less than in `Normal`.
    Terms,
    /// The number 1.
    One,
    /// The result, or 128 times the smallest normal number if that is larger.
    Normal,
}

/// A bound that takes the place of the usual one.
pub(crate) struct Exception {
    /// The name of the rule, with its parameter if it has one.
    pub(crate) rule: &'static str,
    pub(crate) quantity: Quantity,
    /// The name of the one format it is for, or nothing.
    pub(crate) format: &'static str,
    pub(crate) unit: Unit,
    pub(crate) ulps: f64,
    /// The cause, for the reader of the table and of a failure.
    pub(crate) reason: &'static str,
}

/// All exceptions.
#[rustfmt::skip]
pub(crate) const EXCEPTIONS: &[Exception] = &[
    Exception { rule: "tanh", quantity: Quantity::Value, format: "", unit: Unit::Result, ulps: 3.0,
        reason: "1 + e^(-2|x|) is rounded once more than a formula with a branch would, which does not vectorise" },
    Exception { rule: "tanh", quantity: Quantity::BlockSlope, format: "", unit: Unit::One, ulps: 3.0,
        reason: "blocks keep the output alone, to half the memory of activations; 1 - z² has an absolute precision" },
    Exception { rule: "sigmoid", quantity: Quantity::BlockSlope, format: "", unit: Unit::One, ulps: 1.0,
        reason: "blocks keep the output alone, as for tanh; z (1 - z) has an absolute precision above" },
    Exception { rule: "gelu", quantity: Quantity::Value, format: "", unit: Unit::Normal, ulps: 3.0,
        reason: "erfc alone is within 1.9; where it is subnormal, its product with x is not yet" },
    Exception { rule: "gelu", quantity: Quantity::Slope(0), format: "", unit: Unit::Terms, ulps: 4.0,
        reason: "Φ(x) and x φ(x) cancel at the minimum, x = -0.75" },
    Exception { rule: "gelu", quantity: Quantity::BlockSlope, format: "", unit: Unit::Terms, ulps: 4.0,
        reason: "as in scalar code" },
    Exception { rule: "powf(-100.5)", quantity: Quantity::Slope(0), format: "", unit: Unit::Normal, ulps: 4.0,
        reason: "xᵃ⁻¹ is subnormal before its product with a is" },
    Exception { rule: "powf(-100.5)", quantity: Quantity::BlockSlope, format: "", unit: Unit::Normal, ulps: 4.0,
        reason: "as in scalar code" },
    Exception { rule: "powi(100)", quantity: Quantity::Value, format: "", unit: Unit::Result, ulps: 100.0,
        reason: "a square doubles the error: within the bounds for |n| <= 4, and within |n| beyond; powf is exact" },
    Exception { rule: "powi(100)", quantity: Quantity::Slope(0), format: "", unit: Unit::Result, ulps: 100.0,
        reason: "as of the value" },
    Exception { rule: "powi(100)", quantity: Quantity::BlockSlope, format: "", unit: Unit::Result, ulps: 100.0,
        reason: "as of the value" },
    Exception { rule: "logistic_loss", quantity: Quantity::Slope(0), format: "", unit: Unit::Terms, ulps: 4.0,
        reason: "σ(x) and y cancel where the prediction is right" },
    Exception { rule: "sum_of", quantity: Quantity::Value, format: "", unit: Unit::Terms, ulps: 3.0,
        reason: "terms of both signs cancel; each addition rounds" },
    Exception { rule: "dot", quantity: Quantity::Value, format: "", unit: Unit::Terms, ulps: 3.0,
        reason: "terms of both signs cancel; each addition rounds" },
    Exception { rule: "polynomial", quantity: Quantity::Value, format: "", unit: Unit::Terms, ulps: 6.0,
        reason: "terms of both signs cancel; each step of Horner's rule rounds twice" },
    Exception { rule: "polynomial", quantity: Quantity::Slope(1), format: "", unit: Unit::Terms, ulps: 6.0,
        reason: "as of the value" },
    Exception { rule: "log_sum_exp", quantity: Quantity::Value, format: "", unit: Unit::Terms, ulps: 2.0,
        reason: "the largest operand and the logarithm of the rest cancel" },
    Exception { rule: "log_sum_exp", quantity: Quantity::Slope(0), format: "f64", unit: Unit::Result, ulps: 800.0,
        reason: "the rounding of x - z counts as often as its size, up to 745" },
    Exception { rule: "log_sum_exp", quantity: Quantity::Slope(0), format: "f32", unit: Unit::Result, ulps: 110.0,
        reason: "the rounding of x - z counts as often as its size, up to 104" },
];

/// Returns the exception for a quantity.
pub(crate) fn exception(rule: &str, quantity: Quantity, format: &str) -> Option<&'static Exception> {
    EXCEPTIONS
        .iter()
        .find(|e| e.rule == rule && e.quantity == quantity && (e.format.is_empty() || e.format == format))
}
