//! num-dual's types under our rules: equal to num-dual's own functions where those are right, right where not.
#![cfg(feature = "num-dual")]

use dualtape_check::close;
use dualtape_core::{Array, BlockFunction, Elements, MatMul, Real, Scalar, rules};
use num_dual::{Derivative, Dual, Dual2, DualNum, DualSVec, HyperDual};

/// Calls `$check(name, ours, theirs)` for every rule of one operand that num-dual has too.
macro_rules! for_common_rules {
    ($check:expr, $t:ty, $x:expr, $bounded:expr, $above_one:expr) => {{
        let (x, bounded, above_one): ($t, $t, $t) = ($x, $bounded, $above_one);
        for_common_rules!(@ $check, x: recip sqrt cbrt exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan atan sinh cosh
            tanh asinh);
        for_common_rules!(@ $check, bounded: asin acos atanh);
        for_common_rules!(@ $check, above_one: acosh);
        for n in [-2, 0, 1, 2, 3, 5] {
            $check(&format!("powi({n})"), Scalar::powi(x, n), DualNum::powi(&x, n));
        }
        for a in [-1.5, 0.5, 2.0, 2.5] {
            $check(&format!("powf({a})"), Scalar::powf(x, a), DualNum::powf(&x, Real::from_f64(a)));
        }
        $check("atan2", Scalar::atan2(x, bounded), DualNum::atan2(&x, bounded));
        $check("mul", x.binary(rules::Mul, bounded), x * bounded);
        $check("div", x.binary(rules::Div, bounded), x / bounded);
        $check("add", x.binary(rules::Add, bounded), x + bounded);
        $check("sub", x.binary(rules::Sub, bounded), x - bounded);
        $check("neg", x.unary(rules::Neg), -x);
    }};
    (@ $check:expr, $x:ident: $($f:ident)*) => { $($check(stringify!($f), Scalar::$f($x), DualNum::$f(&$x));)* };
}

fn same(what: &str, expected: &[f64], found: &[f64], tolerance: f64) {
    for (i, (&expected, &found)) in expected.iter().zip(found).enumerate() {
        close(|| format!("{what}, part {i}"), expected, found, tolerance).unwrap();
    }
}

#[test]
fn rules_that_both_have_agree_on_ordinary_points_to_every_part() {
    for (v, d) in [(0.7, 1.0), (1.6, -2.5), (3.2, 0.3)] {
        for_common_rules!(
            |name: &str, ours: Dual<f64>, theirs: Dual<f64>| same(
                name,
                &[theirs.re, theirs.eps],
                &[ours.re, ours.eps],
                1e-13
            ),
            Dual<f64>,
            Dual::new(v, d),
            Dual::new(0.4, -0.8),
            Dual::new(v + 1.0, d)
        );
        for_common_rules!(
            |name: &str, ours: Dual2<f64>, theirs: Dual2<f64>| {
                same(name, &[theirs.re, theirs.v1, theirs.v2], &[ours.re, ours.v1, ours.v2], 1e-12);
            },
            Dual2<f64>,
            Dual2::new(v, d, 0.6),
            Dual2::new(0.4, -0.8, 0.2),
            Dual2::new(v + 1.0, d, -0.4)
        );
        let parts = |x: HyperDual<f64>| [x.re, x.eps1, x.eps2, x.eps1eps2];
        for_common_rules!(
            |name: &str, ours, theirs| same(name, &parts(theirs), &parts(ours), 1e-12),
            HyperDual<f64>,
            HyperDual::new(v, d, -0.5, 0.3),
            HyperDual::new(0.4, -0.8, 0.9, 0.1),
            HyperDual::new(v + 1.0, d, 0.7, -0.2)
        );
        let parts = |x: DualSVec<f64, 2>| {
            let [slopes] = x.eps.0.map_or([[0.0; 2]], |eps| eps.data.0);
            [x.re, slopes[0], slopes[1]]
        };
        let with = |v, d| {
            let unit = DualSVec::<f64, 2>::new(v, Derivative::none()).derivative(0);
            DualSVec::new(v, unit.eps * d)
        };
        for_common_rules!(
            |name: &str, ours, theirs| same(name, &parts(theirs), &parts(ours), 1e-13),
            DualSVec<f64, 2>,
            with(v, d),
            DualSVec::<f64, 2>::from_re(0.4).derivative(1),
            with(v + 1.0, d)
        );
    }
}

#[test]
fn in_single_precision_too() {
    let parts = |x: Dual2<f32>| [x.re, x.v1, x.v2].map(f64::from);
    for_common_rules!(
        |name: &str, ours, theirs| same(name, &parts(theirs), &parts(ours), 1e-4),
        Dual2<f32>,
        Dual2::new(0.7, 1.0, 0.6),
        Dual2::new(0.4, -0.8, 0.2),
        Dual2::new(1.7, 1.0, -0.4)
    );
    assert_eq!(Scalar::exp(Dual::new(1.0_f32, 2.0)).eps, 2.0 * 1.0_f32.exp());
}

#[test]
fn right_where_num_dual_is_not() {
    let theirs = DualNum::tanh(&Dual::new(800.0_f64, 1.0));
    assert!(
        theirs.eps.is_nan() || theirs.re.is_nan(),
        "num-dual has learned tanh(800): say so in the documents"
    );
    let ours = Scalar::tanh(Dual2::new(800.0, 1.0, 0.0));
    assert_eq!((ours.re, ours.v1, ours.v2), (1.0, 0.0, 0.0));

    let theirs = DualNum::powf(&Dual::new(0.0_f64, 1.0), 1.5);
    assert!(
        theirs.eps.is_nan() || theirs.re.is_nan(),
        "num-dual has learned 0.powf(1.5): say so in the documents"
    );
    let ours = Scalar::powf(Dual::new(0.0, 1.0), 1.5);
    assert_eq!((ours.re, ours.eps), (0.0, 0.0));
}

#[test]
fn only_a_derivative_that_is_none_stands_for_no_path() {
    assert!(Scalar::sqrt(DualSVec::<f64, 3>::constant(0.0)).eps.0.is_none());
    let z = Scalar::sqrt(Dual::<f64>::constant(0.0));
    assert!(z.re == 0.0 && z.eps.is_nan());
    let z = Scalar::sqrt(HyperDual::<f64>::constant(0.0));
    assert!(z.re == 0.0 && z.eps1.is_nan() && z.eps2.is_nan() && z.eps1eps2.is_nan());
    let z = Scalar::pow(Dual2::new(2.0, 1.0, 0.0), Dual2::constant(3.0));
    same("x³ at 2", &[8.0, 12.0, 12.0], &[z.re, z.v1, z.v2], 1e-14);
}

/// A layer and a norm in block code.
struct Layer;

impl BlockFunction for Layer {
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
        let w = x.slice(0..4);
        let h = x.slice(4..6).matmul(&w, MatMul::new(1, 2, 2).right_transposed()).map(rules::Tanh);
        h.dot(&h) + h.log_sum_exp(2).sum()
    }
}

#[test]
fn block_code_runs_on_the_defining_loops() {
    let x = [0.3, -0.4, 1.2, 0.8, 0.5, -1.1];
    let expected = dualtape_check::gradient_by_differences(&Layer, &x).unwrap();
    for (i, &expected) in expected.iter().enumerate() {
        let seeded = |j: usize| f64::from(u8::from(i == j));
        let dual: Vec<_> = x.iter().enumerate().map(|(j, &x)| Dual::new(x, seeded(j))).collect();
        let slope = Layer.eval(&Elements::from_scalars(&dual)).eps;
        close(|| format!("slope {i}"), expected, slope, 1e-9).unwrap();
        let dual: Vec<_> = x.iter().enumerate().map(|(j, &x)| Dual2::new(x, seeded(j), 0.0)).collect();
        close(|| format!("slope {i}"), slope, Layer.eval(&Elements::from_scalars(&dual)).v1, 1e-14).unwrap();
    }
}
