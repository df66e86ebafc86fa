//! The choice for the function that FUNCTION names.

use dualtape_core::{Auto, Error, Explanation};
use dualtape_forward::Forward;
use dualtape_reverse::Reverse;

use crate::error::Failure;
use crate::functions::assignment::Assignment;
use crate::functions::bound_expression::BoundExpression;
use crate::functions::named_function::{NamedFunction, Restriction};
use crate::functions::network_loss::NetworkLoss;
use crate::functions::{FunctionArgument, resolve, trained_model};

/// The row of data at which the loss of a trained model is measured.
const ROW: usize = 1;

/// Measures both engines on a function at its point.
///
/// # Errors
///
/// The outer error is about FUNCTION and its point, the inner one about the engines.
pub(crate) fn explain(
    text: &str,
    at: &[Assignment],
    seed: u64,
    auto: &mut Auto<Forward, Reverse>,
) -> Result<Result<Explanation, Error>, Failure> {
    match resolve(text, seed)? {
        FunctionArgument::RunDirectory(path) => {
            of_network(trained_model::at_row(&path, ROW, None)?.loss, at, auto)
        }
        FunctionArgument::Network(loss) => of_network(loss, at, auto),
        FunctionArgument::Example(example) => {
            let (case, point) = example.first(at);
            measure(&BoundExpression::parse(&case.text, &point)?, &case.wrt, auto)
        }
        FunctionArgument::Expression(text) => measure(&BoundExpression::parse(&text, at)?, &[], auto),
    }
}

fn of_network(
    mut loss: NetworkLoss,
    at: &[Assignment],
    auto: &mut Auto<Forward, Reverse>,
) -> Result<Result<Explanation, Error>, Failure> {
    loss.assign(at)?;
    measure(&loss, &loss.parameters(), auto)
}

fn measure(
    function: &impl NamedFunction,
    wrt: &[String],
    auto: &mut Auto<Forward, Reverse>,
) -> Result<Result<Explanation, Error>, Failure> {
    let wrt = function.indices_of(wrt)?;
    let function = Restriction::new(function, &wrt);
    Ok(auto.explain(&function, &function.point()))
}
