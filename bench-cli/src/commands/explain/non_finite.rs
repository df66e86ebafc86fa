//! The operations that make the first infinity and the first NaN of each pass.

use crate::commands::explain::number::{five_digits, given};
use crate::commands::explain::trace::{Op, Trace};

/// The most operands or terms that are written out.
const SHOWN: usize = 4;

/// A marked operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The index of its node.
    pub(crate) place: usize,
    /// The sentence about the number that it makes.
    pub(crate) sentence: String,
}

/// Returns the operations that make the first infinite and the first undefined number, among the values, the tangents
/// and, if reverse mode is shown, the adjoints.
pub(crate) fn marks(trace: &Trace, has_reverse: bool) -> Vec<Mark> {
    let adjoints = if has_reverse { marked_adjoints(trace) } else { Vec::new() };
    [marked_values(trace), marked_tangents(trace), adjoints].concat()
}

/// Marks among the values, in the order of computation.
fn marked_values(trace: &Trace) -> Vec<Mark> {
    let values = trace.nodes.iter().map(|node| node.value).enumerate();
    let mark = |(place, value): (usize, f64)| {
        let number = five_digits(value);
        let cause = match trace.nodes[place].op {
            Op::Variable(_) => format!("{} = {number} is given", trace.label(place)),
            Op::Constant => format!("{number} is a constant"),
            _ => format!("{}: value {number}", operation(trace, place)),
        };
        Mark { place, sentence: format!("{}: {cause}", kind(value)) }
    };
    firsts(values).into_iter().map(mark).collect()
}

/// Marks among the tangents, in the order of computation.
fn marked_tangents(trace: &Trace) -> Vec<Mark> {
    let tangents = trace.nodes.iter().enumerate().flat_map(|(place, node)| {
        node.tangents.iter().enumerate().map(move |(seed, &tangent)| ((place, seed), tangent))
    });
    let mark = |((place, seed), sum): ((usize, usize), f64)| {
        let node = &trace.nodes[place];
        let tangent = |&input: &usize| trace.nodes[input].tangents[seed];
        let terms: Vec<Term> = node.partials.iter().copied().zip(node.inputs.iter().map(tangent)).collect();
        let cause =
            culprit(sum, &terms).map_or_else(|| added(&terms), |term| product(terms[term], "tangent"));
        let (operation, name) = (operation(trace, place), trace.label(trace.seeds[seed]));
        let sentence = format!("{}: {operation}: {cause} (forward mode, ∂/∂{name})", kind(sum));
        Mark { place, sentence }
    };
    firsts(tangents).into_iter().map(mark).collect()
}

/// Marks among the adjoints, from the value back.
fn marked_adjoints(trace: &Trace) -> Vec<Mark> {
    let users = trace.users();
    let adjoints = trace.nodes.iter().enumerate().rev();
    let adjoints = adjoints.filter(|(_, node)| node.op != Op::Constant);
    let mark = |(place, sum): (usize, f64)| {
        let term = |&(user, operand): &(usize, usize)| {
            (trace.nodes[user].partials[operand], trace.nodes[user].adjoint)
        };
        let terms: Vec<Term> = users[place].iter().map(term).collect();
        let (place, cause) = match culprit(sum, &terms) {
            Some(term) => {
                let user = users[place][term].0;
                (user, format!("{}: {}", operation(trace, user), product(terms[term], "adjoint")))
            }
            None => (place, format!("∂f/∂{}: {}", trace.label(place), added(&terms))),
        };
        Mark { place, sentence: format!("{}: {cause} (reverse mode)", kind(sum)) }
    };
    firsts(adjoints.map(|(place, node)| (place, node.adjoint))).into_iter().map(mark).collect()
}

/// A local derivative and the tangent or adjoint that it is multiplied by.
type Term = (f64, f64);

/// Returns the first number that is not finite, and the first NaN if that one is infinite.
fn firsts<P>(numbers: impl Iterator<Item = (P, f64)>) -> Vec<(P, f64)> {
    let mut firsts = Vec::new();
    for (place, number) in numbers.filter(|(_, number)| !number.is_finite()) {
        if firsts.is_empty() || number.is_nan() {
            firsts.push((place, number));
        }
        if number.is_nan() {
            break;
        }
    }
    firsts
}

/// Returns the index of the term that alone makes the sum infinite or NaN, if there is one.
fn culprit(sum: f64, terms: &[Term]) -> Option<usize> {
    let is_alike = |&(partial, d): &Term| {
        let product = partial * d;
        if sum.is_nan() { product.is_nan() } else { product.is_infinite() }
    };
    // The passes may leave out a term with a zero, so it is the last to be suspected.
    let without_zero = terms.iter().position(|term| term.1 != 0.0 && is_alike(term));
    without_zero.or_else(|| terms.iter().position(is_alike))
}

/// The words for the first number of this kind.
fn kind(number: f64) -> &'static str {
    if number.is_nan() { "first NaN" } else { "first ∞" }
}

/// An operation with the values of its operands: `#3 = ln(#2) at #2 = 0`.
fn operation(trace: &Trace, place: usize) -> String {
    let mut operands = Vec::new();
    for &input in &trace.nodes[place].inputs {
        if trace.nodes[input].op != Op::Constant && !operands.contains(&input) {
            operands.push(input);
        }
    }
    let value = |&input: &usize| format!("{} = {}", trace.label(input), given(trace.nodes[input].value));
    let values = limited(operands.iter().map(value));
    format!("{} = {} at {values}", trace.label(place), trace.formula(place))
}

/// A term in words; `noun` is that of its second factor.
fn product((partial, d): Term, noun: &str) -> String {
    format!("local derivative {} times {noun} {}", five_digits(partial), five_digits(d))
}

/// The terms of a sum of which none alone is infinite or NaN.
fn added(terms: &[Term]) -> String {
    format!("the sum of {}", limited(terms.iter().map(|(partial, d)| five_digits(partial * d))))
}

/// The first texts, separated by commas.
fn limited(mut texts: impl Iterator<Item = String>) -> String {
    let mut shown: Vec<String> = texts.by_ref().take(SHOWN).collect();
    shown.extend(texts.next().map(|_| "…".to_owned()));
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::assignment::Assignment;
    use crate::functions::bound_expression::BoundExpression;
    use crate::functions::named_function::NamedFunction;

    fn trace(text: &str, x: f64) -> Trace {
        let function = BoundExpression::parse(text, &[Assignment::new("x", x)]).expect("an expression");
        let seeds: Vec<usize> = (0..function.variables().len()).collect();
        Trace::of(&function, &seeds)
    }

    fn sentences(text: &str, x: f64) -> Vec<String> {
        marks(&trace(text, x), true).into_iter().map(|mark| mark.sentence).collect()
    }

    #[test]
    fn the_operation_that_makes_an_infinite_value_or_slope_is_named() {
        assert_eq!(
            sentences("h = x + x; ln(h)", 0.0),
            [
                "first ∞: #3 = ln(h) at h = 0: value -∞",
                "first ∞: #3 = ln(h) at h = 0: local derivative ∞ times tangent 2 (forward mode, ∂/∂x)",
                "first ∞: #3 = ln(h) at h = 0: local derivative ∞ times adjoint 1 (reverse mode)",
            ]
        );
        assert_eq!(sentences("1/x", -0.0)[0], "first ∞: #3 = 1 / x at x = -0: value -∞");
        let marked = marks(&trace("h = x + x; ln(h)", 0.0), true);
        assert!(marked.iter().all(|mark| mark.place == 2), "{marked:?}");
    }

    #[test]
    fn a_finite_computation_has_no_marks() {
        assert_eq!(sentences("tanh(x) + |x|", 0.5), [""; 0]);
        assert_eq!(sentences("if(x > 0, ln(x), x)", 0.0), [""; 0], "nor a branch that is not taken");
    }

    #[test]
    fn infinity_and_nan_are_told_apart() {
        assert_eq!(
            sentences("exp(x) - exp(x)", 1000.0),
            [
                "first ∞: #2 = exp(x) at x = 1000: value ∞",
                "first NaN: #4 = #2 - #3 at #2 = ∞, #3 = ∞: value NaN",
                "first ∞: #2 = exp(x) at x = 1000: local derivative ∞ times tangent 1 (forward mode, ∂/∂x)",
                "first NaN: #4 = #2 - #3 at #2 = ∞, #3 = ∞: the sum of ∞, -∞ (forward mode, ∂/∂x)",
                "first NaN: ∂f/∂x: the sum of ∞, -∞ (reverse mode)",
            ]
        );
        assert_eq!(sentences("2*x", f64::INFINITY), ["first ∞: x = ∞ is given"]);
        assert_eq!(sentences("2*x", f64::NAN), ["first NaN: x = NaN is given"]);
    }

    /// A graph with numbers by hand, since engines may come to treat a zero times infinity otherwise.
    #[test]
    fn a_product_of_zero_and_infinity_is_named_as_the_graph_has_it() {
        let mut trace = trace("ln(x)*0", 0.0);
        trace.nodes[1].adjoint = 0.0;
        trace.nodes[0].adjoint = f64::NAN;
        let found = marks(&trace, true);
        let sentence =
            "first NaN: #2 = ln(x) at x = 0: local derivative ∞ times adjoint 0 (reverse mode)".to_owned();
        assert!(found.contains(&Mark { place: 1, sentence }), "{found:?}");
        assert!(marks(&trace, false).iter().all(|mark| !mark.sentence.contains("reverse")));
    }

    #[test]
    fn a_term_with_a_zero_is_the_last_to_be_suspected() {
        assert_eq!(culprit(f64::NAN, &[(f64::INFINITY, 0.0), (0.0, f64::INFINITY)]), Some(1));
        assert_eq!(culprit(f64::NAN, &[(1.0, 1.0), (f64::INFINITY, 0.0)]), Some(1));
        assert_eq!(culprit(f64::NAN, &[(f64::INFINITY, 1.0), (f64::INFINITY, -1.0)]), None);
        assert_eq!(culprit(f64::INFINITY, &[(f64::INFINITY, 0.0), (2.0, f64::INFINITY)]), Some(1));
    }
}
