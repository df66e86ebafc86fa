//! Expressions, and the networks and points that are written like them.

use dualtape_core::{Engine, value};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::functions::assignment::Assignment;
use crate::functions::bound_expression::BoundExpression;
use crate::functions::expression::Expression;
use crate::functions::named_function::{NamedFunction, Restriction};
use crate::functions::network_loss::NetworkLoss;

/// The most operations of a function that is differentiated.
const MOST_OPERATIONS: usize = 500;

/// Parses a text as an expression, as a network and as a value of a name; returns whether it is an expression. It is
/// printed, parsed and printed again, and differentiated in both modes.
///
/// # Panics
/// Panics if an expression is not parsed as it is printed, or cannot be differentiated.
pub fn expression(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else { return false };
    // Any answer will do.
    let _ = text.parse::<Assignment>();
    let _ = NetworkLoss::parse(text, 7);
    let parsed = match Expression::parse(text, |_| false) {
        Ok(parsed) => parsed,
        Err(diagnostic) => {
            assert!(!diagnostic.shown(text).is_empty());
            return false;
        }
    };
    let printed = parsed.to_string();
    let program = parsed.into_program();
    let again = Expression::parse(&printed, |_| false).unwrap_or_else(|diagnostic| {
        panic!("`{text}` is printed as `{printed}`, {}", diagnostic.shown(&printed))
    });
    assert_eq!(again.to_string(), printed, "of `{text}`");
    assert_eq!(format!("{:?}", again.into_program()), format!("{program:?}"), "of `{text}`");

    let values = (1_u32..).map(|place| f64::from(place) * 0.37);
    let names = program.variables();
    let at: Vec<Assignment> =
        names.iter().zip(values).map(|(name, value)| Assignment::new(name, value)).collect();
    if names.is_empty() || program.len() > MOST_OPERATIONS {
        return true;
    }
    let function = BoundExpression::parse(text, &at).unwrap_or_else(|failure| panic!("`{text}`: {failure}"));
    function.taken_branches();
    let free: Vec<usize> = (0..names.len()).collect();
    let function = Restriction::new(&function, &free);
    let x = function.point();
    value(&function, &x).expect("a number");
    let gradients = [Forward::new().gradient(&function, &x), Reverse::new().gradient(&function, &x)];
    assert!(gradients.iter().all(Result::is_ok), "`{text}`: {gradients:?}");
    true
}
