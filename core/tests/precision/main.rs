//! Every rule of the table against an oracle of higher precision, over its whole range in f64 and f32: a value within 2
//! units in the last place, a first partial within 4, or the bound in `exceptions`.
//!
//! `cargo test -p dualtape-core --test precision -- --ignored --nocapture` prints the largest error of every rule.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "counts of bits, exponents and operands are small"
)]

mod big;
mod exceptions;
mod points;
mod survey;
mod values;

use std::sync::LazyLock;

use dualtape_core::rules::{
    self, LeakyRelu, Powf, Powi, UnaryVisitor, visit_binary, visit_nary, visit_unary,
};
use dualtape_core::{Needs, Real, RuleInfo, Scalar, Unary};

use big::{Format, value};
use exceptions::{EXCEPTIONS, exception};
use survey::{Observed, Survey};
use values::value_of;

/// The random operands of a rule, beside some three hundred special ones.
const RANDOM: usize = 100;

fn survey<T: Format>(random: usize) -> Vec<Observed> {
    let mut survey = Survey::<T>::new(random);
    visit_unary(&mut survey);
    [-2, -1, 1, 2, 4, 100].into_iter().for_each(|n| survey.visit(Powi(n)));
    [-100.5, -1.3, 0.03125, 0.1, 0.5, 1e-30].into_iter().for_each(|a| survey.visit(Powf(a)));
    survey.visit(LeakyRelu(-0.3));
    visit_binary(&mut survey);
    visit_nary(&mut survey);
    survey.observed
}

static IN_F64: LazyLock<Vec<Observed>> = LazyLock::new(|| survey::<f64>(RANDOM));
static IN_F32: LazyLock<Vec<Observed>> = LazyLock::new(|| survey::<f32>(RANDOM));

/// Returns what is wrong with the errors of the rules: a bound that is exceeded, or an exception that is not needed.
fn complaints(observed: &[Observed]) -> Vec<String> {
    let mut complaints = Vec::new();
    for o in observed {
        let what = format!("{} {} in {}", o.rule, o.quantity.name(), o.format);
        let usual = o.quantity.bound();
        match exception(&o.rule, o.quantity, o.format) {
            None if o.ulps > usual => {
                complaints.push(format!("{what}: {:.2} ulp, allowed {usual}, at {}", o.ulps, o.at));
            }
            Some(e) if o.ulps_of_unit > e.ulps => complaints.push(format!(
                "{what}: {:.2} ulp of {:?}, allowed {} ({}), at {}",
                o.ulps_of_unit, e.unit, e.ulps, e.reason, o.at
            )),
            _ => {}
        }
        if o.operands < 40 {
            complaints.push(format!("{what}: compared at {} operands only", o.operands));
        }
    }
    complaints
}

#[test]
fn every_rule_is_exact_to_two_ulp_and_its_slope_to_four_in_f64() {
    let complaints = complaints(&IN_F64);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn every_rule_is_exact_to_two_ulp_and_its_slope_to_four_in_f32() {
    let complaints = complaints(&IN_F32);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// An exception says how much worse than usual a rule is; one that is as good as the others needs none.
#[test]
fn every_exception_is_needed() {
    for e in EXCEPTIONS {
        let of_it = |o: &&Observed| {
            o.rule == e.rule && o.quantity == e.quantity && (e.format.is_empty() || e.format == o.format)
        };
        let worst = IN_F64.iter().chain(IN_F32.iter()).filter(of_it).map(|o| o.ulps).fold(0.0, f64::max);
        assert!(
            worst > e.quantity.bound(),
            "{} {}: {worst} ulp at most, no exception is needed",
            e.rule,
            e.quantity.name()
        );
    }
}

/// The hyperbolic tangent, with a slope that is off by a few units in the last place.
#[derive(Clone, Copy)]
struct Slanted;

impl Unary for Slanted {
    const INFO: RuleInfo = rules::Tanh::INFO;
    const NEEDS: Needs = Needs::Input;
    fn with_parameter(_: f64) -> Self {
        Slanted
    }
    fn eval<T: Real>(self, x: T) -> T {
        Real::tanh(x)
    }
    fn partial<T: Scalar>(self, x: T, z: T) -> T {
        rules::Tanh.partial(x, z) * (T::Real::ONE + T::Real::EPSILON * T::Real::from_f64(6.0))
    }
}

#[test]
fn a_slope_that_is_off_by_six_ulp_is_named() {
    let mut survey = Survey::<f64>::new(10);
    survey.visit(Slanted);
    let complaints = complaints(&survey.observed);
    assert!(complaints[0].starts_with("tanh ∂/∂x in f64: "), "{complaints:#?}");
    assert!(complaints.iter().all(|c| !c.starts_with("tanh value")), "{complaints:#?}");
}

/// Digits from tables and from mpmath 1.3: the oracle does not check itself.
#[test]
fn the_oracle_agrees_with_published_digits() {
    for (rule, x, digits) in [
        ("exp", 1.0, "2.7182818284590452353602874713526624977572470936999595749669676"),
        ("ln", 2.0, "0.69314718055994530941723212145817656807550013436025525412068001"),
        ("atan", 1.0, "0.78539816339744830961566084581987572104929234984377645524373615"),
        ("tanh", 2.0, "0.96402758007581688394641372410092315025502997624093477604826322"),
        ("erf", 0.5, "0.52049987781304653768274665389196452873645157575796370005880573"),
        ("erfc", 4.0, "0.000000015417257900280018852159673486884048572145253589191168342904994"),
        ("sin", 1e+22, "-0.85220084976718880177270589375302936826176215041004365625650933"),
        ("asinh", 10.0, "2.9982229502979697388465955375964534766070580548773036557344593"),
        ("sigmoid", 3.0, "0.95257412682243321912115184822824779861382056757939089928211199"),
        ("gelu", -3.0, "-0.0040496940948902835799554443027849321334881044751419480926659561"),
    ] {
        let exact = value_of(rule, 0.0).expect("a rule of the table");
        let found = value(&exact, &[x]).expect("within the domain");
        let found = found.with_base_and_precision::<10>(60).value().to_string();
        let agree = found.bytes().zip(digits.bytes()).take_while(|(a, b)| a == b).count();
        assert!(agree > 50, "{rule}({x}): {found}, expected {digits}");
    }
}

/// Prints the largest error of every rule; see the head of this file.
#[test]
#[ignore = "prints a table"]
fn the_largest_error_of_every_rule() {
    for o in survey::<f64>(10 * RANDOM).into_iter().chain(survey::<f32>(10 * RANDOM)) {
        let (name, quantity) = (&o.rule, o.quantity.name());
        println!("{name:<14} {} {quantity:<6} {:>10.2} ulp of {:>5} {}", o.format, o.ulps, o.operands, o.at);
        if let Some(e) = exception(name, o.quantity, o.format) {
            println!("{:>31} {:>10.2} of {} ulp of {:?}: {}", "", o.ulps_of_unit, e.ulps, e.unit, e.reason);
        }
    }
}
