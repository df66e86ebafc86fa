//! The operation that makes the first infinity or NaN of a function's values and derivatives.

mod report;
mod search;
mod trace;

pub use report::{Diagnosis, NonFinite, Origin, Quantity, TracedOperation};

use dualtape_core::{Differentiable, Error, Real, Scalar};
use search::{Search, total};
use trace::{Trace, TracedNumber};

/// Returns the origin of the first value of `f` at `x` that is not finite, or else of the first such derivative; none
/// if all are finite.
///
/// Derivatives are those of [`dualtape_core::semantics`], which both engines compute. The function runs once on a number
/// that records each operation with its place in the source: the line of the operator or method in the function. An
/// operation of block code, or one in `Iterator::sum`, has no place of its own and is known by its index. Operations on
/// constants alone are not recorded.
///
/// A second derivative is diagnosed as the first of a function that computes a tangent on `dualtape_forward`'s
/// `PathDual`; the operations of the partials count then, too.
///
/// # Cost
/// One evaluation that allocates per operation, and a pass over the operations for each input.
///
/// # Errors
/// The function returned another number of values than `outputs`.
///
/// # Example
/// ```
/// use dualtape_check::diagnose;
/// use dualtape_core::{Function, Scalar};
///
/// struct Softplus;
/// impl Function for Softplus {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         (x[0].exp() + 1.0).ln() + x[1]
///     }
/// }
/// let text = diagnose(&Softplus, &[1000.0, 2.0])?.expect("eˣ overflows").to_string();
/// assert!(text.starts_with("y[0] is ∞: operation 1, exp of 1000 ("));
/// assert!(text.ends_with("): its value is ∞"));
/// assert_eq!(diagnose(&Softplus, &[10.0, 2.0])?, None);
/// # Ok::<(), dualtape_core::Error>(())
/// ```
pub fn diagnose<R: Real, K>(f: &impl Differentiable<R, K>, x: &[R]) -> Result<Option<Diagnosis>, Error> {
    let trace = Trace::of_inputs(x);
    let inputs: Vec<_> = (0..x.len()).map(|node| trace.number(node)).collect();
    let mut y = vec![TracedNumber::constant(R::ZERO); f.outputs(x.len())];
    f.call_scalars(&inputs, &mut y)?;
    let outputs: Vec<_> = y.iter().map(|y| (y.node(), y.value())).collect();
    let nodes = trace.into_nodes();
    let search = Search { nodes: &nodes, inputs: x.len() };

    for (output, &(node, value)) in outputs.iter().enumerate() {
        if !value.is_finite() {
            let number = value.to_f64();
            let (origin, undefined) =
                node.map_or((Origin::Constant(number), None), |node| search.of_value(node));
            let quantity = Quantity::Value { output };
            return Ok(Some(Diagnosis { quantity, number, origin, undefined }));
        }
    }
    for input in 0..x.len() {
        let tangents = search.tangents(input);
        for (output, &(node, _)) in outputs.iter().enumerate() {
            let Some(node) = node.filter(|&node| !total(tangents[node]).is_finite()) else { continue };
            let number = total(tangents[node]).to_f64();
            let (origin, undefined) = search.of_derivative(node, &tangents);
            let quantity = Quantity::Derivative { output, input };
            return Ok(Some(Diagnosis { quantity, number, origin, undefined }));
        }
    }
    Ok(None)
}
