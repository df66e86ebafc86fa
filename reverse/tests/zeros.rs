//! The table of `dualtape_core::semantics`: zeros, infinities and kinks, in both modes and in every style.

use dualtape_check::{RandomProgram, diagnose, gradients_differ, hessians_differ};
use dualtape_core::{Array, BlockFunction, Buf, Differentiable, Engine, Function, OneByOne, Scalar, rules};
use dualtape_forward::{Forward, Lanes, PathDual};
use dualtape_reverse::Reverse;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// The function `$body` of `$x` in scalar code.
macro_rules! scalar {
    (|$x:ident| $body:expr) => {{
        struct F;
        impl Function for F {
            fn eval<S: Scalar<Real = f64>>(&self, $x: &[S]) -> S {
                $body
            }
        }
        F
    }};
}

/// The function `$body` of `$x` in block code.
macro_rules! block {
    (|$x:ident| $body:expr) => {{
        struct F;
        impl BlockFunction for F {
            fn eval<A: Array<Real = f64>>(&self, $x: &A) -> A::Scalar {
                $body
            }
        }
        F
    }};
}

fn assert_same(what: &str, found: &[f64], expected: &[f64]) {
    let same = |(a, b): (&f64, &f64)| {
        (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
    };
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(same),
        "{what}: {found:?}, expected {expected:?}"
    );
}

/// Checks a gradient of every engine, at every width, by every operation that gives one.
fn gradient<F: Differentiable<f64, K>, K>(name: &str, f: &F, x: &[f64], expected: &[f64]) {
    fn by<E: Engine<f64>, F: Differentiable<f64, K>, K>(
        engine: &mut E,
        name: &str,
        f: &F,
        x: &[f64],
        expected: &[f64],
    ) {
        let what = |operation: &str| format!("{name}, {operation} by {}", engine.name());
        let [of_gradient, of_jacobian, of_vjp, of_jvp] = ["gradient", "jacobian", "vjp", "jvp"].map(what);
        assert_same(&of_gradient, &engine.gradient(f, x).unwrap(), expected);
        assert_same(&of_jacobian, &engine.jacobian(f, x).unwrap(), expected);
        assert_same(&of_vjp, &engine.vjp(f, x, &[1.0]).unwrap().1, expected);
        for (i, &expected) in expected.iter().enumerate() {
            let mut v = vec![0.0; x.len()];
            v[i] = 1.0;
            assert_same(&of_jvp, &engine.jvp(f, x, &v).unwrap().1, &[expected]);
        }
        let array = Buf::from_slice(x);
        assert_same(&of_gradient, &engine.value_and_gradient_array(f, &array).unwrap().1, expected);
    }
    by(&mut Reverse::new(), name, f, x, expected);
    for lanes in [1, 2, 4, 8, 16] {
        by(&mut Forward::with_lanes(Lanes::from_count(lanes).unwrap()), name, f, x, expected);
    }
    by(&mut Forward::new(), name, f, x, expected);
}

/// Checks a Hessian of every engine, row by row.
fn hessian<F: Differentiable<f64, K>, K>(name: &str, f: &F, x: &[f64], expected: &[&[f64]]) {
    for (i, expected) in expected.iter().enumerate() {
        let mut v = vec![0.0; x.len()];
        v[i] = 1.0;
        let what = |engine: &str| format!("{name}, row {i} of the Hessian by {engine}");
        assert_same(&what("forward"), &Forward::new().hvp(f, x, &v).unwrap(), expected);
        assert_same(&what("reverse"), &Reverse::new().hvp(f, x, &v).unwrap(), expected);
    }
}

/// Checks the gradient of a function in block code, as it is and one by one.
fn block_gradient<F: BlockFunction>(name: &str, f: F, x: &[f64], expected: &[f64]) {
    gradient(name, &f, x, expected);
    gradient(&format!("{name}, one by one"), &OneByOne(f), x, expected);
}

#[test]
fn what_a_rule_leaves_out_contributes_nothing() {
    gradient("max(√x, ½)", &scalar!(|x| x[0].sqrt().max(S::constant(0.5))), &[0.0], &[0.0]);
    gradient("min(eˣ, 5)", &scalar!(|x| x[0].exp().min(S::constant(5.0))), &[1000.0], &[0.0]);
    gradient("relu(√x - 1)", &scalar!(|x| (x[0].sqrt() - 1.0).relu()), &[0.0], &[0.0]);
    gradient("√x · step(x)", &scalar!(|x| x[0].sqrt().step()), &[0.0], &[0.0]);
    gradient("⌊ln x⌋", &scalar!(|x| x[0].ln().floor() + x[1]), &[0.0, 1.0], &[0.0, 1.0]);
    block_gradient(
        "Σ relu(√x - 1)",
        block!(|x| x.map(rules::Sqrt).map(rules::Relu).sum()),
        &[4.0, 1.0],
        &[0.25, 0.5],
    );
    block_gradient(
        "Σ relu(ln x)",
        block!(|x| x.map(rules::Ln).map(rules::Relu).sum()),
        &[0.0, 2.0],
        &[0.0, 0.5],
    );
}

#[test]
fn an_input_that_does_not_reach_a_number_contributes_nothing() {
    gradient("√x + y", &scalar!(|x| x[0].sqrt() + x[1]), &[0.0, 1.0], &[INF, 1.0]);
    gradient("√(0·y) + x", &scalar!(|x| x[0] + S::constant(0.0).sqrt()), &[2.0], &[1.0]);
    block_gradient("Σ √x", block!(|x| x.map(rules::Sqrt).sum()), &[0.0, 4.0], &[INF, 0.25]);
    block_gradient(
        "Σ √x over a part",
        block!(|x| x.slice(1..2).map(rules::Sqrt).sum()),
        &[0.0, 4.0],
        &[0.0, 0.25],
    );
}

#[test]
fn a_zero_that_a_number_reached_is_a_number() {
    gradient("ln(1 + eˣ)", &scalar!(|x| (x[0].exp() + 1.0).ln()), &[1000.0], &[NAN]);
    gradient("ln Σ eˣ", &scalar!(|x| (x[0].exp() + x[1].exp()).ln()), &[-1000.0, -1000.0], &[NAN, NAN]);
    block_gradient(
        "Σ ln eˣ",
        block!(|x| x.map(rules::Exp).map(rules::Ln).sum()),
        &[-1000.0, 0.0],
        &[NAN, 1.0],
    );
    block_gradient(
        "ln Σ eˣ in blocks",
        block!(|x| x.map(rules::Exp).sum().ln()),
        &[-1000.0, -1000.0],
        &[NAN, NAN],
    );
}

#[test]
fn a_product_with_zero_is_nan_at_an_infinite_slope() {
    gradient("0·√x + x²", &scalar!(|x| x[0].sqrt() * 0.0 + x[0] * x[0]), &[0.0], &[NAN]);
    block_gradient(
        "√x · 0 + x²",
        block!(|x| x.map(rules::Sqrt).dot(&A::constant(&Buf::zeros(x.len()))) + x.dot(x)),
        &[0.0, 1.0],
        &[NAN, 2.0],
    );
}

#[test]
fn a_row_of_minus_infinities_leaves_the_others_alone() {
    let x = [-INF, -INF, 1.0, 2.0];
    let p = 1.0 / (1.0 + 1f64.exp());
    block_gradient("Σ rows of log-sum-exp", block!(|x| x.log_sum_exp(2).sum()), &x, &[0.0, 0.0, p, 1.0 - p]);
    gradient(
        "log-sum-exp twice",
        &scalar!(|x| S::log_sum_exp(&x[..2]).max(S::constant(0.0)) + S::log_sum_exp(&x[2..])),
        &x,
        &[0.0, 0.0, p, 1.0 - p],
    );
}

#[test]
fn second_derivatives_are_those_of_the_rule_where_it_is_smooth() {
    let two = 2f64.ln();
    let power = scalar!(|x| x[0].pow(x[1]));
    hessian("xʸ", &power, &[2.0, 0.0], &[&[0.0, 0.5], &[0.5, two * two]]);
    hessian("√x + y²", &scalar!(|x| x[0].sqrt() + x[1].powi(2)), &[0.0, 1.0], &[&[-INF, 0.0], &[0.0, 2.0]]);
}

#[test]
fn a_slope_between_the_sides_of_a_kink_has_no_derivative() {
    let nan: &[f64] = &[NAN, NAN];
    hessian("hypot²", &scalar!(|x| x[0].hypot(x[1]).powi(2)), &[0.0, 0.0], &[nan, nan]);
    hessian("‖x‖²", &scalar!(|x| S::norm(x).powi(2)), &[0.0, 0.0], &[nan, nan]);
    hessian(
        "(√(x² + y²))²",
        &scalar!(|x| (x[0] * x[0] + x[1] * x[1]).sqrt().powi(2)),
        &[0.0, 0.0],
        &[nan, nan],
    );
    hessian("|x|²", &scalar!(|x| x[0].abs().powi(2)), &[0.0], &[&[NAN]]);
    hessian("max(x, y)", &scalar!(|x| x[0].max(x[1])), &[1.0, 1.0], &[nan, nan]);
    gradient("hypot", &scalar!(|x| x[0].hypot(x[1])), &[0.0, 0.0], &[0.0, 0.0]);
    gradient("norm", &scalar!(|x| S::norm(x)), &[0.0, 0.0], &[0.0, 0.0]);
}

#[test]
fn a_side_that_is_selected_is_differentiated_to_any_order() {
    hessian("relu(x)²", &scalar!(|x| x[0].relu().powi(2)), &[0.0], &[&[0.0]]);
    hessian("leaky_relu(x)²", &scalar!(|x| x[0].leaky_relu(0.5).powi(2)), &[0.0], &[&[0.5]]);
    hessian("max(√x, ½)", &scalar!(|x| x[0].sqrt().max(S::constant(0.5))), &[0.0], &[&[0.0]]);
}

#[test]
fn a_select_leaves_the_other_operand_out() {
    let tail = scalar!(|x| S::select(x[0] > 0.0, x[0].ln(), S::zero()) + x[1]);
    gradient("select(x > 0, ln x, 0) + y", &tail, &[0.0, 1.0], &[0.0, 1.0]);
    hessian("select(x > 0, ln x, 0) + y", &tail, &[0.0, 1.0], &[&[0.0, 0.0], &[0.0, 0.0]]);
    let root = scalar!(|x| S::select(x[1] < x[0].sqrt(), x[0].sqrt(), x[1].powi(2)));
    gradient("select(y < √x, √x, y²)", &root, &[0.0, 3.0], &[0.0, 6.0]);
    hessian("select(y < √x, √x, y²)", &root, &[0.0, 3.0], &[&[0.0, 0.0], &[0.0, 2.0]]);
    let sinc = scalar!(|x| S::select(x[0] == 0.0, -(x[0] * x[0]) / 6.0 + 1.0, x[0].sin() / x[0]));
    gradient("sinc", &sinc, &[0.0], &[0.0]);
    hessian("sinc", &sinc, &[0.0], &[&[-1.0 / 3.0]]);
    // The first operand's path is there in full: an infinite slope is not hidden.
    gradient(
        "select(x = 0, √x, 0)",
        &scalar!(|x| S::select(x[0] == 0.0, x[0].sqrt(), S::zero())),
        &[0.0],
        &[INF],
    );
}

#[test]
fn a_clamp_has_the_derivatives_of_the_operand_selected() {
    let clamped = scalar!(|x| (x[0] * x[0]).clamp(x[1].sqrt(), x[2].exp()));
    gradient("x² clamped below", &clamped, &[0.5, 1.0, 1.0], &[0.0, 0.5, 0.0]);
    gradient("x² clamped above", &clamped, &[2.0, 0.0, 0.0], &[0.0, 0.0, 1.0]);
    gradient("x² between", &clamped, &[1.0, 0.0, 1000.0], &[2.0, 0.0, 0.0]);
    gradient("x² at both bounds", &clamped, &[1.0, 1.0, 0.0], &[2.0, 0.0, 0.0]);
    let zeros: &[f64] = &[0.0, 0.0, 0.0];
    hessian("x² at both bounds", &clamped, &[1.0, 1.0, 0.0], &[&[2.0, 0.0, 0.0], zeros, zeros]);
    hessian("x² clamped above", &clamped, &[2.0, 0.0, 0.0], &[zeros, zeros, &[0.0, 0.0, 1.0]]);
    let root = scalar!(|x| x[0].sqrt().clamp(S::constant(0.5), S::constant(2.0)));
    gradient("clamp(√x, ½, 2)", &root, &[0.0], &[0.0]);
    hessian("clamp(√x, ½, 2)", &root, &[0.0], &[&[0.0]]);
    assert!(Scalar::clamp(NAN, 0.0, 1.0).is_nan());
}

#[test]
fn a_branch_has_the_derivative_of_the_code_that_runs() {
    let quotient = scalar!(|x| if x[0] == 0.0 { S::zero() } else { x[0] * x[0] / x[0] });
    gradient("if x = 0 {0} else {x·x/x}", &quotient, &[0.0], &[0.0]);
    gradient("if x = 0 {0} else {x·x/x}", &quotient, &[3.0], &[1.0]);
    gradient(
        "select(x = 0, x, x·x/x)",
        &scalar!(|x| S::select(x[0] == 0.0, x[0], x[0] * x[0] / x[0])),
        &[0.0],
        &[1.0],
    );
}

#[test]
fn a_shortcut_behind_is_zero_loses_no_derivative() {
    let e = 1f64.exp();
    let by_path = scalar!(|x| if x[0].is_zero() { x[1] } else { x[0] * x[1].exp() + x[1] });
    gradient("x eʸ + y by paths", &by_path, &[0.0, 1.0], &[e, 1.0]);
    hessian("x eʸ + y by paths", &by_path, &[0.0, 1.0], &[&[0.0, e], &[e, 0.0]]);
    let by_value = scalar!(|x| if x[0] == 0.0 { x[1] } else { x[0] * x[1].exp() + x[1] });
    gradient("x eʸ + y by value", &by_value, &[0.0, 1.0], &[0.0, 1.0]);
}

/// Returns a sentence if the engines disagree about the gradient of a function at `x`.
fn gradients<F: Differentiable<f64, K>, K>(f: &F, x: &[f64]) -> Option<String> {
    let by_lanes = |lanes| Forward::with_lanes(Lanes::from_count(lanes).unwrap());
    gradients_differ(&mut Reverse::new(), &mut by_lanes(2), f, x)
        .or_else(|| gradients_differ(&mut by_lanes(1), &mut by_lanes(2), f, x))
}

/// Returns a sentence if the engines disagree about the Hessian of a function at `x`, or it is not symmetric.
fn hessians<F: Differentiable<f64, K>, K>(f: &F, x: &[f64]) -> Option<String> {
    hessians_differ(&mut Reverse::new(), &mut Forward::new(), f, x)
}

/// Runs a law on random programs at odd points, of which this share may break it; `PROGRAMS` is their number.
fn on_programs(
    share: f64,
    points: impl Fn(f64) -> f64,
    law: impl Fn(&RandomProgram, &[f64]) -> Option<String>,
) {
    let count = std::env::var("PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut wrong = 0_u32;
    for seed in 0..count {
        let program = RandomProgram::new(seed, 2, 5);
        let x: Vec<f64> = program.point(1).into_iter().map(&points).collect();
        if let Some(what) = law(&program, &x) {
            wrong += 1;
            println!("{seed}: {what}\n   {program:?} at {x:?}");
        }
    }
    assert!(f64::from(wrong) <= share * count as f64, "{wrong} of {count} programs");
}

#[test]
fn the_modes_agree_on_gradients_of_random_programs_at_odd_points() {
    on_programs(0.0, |x| x, gradients);
}

#[test]
fn a_diagnosis_is_there_just_where_a_value_or_gradient_is_not_finite() {
    on_programs(0.0, moderate, |program, x| {
        let (value, gradient) = Reverse::new().value_and_gradient(program, x).unwrap();
        let is_finite = gradient.iter().chain([&value]).all(|x| x.is_finite());
        let diagnosis = diagnose(program, x).unwrap();
        (is_finite != diagnosis.is_none()).then(|| format!("{value} {gradient:?}: {diagnosis:?}"))
    });
}

#[test]
fn a_second_derivative_is_diagnosed_as_the_first_of_a_tangent() {
    struct Slope;
    impl Function for Slope {
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
            (PathDual::active(x[0]).sqrt() + 1.0).tangent().expect("a path")
        }
    }
    assert_eq!(diagnose(&Slope, &[4.0]).unwrap(), None);
    let text = diagnose(&Slope, &[0.0]).unwrap().expect("1/(2√x) is infinite").to_string();
    assert!(text.starts_with("y[0] is ∞: operation 2, div of 0.5, 0"), "{text}");
}

/// Returns the number, or another odd one for an infinity or a number whose products overflow.
fn moderate(x: f64) -> f64 {
    if x.abs() > 1e30 || (x != 0.0 && x.abs() < 1e-30) { 0.0 } else { x }
}

/// Not at all of them: `dualtape_core::semantics` names the exceptions.
#[test]
fn the_modes_agree_in_blocks_and_to_second_order_at_moderate_odd_points() {
    on_programs(0.003, moderate, |program, x| {
        gradients(&program.in_blocks(), x).map(|what| what + " in blocks")
    });
    on_programs(0.003, moderate, hessians);
    on_programs(0.003, moderate, |program, x| {
        hessians(&program.in_blocks(), x).map(|what| what + " in blocks")
    });
}
