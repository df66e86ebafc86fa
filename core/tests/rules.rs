//! Every row of the table against finite differences and against its own text; policies at kinks, NaN and ∞.

use dualtape_check::{check_binary, check_unary};
use dualtape_core::rules::{self, BinaryVisitor, Pow, Powf, UnaryVisitor, visit_binary, visit_unary};
use dualtape_core::{Array, Binary, Buf, Scalar, Unary};
use proptest::prelude::*;

#[derive(Default)]
struct Rows {
    names: Vec<&'static str>,
    failures: Vec<String>,
}

impl UnaryVisitor for Rows {
    fn visit<U: Unary>(&mut self, rule: U) {
        self.names.push(U::INFO.name);
        self.failures.extend(check_unary(rule).err().map(|error| error.to_string()));
    }
}

impl BinaryVisitor for Rows {
    fn visit<B: Binary>(&mut self, rule: B) {
        self.names.push(B::INFO.name);
        self.failures.extend(check_binary(rule).err().map(|error| error.to_string()));
    }
}

#[test]
fn every_row_keeps_the_contract_of_a_rule() {
    let mut rows = Rows::default();
    visit_unary(&mut rows);
    visit_binary(&mut rows);
    assert!(rows.failures.is_empty(), "{:#?}", rows.failures);
    assert!(rows.names.len() >= 48, "{} rows", rows.names.len());
    let mut unique = rows.names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), rows.names.len(), "two rows of one name");
}

#[test]
fn no_row_is_longer_than_160_characters() {
    for (file, text) in
        [("rules.rs", include_str!("../src/rules.rs")), ("nary.rs", include_str!("../src/rules/nary.rs"))]
    {
        for (line, text) in text.lines().enumerate() {
            let length = text.chars().count();
            assert!(length <= 160, "{file}:{}: {length} characters; a named function is shorter", line + 1);
        }
    }
}

#[test]
fn parametrised_rules_hold_at_other_parameters() {
    for slope in [0.0, 0.01, -0.5, 1.0, 3.0] {
        // The row's edges are those of its example parameter, so only the samples of these are of interest.
        let error = check_unary(rules::LeakyRelu(slope)).err().map(|e| e.to_string());
        assert!(error.as_ref().is_none_or(|e| e.contains("edge")), "{error:?}");
    }
    for n in [-3, -1, 1, 2, 5] {
        let error = check_unary(rules::Powi(n)).err().map(|e| e.to_string());
        assert!(error.as_ref().is_none_or(|e| e.contains("edge")), "{error:?}");
    }
    for a in [-1.5, 0.5, 1.0, 2.0] {
        let error = check_unary(rules::Powf(a)).err().map(|e| e.to_string());
        assert!(error.as_ref().is_none_or(|e| e.contains("edge")), "{error:?}");
    }
}

#[test]
fn nan_is_never_swallowed() {
    let nan = f64::NAN;
    assert!(nan.relu().is_nan() && nan.leaky_relu(0.1).is_nan() && nan.step().is_nan());
    assert!(Scalar::signum(nan).is_nan() && Scalar::abs(nan).is_nan());
    assert!(Scalar::min(nan, 1.0).is_nan() && Scalar::min(1.0, nan).is_nan());
    assert!(Scalar::max(nan, 1.0).is_nan() && Scalar::max(1.0, nan).is_nan());
    assert!(rules::Max.partials(nan, 1.0, nan).0.is_nan() && rules::Min.partials(1.0, nan, nan).1.is_nan());
    for x in [nan.sigmoid(), nan.softplus(), nan.gelu(), Scalar::exp(nan), Scalar::tanh(nan)] {
        assert!(x.is_nan());
    }
    let block = Buf::from_slice(&[1.0, nan, -1.0]);
    assert!(block.map(rules::Relu)[1].is_nan());
    assert!(block.zip(rules::Max, &Buf::filled(3, 0.5))[1].is_nan());
}

#[test]
fn powers_at_zero_keep_finite_slopes() {
    assert_eq!(rules::Powf(1.5).partial(0.0, 0.0), 0.0);
    assert_eq!(rules::Powf(1.0).partial(0.0, 0.0), 1.0);
    assert_eq!(rules::Powf(0.0).partial(0.0, 1.0), 0.0);
    assert_eq!(rules::Powf(0.5).partial(0.0, 0.0), f64::INFINITY);
    assert_eq!(rules::Powi(1).partial(0.0, 0.0), 1.0);
    assert_eq!(rules::Powi(0).partial(0.0, 1.0), 0.0);
    assert_eq!(rules::Powi(-1).partial(2.0, 0.5), -0.25);
    assert_eq!(rules::Pow.partials(0.0, 1.0, 0.0), (1.0, 0.0));
    let (by_base, by_exponent) = rules::Pow.partials(-2.0_f64, 2.0, 4.0);
    assert!(by_base == -4.0 && by_exponent.is_nan());
}

#[test]
fn rules_that_saturate_do_so_over_the_whole_range() {
    for x in [40.0, 700.0, 710.0, 1e4, 1e300, f64::INFINITY] {
        assert_eq!((x.sigmoid(), rules::Sigmoid.block_partial(x, x.sigmoid())), (1.0, 0.0));
        assert_eq!(rules::Sigmoid.partial(x, 1.0), Scalar::exp(-x));
        assert_eq!((x.softplus(), rules::Softplus.partial(x, x)), (x, 1.0));
        assert_eq!((Scalar::tanh(x), rules::Tanh.block_partial(x, Scalar::tanh(x))), (1.0, 0.0));
        assert_eq!(rules::Tanh.partial(x, 1.0), 4.0 * Scalar::exp(-2.0 * x));
        assert_eq!((x.gelu(), rules::Gelu.partial(x, x.gelu())), (x, 1.0));
        for (z, slope) in [
            ((-x).sigmoid(), rules::Sigmoid.partial(-x, (-x).sigmoid())),
            ((-x).softplus(), rules::Softplus.partial(-x, (-x).softplus())),
            ((-x).gelu(), rules::Gelu.partial(-x, (-x).gelu())),
        ] {
            assert!(z.abs() < 1e-17 && slope.abs() < 1e-17, "{z} with slope {slope} at {}", -x);
        }
    }
    assert_eq!((-700.0_f64).sigmoid(), (-700.0_f64).exp());
    assert_eq!((-40.0_f64).softplus(), (-40.0_f64).exp());
}

#[test]
fn small_arguments_do_not_cancel() {
    for x in [1e-12, -1e-9, 1e-300] {
        assert_eq!(Scalar::exp_m1(x), x.exp_m1());
        assert_eq!(Scalar::ln_1p(x), x.ln_1p());
        assert!((Scalar::tanh(x) / x - 1.0).abs() < 1e-15 && (Scalar::sinh(x) / x - 1.0).abs() < 1e-15);
        assert!((Scalar::erf(x) / x - std::f64::consts::FRAC_2_SQRT_PI).abs() < 1e-15);
    }
}

proptest! {
    // The same cases in every run, so that what lands once stays green.
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// The derivative from the table, by finite differences at random points instead of the samples.
    #[test]
    fn smooth_rules_have_the_slope_of_their_value_anywhere(x in -4.0_f64..4.0) {
        fn slope<U: Unary>(rule: U, x: f64) -> Result<(), TestCaseError> {
            let expected = dualtape_check::finite_difference(|x| rule.eval(x), x, 0.1);
            let found = rule.partial(x, rule.eval(x));
            // The estimate is of the last extrapolation alone, and knows nothing of rounding in the rule itself.
            let tolerance = 10.0 * expected.error + 1e-12 * (1.0 + found.abs());
            let close = (found - expected.derivative).abs() <= tolerance;
            prop_assert!(close, "{}: slope {found} at {x}, by differences {expected:?}", U::INFO.name);
            Ok(())
        }
        slope(rules::Exp, x)?;
        slope(rules::ExpM1, x)?;
        slope(rules::Sin, x)?;
        slope(rules::Tanh, x)?;
        slope(rules::Atan, x)?;
        slope(rules::Asinh, x)?;
        slope(rules::Erf, x)?;
        slope(rules::Erfc, x)?;
        slope(rules::Sigmoid, x)?;
        slope(rules::Softplus, x)?;
        slope(rules::Gelu, x)?;
        slope(rules::Ln, x.abs() + 0.3)?;
        slope(rules::Sqrt, x.abs() + 0.3)?;
        slope(rules::Powi(5), x)?;
    }

    #[test]
    fn a_tie_splits_and_the_rest_chooses(x in -4.0_f64..4.0, y in -4.0_f64..4.0) {
        for (rule_value, (p, q)) in [
            (rules::Min.eval(x, y), rules::Min.partials(x, y, 0.0)),
            (rules::Max.eval(x, y), rules::Max.partials(x, y, 0.0)),
        ] {
            prop_assert_eq!(p + q, 1.0);
            prop_assert_eq!(rule_value, p * x + q * y);
        }
        prop_assert_eq!(rules::Max.partials(x, x, x), (0.5, 0.5));
    }
}

/// Returns the distance from `expected` in units of its last place.
fn ulps(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / (expected.abs() * f64::EPSILON)
}

/// The standard library's overflow, lose a sign or cancel here.
#[test]
fn inverse_hyperbolic_functions_are_exact_at_their_ends() {
    let large = 1e308_f64.ln() + 2_f64.ln();
    let close_to_one = 1.0 - f64::EPSILON / 2.0;
    let steep = 27.0 * 2_f64.ln();
    for (name, found, expected) in [
        ("asinh 1e308", Scalar::asinh(1e308), large),
        ("asinh -1e308", Scalar::asinh(-1e308), -large),
        ("acosh 1e308", Scalar::acosh(1e308), large),
        ("atanh near 1", Scalar::atanh(close_to_one), steep),
        ("atanh near -1", Scalar::atanh(-close_to_one), -steep),
        ("acosh next to 1", Scalar::acosh(1.0 + f64::EPSILON), (2.0 * f64::EPSILON).sqrt()),
        ("asinh 1e-10", Scalar::asinh(1e-10), 1e-10),
    ] {
        assert!(ulps(found, expected) <= 2.0, "{name}: {found:e}, expected {expected:e}");
    }
}

#[test]
fn a_long_sum_in_single_precision_keeps_its_terms() {
    use dualtape_core::Scalar;
    // One after the other, they would stop at 2²⁴ = 16,777,216.
    let ones = vec![1.0_f32; 20_000_000];
    assert_eq!(f32::sum_of(&ones), 2e7);
    assert_eq!(f32::dot(&ones, &ones), 2e7);
}

#[test]
fn a_power_has_no_slope_at_infinity_where_its_exponent_is_below_one() {
    for a in [0.1, 0.25, 0.3, 1.0 / 3.0, 0.5, 0.75] {
        for x in [f64::INFINITY, f64::NEG_INFINITY] {
            let z = Powf(a).eval(x);
            assert_eq!(Powf(a).partial(x, z), 0.0, "powf({a}) at {x}");
        }
        let z = Pow.eval(f64::INFINITY, a);
        assert_eq!(Pow.partials(f64::INFINITY, a, z).0, 0.0, "pow to {a} at infinity");
    }
}
