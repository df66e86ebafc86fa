//! The operation behind an infinity or a NaN, over a table of functions.

use dualtape_check::{NonFinite, Origin, diagnose};
use dualtape_core::{Array, BlockFunction, Function, Scalar, rules};

const INF: f64 = f64::INFINITY;

/// Returns the sentence about the function `$body` of `$x` at a point, without places in the source; empty if all is
/// finite.
macro_rules! sentence {
    (|$x:ident| $body:expr, $at:expr) => {{
        struct F;
        impl Function for F {
            fn eval<S: Scalar<Real = f64>>(&self, $x: &[S]) -> S {
                $body
            }
        }
        let diagnosis = diagnose(&F, &$at).expect("one value");
        diagnosis.map_or(String::new(), |diagnosis| without_places(&diagnosis.to_string()))
    }};
}

/// Removes what stands in parentheses.
fn without_places(text: &str) -> String {
    let mut parts = text.split(" (core/tests/diagnose.rs");
    let first = parts.next().expect("a first part").to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').expect("a closed parenthesis").1)
}

#[test]
fn a_finite_function_has_no_diagnosis() {
    assert_eq!(sentence!(|x| x[0].tanh() + x[1].abs(), [0.5, 0.0]), "");
    // What is left out or saturates is no matter of concern.
    assert_eq!(sentence!(|x| x[0].sqrt().max(S::constant(0.5)), [0.0]), "");
    assert_eq!(sentence!(|x| (x[0].exp() * -1.0).relu(), [1000.0]), "");
    assert_eq!(sentence!(|x| x[0].recip().atan().floor(), [0.0]), "");
}

#[test]
fn a_value_that_is_not_finite_has_an_operation_an_input_or_a_constant() {
    for (found, expected) in [
        (sentence!(|x| x[0] / x[1], [0.0, 0.0]), "y[0] is NaN: operation 1, div of 0, 0: its value is NaN"),
        (sentence!(|x| (x[0] * 2.0).ln(), [0.0]), "y[0] is -∞: operation 2, ln of 0: its value is -∞"),
        (
            sentence!(|x| x[0].ln() * 0.0, [0.0]),
            "y[0] is NaN: operation 1, ln of 0: its value is -∞; then operation 2, mul of -∞, 0: its value is NaN",
        ),
        (sentence!(|x| x[0].exp() + 1.0, [1000.0]), "y[0] is ∞: operation 1, exp of 1000: its value is ∞"),
        (sentence!(|x| x[0] * x[0], [1e200]), "y[0] is ∞: operation 1, mul of 1e200, 1e200: its value is ∞"),
        (
            sentence!(|x| x[0].exp() - x[1].exp(), [1000.0, 800.0]),
            "y[0] is NaN: operation 1, exp of 1000: its value is ∞; \
             then operation 3, sub of ∞, ∞: its value is NaN",
        ),
        (sentence!(|x| x[0] + x[1], [1.0, f64::NAN]), "y[0] is NaN: the input x[1] is NaN"),
        (sentence!(|x| x[0] * 2.0, [-INF]), "y[0] is -∞: the input x[0] is -∞"),
        (
            sentence!(|x| x[0].sin() + S::constant(0.0).ln(), [1.0]),
            "y[0] is -∞: operation 2, add of 0.8414709848078965, -∞: its operand 2 is the constant -∞",
        ),
        (
            sentence!(|x| S::constant(INF).max(S::constant(x.len() as f64)), [1.0]),
            "y[0] is ∞: it is the constant ∞",
        ),
        (
            sentence!(|x| S::sum_of(&[x[0], x[0], x[0], x[0], x[0].recip()]), [0.0]),
            "y[0] is ∞: operation 1, recip of 0: its value is ∞",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_derivative_that_is_not_finite_has_a_partial_a_product_or_a_sum() {
    for (found, expected) in [
        (
            sentence!(|x| x[1] + x[0].sqrt(), [0.0, 1.0]),
            "∂y[0]/∂x[0] is ∞: operation 1, sqrt of 0: its partial 1/(2z) is ∞",
        ),
        (
            sentence!(|x| x[0].sqrt().powi(2), [0.0]),
            "∂y[0]/∂x[0] is NaN: operation 1, sqrt of 0: its partial 1/(2z) is ∞; then operation 2, powi of 0: \
             its partial n xⁿ⁻¹ is 0, times the derivative ∞ of that operand NaN",
        ),
        (
            sentence!(|x| (x[0] * 0.0).sqrt(), [1.0]),
            "∂y[0]/∂x[0] is NaN: operation 2, sqrt of 0: its partial 1/(2z) is ∞, \
             times the derivative 0 of that operand NaN",
        ),
        (
            // One path is zero, the other is not.
            sentence!(|x| (x[0] * 0.0 + x[0]).sqrt(), [0.0]),
            "∂y[0]/∂x[0] is NaN: operation 3, sqrt of 0: its partial 1/(2z) is ∞, \
             times the derivative 0 of that operand NaN",
        ),
        (
            sentence!(|x| x[0].sqrt() - (x[0] * 2.0).sqrt(), [0.0]),
            "∂y[0]/∂x[0] is NaN: operation 1, sqrt of 0: its partial 1/(2z) is ∞; \
             then operation 4, sub of 0, 0: the derivatives by its operands cancel or overflow in their sum",
        ),
        (
            sentence!(|x| x[0].exp().recip(), [1000.0]),
            "∂y[0]/∂x[0] is NaN: operation 1, exp of 1000: its partial z is ∞; then operation 2, recip of ∞: \
             its partial -z² is -0, times the derivative ∞ of that operand NaN",
        ),
        (
            sentence!(|x| x[0].pow(x[1]), [-2.0, 3.0]),
            "∂y[0]/∂x[1] is NaN: operation 1, pow of -2, 3: its partial z ln x by operand 2 is NaN",
        ),
        (
            sentence!(|x| x[0] * 1e200 * 1e200, [1e-300]),
            "∂y[0]/∂x[0] is ∞: operation 2, mul of 1e-100, 1e200: its partial y by operand 1 is 1e200, \
             times the derivative 1e200 of that operand ∞",
        ),
        (
            sentence!(|x| S::dot(&[x[0].sqrt(), x[1]], &[x[1], x[1]]), [0.0, 0.0]),
            "∂y[0]/∂x[0] is NaN: operation 1, sqrt of 0: its partial 1/(2z) is ∞; then operation 2, dot of 0, 0, 0, \
             0: its partial by operand 1 is 0, times the derivative ∞ of that operand NaN",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

/// A function with operators, methods and a rule of many operands on lines of their own.
struct OnLines;

/// The line before the implementation.
const LINE: u32 = line!();
impl Function for OnLines {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        let mut scaled = x[0] - 1.0;
        scaled *= S::constant(2.0);
        let norm = S::norm(&[scaled]);
        norm.recip()
    }
}

#[test]
fn an_operation_has_its_place_in_the_source() {
    let place = |x: f64| {
        let Some(diagnosis) = diagnose(&OnLines, &[x]).unwrap() else { panic!("finite at {x}") };
        let Origin::Operation(operation, _) = diagnosis.origin else { panic!("{:?}", diagnosis.origin) };
        let place = operation.place.expect("scalar code");
        assert!(place.file().ends_with("diagnose.rs"), "{place}");
        (operation.rule, place.line() - LINE)
    };
    assert_eq!(place(1.0), ("recip", 6), "a method");
    assert_eq!(place(1e308), ("mul", 4), "an assigning operator");
}

#[test]
fn block_code_is_diagnosed_by_index_and_in_either_precision() {
    struct Logarithms;
    impl BlockFunction<f32> for Logarithms {
        fn eval<A: Array<Real = f32>>(&self, x: &A) -> A::Scalar {
            x.map(rules::Ln).map(rules::Relu).dot(x)
        }
    }
    assert_eq!(diagnose(&Logarithms, &[0.0, 2.0]).unwrap(), None);
    let diagnosis = diagnose(&Logarithms, &[2.0, 3e38]).unwrap().expect("a product that overflows f32");
    let Origin::Operation(operation, part) = diagnosis.origin else { panic!("{:?}", diagnosis.origin) };
    assert_eq!((operation.rule, part), ("mul", NonFinite::Value));
    assert!(operation.index > 0 && operation.place.is_none(), "{operation:?}");
}
