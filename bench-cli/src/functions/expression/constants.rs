//! Names of constants.

use std::f64::consts::{E, PI, TAU};

/// The constants of mathematics.
const CONSTANTS: [(&str, f64); 5] = [("pi", PI), ("π", PI), ("tau", TAU), ("τ", TAU), ("e", E)];

/// Returns the constant of this name: one of mathematics, or `inf`, `infinity` or `nan` in any case.
pub(crate) fn constant(name: &str) -> Option<f64> {
    let known = CONSTANTS.into_iter().find_map(|(known, number)| (known == name).then_some(number));
    // A name starts with no digit, so what parses as a float is one of the words for infinity and NaN.
    known.or_else(|| name.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_constants_are_no_other_names() {
        assert_eq!([constant("π"), constant("tau"), constant("e")], [Some(PI), Some(TAU), Some(E)]);
        assert_eq!([constant("Infinity"), constant("inf")], [Some(f64::INFINITY); 2]);
        assert!(constant("NaN").is_some_and(f64::is_nan));
        assert_eq!(["E", "Pi", "x", "e3", "_"].map(constant), [None; 5]);
    }
}
