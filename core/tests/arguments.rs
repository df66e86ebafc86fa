//! The checks of an engine's arguments: each wrong length is reported by its name.

use dualtape_core::{Error, Function, Scalar, VectorFunction, arguments};

struct One;
impl Function for One {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x[0]
    }
}

struct Two;
impl VectorFunction for Two {
    fn outputs(&self, _: usize) -> usize {
        2
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        y.fill(x[0]);
    }
}

const X: [f64; 3] = [0.0; 3];

fn wrong(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    Err(Error::Length { what, expected, found })
}

#[test]
fn right_lengths_pass() {
    assert_eq!(arguments::gradient(&One, &X, &[0.0; 3]), Ok(()));
    assert_eq!(arguments::jvp(&Two, &X, &[0.0; 3], &[0.0; 2], &[0.0; 2]), Ok(()));
    assert_eq!(arguments::vjp(&Two, &X, &[0.0; 2], &[0.0; 2], &[0.0; 3]), Ok(()));
    assert_eq!(arguments::jacobian(&Two, &X, &[0.0; 6]), Ok(()));
    assert_eq!(arguments::hvp(&One, &X, &[0.0; 3], &[0.0; 3]), Ok(()));
}

#[test]
fn each_wrong_length_is_named() {
    assert_eq!(arguments::gradient(&One, &X, &[0.0; 2]), wrong("gradient", 3, 2));
    assert_eq!(arguments::jvp(&Two, &X, &[0.0; 2], &[0.0; 2], &[0.0; 2]), wrong("tangent", 3, 2));
    assert_eq!(arguments::jvp(&Two, &X, &[0.0; 3], &[0.0; 3], &[0.0; 2]), wrong("values", 2, 3));
    assert_eq!(arguments::jvp(&Two, &X, &[0.0; 3], &[0.0; 2], &[0.0; 3]), wrong("jv", 2, 3));
    assert_eq!(arguments::vjp(&Two, &X, &[0.0; 3], &[0.0; 2], &[0.0; 3]), wrong("cotangent", 2, 3));
    assert_eq!(arguments::vjp(&Two, &X, &[0.0; 2], &[0.0; 1], &[0.0; 3]), wrong("values", 2, 1));
    assert_eq!(arguments::vjp(&Two, &X, &[0.0; 2], &[0.0; 2], &[0.0; 2]), wrong("jtw", 3, 2));
    assert_eq!(arguments::jacobian(&Two, &X, &[0.0; 5]), wrong("jacobian", 6, 5));
    assert_eq!(arguments::hvp(&One, &X, &[0.0; 2], &[0.0; 3]), wrong("tangent", 3, 2));
    assert_eq!(arguments::hvp(&One, &X, &[0.0; 3], &[0.0; 2]), wrong("hv", 3, 2));
}

#[test]
fn gradients_and_their_products_need_one_output() {
    let several = |operation| Err(Error::NotScalarValued { operation, outputs: 2 });
    assert_eq!(arguments::gradient(&Two, &X, &[0.0; 3]), several("gradient"));
    assert_eq!(arguments::hvp(&Two, &X, &[0.0; 3], &[0.0; 3]), several("Hessian-vector product"));
}
