//! Closures on both engines, functions with captured values, and NaN that is never hidden.

use dualtape_core::{
    Array, BlockFunction, Buf, Engine, Error, Function, NanAsError, Scalar, TryFunction, VectorFunction,
    function, rules,
};
use dualtape_forward::{Dual, Forward};
use dualtape_reverse::{Reverse, Var};

/// More inputs than a pass of a closure has lanes.
fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.3 + 0.1 * i as f64).collect()
}

/// `Σ xᵢ² sin xᵢ₊₁ + 2 x₀`, with the operators of generic code.
fn chain<S: Scalar<Real = f64>>(x: &[S], k: f64) -> S {
    let mut sum = x.windows(2).map(|x| x[0].powi(2) * x[1].sin() * k).sum::<S>();
    sum += 1.0;
    sum + x[0] * 2.0 + x.iter().product::<S>().max(0.1) + x.iter().sum::<S>()
}

fn waves<S: Scalar<Real = f64>>(x: &[S], k: f64) -> Vec<S> {
    vec![chain(x, k), x[0].sin_cos().0 * k, x[x.len() - 1].mul_add(x[0], x[1])]
}

fn close(expected: &[f64], found: &[f64]) {
    assert_eq!(expected.len(), found.len());
    for (e, f) in expected.iter().zip(found) {
        assert!((e - f).abs() <= 1e-12 * e.abs().max(1.0), "{expected:?} {found:?}");
    }
}

#[test]
fn closures_have_the_derivatives_of_functions() -> Result<(), Error> {
    let (mut forward, mut reverse) = (Forward::new(), Reverse::new());
    for n in [2, 8, 9, 20] {
        let (x, k) = (point(n), 1.5);
        let v: Vec<f64> = (0..n).map(|i| 1.0 - 0.2 * i as f64).collect();
        let w = [0.5, 0.0, -2.0];
        let f = function!(|x, k: f64| chain(x, k));
        let g = function!(|x: &[S], k: f64| -> [S; 3] { waves(x, k) });

        let expected = reverse.value_and_gradient(&f, &x)?;
        for found in [
            forward.value_and_gradient_of(|x| chain(x, k), &x)?,
            reverse.value_and_gradient_of(|x| chain(x, k), &x)?,
        ] {
            close(&[expected.0], &[found.0]);
            close(&expected.1, &found.1);
        }
        let expected = forward.jacobian(&g, &x)?;
        close(&expected, &forward.jacobian_of(|x| waves(x, k), &x)?);
        close(&expected, &reverse.jacobian_of(|x| waves(x, k), &x)?);

        let expected = reverse.jvp(&g, &x, &v)?;
        for found in [forward.jvp_of(|x| waves(x, k), &x, &v)?, reverse.jvp_of(|x| waves(x, k), &x, &v)?] {
            close(&expected.0, &found.0);
            close(&expected.1, &found.1);
        }
        let expected = reverse.vjp(&g, &x, &w)?;
        for found in [forward.vjp_of(|x| waves(x, k), &x, &w)?, reverse.vjp_of(|x| waves(x, k), &x, &w)?] {
            close(&expected.0, &found.0);
            close(&expected.1, &found.1);
        }
        let expected = reverse.hvp(&f, &x, &v)?;
        close(&expected, &forward.hvp_of(|x| chain(x, k), &x, &v)?);
        close(&expected, &reverse.hvp_of(|x| chain(x, k), &x, &v)?);
        let expected = reverse.hessian(&f, &x)?;
        close(&expected, &forward.hessian_of(|x| chain(x, k), &x)?);
        close(&expected, &reverse.hessian_of(|x| chain(x, k), &x)?);
    }
    Ok(())
}

#[test]
fn wrong_lengths_are_errors() {
    let x = [1.0, 2.0];
    let length = |found: Result<_, Error>| matches!(found, Err(Error::Length { .. }));
    assert!(length(Forward::new().jvp_of(|x| vec![x[0]], &x, &[1.0]).map(|_| ())));
    assert!(length(Forward::new().vjp_of(|x| vec![x[0]], &x, &x).map(|_| ())));
    assert!(length(Reverse::new().vjp_of(|x| vec![x[0]], &x, &x).map(|_| ())));
    assert!(length(Forward::new().hvp_of(|x| x[0], &x, &[1.0]).map(|_| ())));
    assert!(length(Reverse::new().hvp_of(|x| x[0], &x, &[1.0]).map(|_| ())));
    let wrong = function!(|x: &[S]| -> [S; 3] { [x[0], x[1]] });
    assert!(length(Reverse::new().jacobian(&wrong, &x).map(|_| ())));
    assert!(length(Forward::new().jacobian(&wrong, &x).map(|_| ())));
}

/// A closure that returns numbers of outputs that differ from chunk to chunk.
#[test]
fn outputs_that_come_and_go_are_an_error() {
    let calls = std::cell::Cell::new(0);
    let f = |x: &[Dual<f64, 8>]| {
        calls.set(calls.get() + 1);
        vec![x[0]; calls.get()]
    };
    assert!(matches!(Forward::new().jacobian_of(f, &point(9)), Err(Error::Length { .. })));
}

/// A function of a caller's data, returned: the captured slice is borrowed from the caller.
fn sum_of_squares(data: &[f64]) -> impl Function + '_ {
    function!(|x, data: &[f64]| data.iter().map(|&d| (x[0] - d).powi(2)).sum::<S>())
}

#[test]
fn captured_values_are_fields_of_the_function() -> Result<(), Error> {
    let data = vec![1.0, 2.0];
    assert_eq!(Reverse::new().gradient(&sum_of_squares(&data), &[3.0])?, [6.0]);
    let table = Buf::from_slice(&[1.0, 2.0, 3.0]);
    let scale = 2.0_f32;
    let f = function!(|x: &A, ref table: Buf<f64>, scale: f32| -> A::Scalar {
        x.zip(rules::Mul, &A::constant(table)).sum() * f64::from(scale)
    });
    assert_eq!(Reverse::new().gradient(&f, &[0.0; 3])?, [2.0, 4.0, 6.0]);
    assert_eq!(Forward::new().gradient(&f, &[0.0; 3])?, [2.0, 4.0, 6.0]);
    let squares = function!(|x: &A| -> [A; x.len()] { x.zip(rules::Mul, x) });
    assert_eq!(Reverse::new().jacobian(&squares, &[1.0, 2.0])?, [2.0, 0.0, 0.0, 4.0]);
    let single = function!(f32 |x: &[S], scale: f32| -> S { x[0] * scale });
    assert_eq!(Reverse::<f32>::new().gradient(&single, &[1.0])?, [2.0]);
    let nothing = function!(|_x: &[S]| -> S { S::one() });
    assert_eq!(Forward::new().gradient(&nothing, &[1.0])?, [0.0]);
    Ok(())
}

struct Pair;

impl VectorFunction for Pair {
    fn outputs(&self, _: usize) -> usize {
        2
    }
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
        y.copy_from_slice(&[x[0], x[0] * x[0]]);
    }
}

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "references are what is tested")]
fn pointers_to_functions_are_functions() -> Result<(), Error> {
    fn gradient(f: impl Function) -> Vec<f64> {
        Reverse::new().gradient(&f, &[3.0]).unwrap()
    }
    fn boxed(f: impl BlockFunction) -> Box<impl BlockFunction> {
        Box::new(f)
    }
    let f = function!(|x| x[0] * x[0]);
    assert_eq!(gradient(&f), [6.0]);
    assert_eq!(gradient(&&f), [6.0]);
    assert_eq!(gradient(std::rc::Rc::new(&f)), [6.0]);
    assert_eq!(gradient(std::sync::Arc::new(&f)), [6.0]);
    assert_eq!(gradient(Box::new(f)), [6.0]);

    assert_eq!(Reverse::new().jacobian(&Box::new(Pair), &[3.0])?, [1.0, 6.0]);
    assert_eq!(Forward::new().jacobian(&&Pair, &[3.0])?, [1.0, 6.0]);
    let block = boxed(function!(|x: &A| -> A::Scalar { x.dot(x) }));
    assert_eq!(Reverse::new().gradient(&block, &[3.0])?, [6.0]);
    Ok(())
}

#[derive(Debug, PartialEq)]
struct Negative(f64);

impl std::fmt::Display for Negative {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is negative", self.0)
    }
}

impl std::error::Error for Negative {}

impl From<Error> for Negative {
    fn from(error: Error) -> Self {
        panic!("{error}")
    }
}

fn root<S: Scalar<Real = f64>>(x: S) -> Result<S, Negative> {
    if x < 0.0 { Err(Negative(x.value())) } else { Ok(x.sqrt()) }
}

/// Every operation of every engine returns the error of the function, and the engine works on.
#[test]
fn an_error_leaves_an_engine_as_it_entered() {
    fn returns_it(mut engine: impl Engine) {
        let single = function!(|x: &[S]| -> Result<S, Negative> { Ok(root(x[0])? + root(x[1])?) });
        let pair = function!(|x: &[S]| -> Result<[S; 2], Negative> { Ok([root(x[0])?, root(x[1])?]) });
        let negative = |found: Result<(), Error>| match found {
            Err(Error::Function(error)) => {
                assert_eq!(error.downcast_ref::<Negative>(), Some(&Negative(-4.0)));
                assert_eq!(Error::Function(error).to_string(), "-4 is negative");
            }
            other => panic!("{other:?}"),
        };
        let (x, v) = ([4.0, -4.0], [1.0, 1.0]);
        negative(engine.gradient(&single, &x).map(|_| ()));
        negative(engine.value_and_gradient_array(&single, &Buf::from_slice(&x)).map(|_| ()));
        negative(engine.hvp(&single, &x, &v).map(|_| ()));
        negative(engine.hessian(&single, &x).map(|_| ()));
        negative(engine.jacobian(&pair, &x).map(|_| ()));
        negative(engine.jvp(&pair, &x, &v).map(|_| ()));
        negative(engine.vjp(&pair, &x, &v).map(|_| ()));
        assert_eq!(engine.gradient(&single, &[4.0, 16.0]), Ok(vec![0.25, 0.125]));
    }
    returns_it(Forward::new());
    returns_it(Reverse::new());
    returns_it(dualtape_core::Auto::new(Forward::<f64>::new(), Reverse::new()));

    let found = Reverse::new().try_value_and_gradient_of(|x| root(x[0]), &[-4.0]);
    assert_eq!(found, Err(Negative(-4.0)));
    assert_eq!(Forward::new().try_value_and_gradient_of(|x| root(x[0]), &[-4.0]), Err(Negative(-4.0)));
    let found = Reverse::new().try_jacobian_of(|x| Ok(vec![root(x[0])?]), &[-4.0]);
    assert_eq!(found, Err(Negative(-4.0)));
    assert_eq!(Forward::new().try_jacobian_of(|x| Ok(vec![root(x[0])?]), &[-4.0]), Err(Negative(-4.0)));
    // An engine inside a function fails for a reason of its own: that error is not wrapped.
    let length = Error::Length { what: "x", expected: 1, found: 2 };
    assert_eq!(Error::function(length.clone()), length);
}

/// An early exit has no edge to its inputs, and its derivatives are zeros: not where it is NaN.
#[test]
fn a_value_that_is_nan_has_no_derivative() -> Result<(), Error> {
    fn early<S: Scalar<Real = f64>>(x: &[S]) -> S {
        if x[0] > 0.0 { S::constant(f64::NAN) } else { x[0] + x[1] }
    }
    let single = function!(|x: &[S]| -> S { early(x) });
    let pair = function!(|x: &[S]| -> [S; 2] { [early(x), x[1]] });
    let block = function!(|x: &A| -> A::Scalar { early(&x.to_vec()) });
    let blocks = function!(|x: &A| -> [A; 2] { A::from_scalars(&[early(&x.to_vec()), x.get(1)]) });
    let is_nan = |found: Vec<f64>| assert!(found.iter().all(|x| x.is_nan()), "{found:?}");
    let x = [1.0, 2.0];
    macro_rules! holds_on {
        ($engine:expr) => {
            let mut engine = $engine;
            is_nan(engine.gradient(&single, &x)?);
            is_nan(engine.gradient(&block, &x)?);
            for found in [
                engine.value_and_gradient_array(&single, &Buf::from_slice(&x))?,
                engine.value_and_gradient_array(&block, &Buf::from_slice(&x))?,
            ] {
                assert!(found.0.is_nan());
                is_nan(found.1.to_vec());
            }
            is_nan(engine.hvp(&single, &x, &[1.0, 1.0])?);
            is_nan(engine.hvp(&block, &x, &[1.0, 1.0])?);
            is_nan(engine.hessian(&single, &x)?);
            for found in [engine.jacobian(&pair, &x)?, engine.jacobian(&blocks, &x)?] {
                assert!(found[0].is_nan() && found[1].is_nan() && found[2..] == [0.0, 1.0], "{found:?}");
            }
            for v in [[1.0, 1.0], [0.0, 0.0]] {
                for found in [engine.jvp(&pair, &x, &v)?.1, engine.jvp(&blocks, &x, &v)?.1] {
                    assert!(found[0].is_nan() && found[1] == v[1], "{found:?}");
                }
            }
            is_nan(engine.vjp(&pair, &x, &[1.0, 1.0])?.1);
            // A weight of zero leaves the output out.
            assert_eq!(engine.vjp(&pair, &x, &[0.0, 1.0])?.1, [0.0, 1.0]);
            assert_eq!(engine.vjp(&blocks, &x, &[0.0, 1.0])?.1, [0.0, 1.0]);
            assert_eq!(engine.gradient(&single, &[-1.0, 2.0])?, [1.0, 1.0]);

            is_nan(engine.gradient_of(|x| early(x), &x)?);
            is_nan(engine.hvp_of(|x| early(x), &x, &[1.0, 1.0])?);
            is_nan(engine.jvp_of(|x| vec![early(x)], &x, &[1.0, 1.0])?.1);
            is_nan(engine.vjp_of(|x| vec![early(x)], &x, &[1.0])?.1);
            is_nan(engine.jacobian_of(|x| vec![early(x)], &x)?);

            let mut engine = NanAsError(engine);
            let value = Err(Error::NotANumber { what: "value", index: 0 });
            assert_eq!(engine.gradient(&single, &x), value);
            assert_eq!(
                engine.value_and_gradient_array(&block, &Buf::from_slice(&x)).map(|x| x.1.to_vec()),
                value
            );
            assert_eq!(engine.jvp(&pair, &x, &x).map(|x| x.1), value);
            assert_eq!(engine.vjp(&pair, &x, &x).map(|x| x.1), value);
            let in_the = |what| Err(Error::NotANumber { what, index: 0 });
            assert_eq!(engine.jacobian(&pair, &x), in_the("jacobian"));
            assert_eq!(engine.hvp(&single, &x, &x), in_the("hv"));
            assert_eq!(engine.hessian(&single, &x), in_the("hessian"));
            assert_eq!(engine.gradient(&single, &[-1.0, 2.0]), Ok(vec![1.0, 1.0]));
            // Half of a product is NaN, the value is not: 0 · √x at 0.
            let product = function!(|x| x[0].sqrt() * x[0] * 0.0 + x[1]);
            assert_eq!(engine.gradient(&product, &[0.0, 1.0]), in_the("gradient"));
        };
    }
    holds_on!(Forward::new());
    holds_on!(Reverse::new());
    Ok(())
}

/// An engine inside a function, on that function's numbers, with captured outer ones.
#[test]
fn inner_engines_use_outer_numbers() -> Result<(), Error> {
    // ∂/∂y (x y³) at y = x is 3 x³, whose derivative is 9 x².
    let by_reverse = function!(|x: &[S]| -> Result<S, Error> {
        Ok(Reverse::new().gradient_of(|y| Var::lift(x[0]) * y[0].powi(3), x)?[0])
    });
    let by_forward = function!(|x: &[S]| -> Result<S, Error> {
        Ok(Forward::new().gradient_of(|y| Dual::inactive(x[0]) * y[0].powi(3), x)?[0])
    });
    for mut found in [
        Reverse::new().gradient(&by_reverse, &[2.0])?,
        Reverse::new().gradient(&by_forward, &[2.0])?,
        Forward::new().gradient(&by_reverse, &[2.0])?,
        Forward::new().gradient(&by_forward, &[2.0])?,
    ] {
        assert_eq!(found.pop(), Some(36.0));
    }
    Ok(())
}

/// The operators and methods of plain numbers, in generic code and on the numbers themselves.
#[test]
#[allow(clippy::op_ref, reason = "references are what is tested")]
fn numbers_read_like_plain_ones() -> Result<(), Error> {
    fn vocabulary<S: Scalar<Real = f64>>(x: &[S]) -> [S; 12] {
        let (a, b) = (x[0], x[1]);
        let mut s = S::zero();
        s += 1.0;
        s += a;
        s *= 2.0;
        s -= b;
        s /= 4.0;
        assert!(!a.is_nan() && a.is_finite() && !(a / 0.0).is_finite() && (a * f64::NAN).is_nan());
        assert_eq!(format!("{a:.2} {b}"), "0.75 -2.5");
        [
            s,
            a.max(0.0),
            b.max(0.0),
            a.min(b),
            a.pow(0.5),
            a.pow(b),
            a.mul_add(b, a),
            a.sin_cos().1,
            b.clamp(-1.0, 1.0),
            b.fract(),
            a.copysign(b),
            S::select(a > b, x.iter().sum(), x.iter().copied().product()),
        ]
    }
    let f = function!(|x: &[S]| -> [S; 12] { vocabulary(x) });
    let x: [f64; 2] = [0.75, -2.5];
    let plain = vocabulary(&x);
    let expected = [
        (2.0 * 1.75 + 2.5) / 4.0,
        0.75,
        0.0,
        -2.5,
        0.75_f64.sqrt(),
        0.75_f64.powf(-2.5),
        0.75 * -2.5 + 0.75,
        0.75_f64.cos(),
        -1.0,
        -0.5,
        -0.75,
        -1.75,
    ];
    close(&expected, &plain);
    let jacobian = Reverse::new().jacobian(&f, &x)?;
    close(&jacobian, &Forward::new().jacobian(&f, &x)?);
    let slope = |i: usize| &jacobian[2 * i..2 * i + 2];
    assert_eq!(slope(0), [0.5, -0.25]);
    assert_eq!([slope(1), slope(2), slope(3)], [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]);
    close(slope(4), &[0.5 / 0.75_f64.sqrt(), 0.0]);
    close(slope(5), &[-2.5 * 0.75_f64.powf(-3.5), 0.75_f64.powf(-2.5) * 0.75_f64.ln()]);
    assert_eq!(slope(6), [-1.5, 0.75]);
    assert_eq!([slope(8), slope(9), slope(10), slope(11)], [[0.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [1.0, 1.0]]);

    // On the numbers themselves: references and a plain number on the left.
    let slopes = Reverse::new().gradient_of(
        |x| {
            let (a, b) = (&x[0], &x[1]);
            2.0 * x[0] + &(2.0 - a) * b + a * b - -a + 3.0 * b / a + Var::default()
        },
        &[1.0, 2.0],
    )?;
    assert_eq!(slopes, [2.0 - 2.0 + 2.0 + 1.0 - 6.0, 1.0 + 1.0 + 3.0]);
    let slopes = Forward::<f32>::new().gradient_of(|x| 2.0_f32 * x[0] + &x[0] * &x[0], &[1.0])?;
    assert_eq!(slopes, [4.0]);
    Ok(())
}

/// A function that fails and is written by hand is a `TryFunction` too.
#[test]
fn a_fallible_function_may_be_written_by_hand() {
    struct Always;
    impl TryFunction for Always {
        fn outputs(&self, _: usize) -> usize {
            1
        }
        fn eval<S: Scalar<Real = f64>>(&self, _: &[S], _: &mut [S]) -> Result<(), Error> {
            Err(Error::function("always"))
        }
    }
    let found = Reverse::new().gradient(&Always, &[1.0]).unwrap_err();
    assert_eq!(found.to_string(), "always");
    assert_eq!(found, found.clone());
}

#[test]
fn captured_variables_have_any_name() -> Result<(), Error> {
    let (lifetime, y, values, inputs) = (2.0, 3.0, 5.0, 7.0);
    let one =
        function!(|x, lifetime: f64, y: f64, values: f64, inputs: f64| x[0] * lifetime * y * values * inputs);
    assert_eq!(Reverse::new().gradient(&one, &[1.0])?, [210.0]);
    Ok(())
}
