//! The laws of rules, for an engine: its derivatives of each row of the table are the row's partials on plain numbers.

use crate::agreement::direction;
use crate::compare::{FLOOR, all_close, close};
use crate::row::{BinaryRow, BinaryRule, RuleLike, UnaryRow, UnaryRule};
use crate::rule::is_representable;
use dualtape_core::curve::{binary_curve, unary_curve};
use dualtape_core::rules::{BinaryVisitor, UnaryVisitor, visit_binary, visit_unary};
use dualtape_core::{Array, Binary, BlockFunction, Engine, Error, Function, Real, Scalar, Side, Unary};

/// Rounding, in units of `EPSILON`, that a first derivative may add to the rule's partial: the engine multiplies by
/// one.
const FIRST: f64 = 16.0;
/// Rounding, in units of `EPSILON`, that a second derivative may add.
const SECOND: f64 = 512.0;

/// Checks an engine against every rule of the table, in the precision `R`.
///
/// For each rule, in scalar code and in block code (`map`, `zip`), at its samples and edges: the value is the
/// rule's, the gradient its partials, and `jvp`, `vjp` and `jacobian` are consistent with the gradient. At the
/// samples: `hvp` and `hessian` are the derivatives of the partials. A rule of two operands is also tried with a
/// constant on either side and with the same number on both.
///
/// # Errors
/// The first disagreement, with the engine, the rule and the point; or the engine's own error.
pub fn laws<R: Real>(engine: &mut impl Engine<R>) -> Result<(), Error> {
    let (unary, binary) = all_cases::<R>();
    for (row, cases) in UnaryRow::ALL.iter().zip(&unary) {
        check_points(engine, row, cases)?;
    }
    for (row, cases) in BinaryRow::ALL.iter().zip(&binary) {
        check_points(engine, row, cases)?;
        check_operands(engine, row, cases)?;
    }
    Ok(())
}

/// Returns the references of all rules of one operand and of all of two, in the order of the table.
pub(crate) fn all_cases<R: Real>() -> (Vec<Reference<R>>, Vec<Reference<R>>) {
    struct UnaryCases<R>(Vec<Reference<R>>);
    impl<R: Real> UnaryVisitor for UnaryCases<R> {
        fn visit<U: Unary>(&mut self, rule: U) {
            self.0.push(unary_cases(rule));
        }
    }
    struct BinaryCases<R>(Vec<Reference<R>>);
    impl<R: Real> BinaryVisitor for BinaryCases<R> {
        fn visit<B: Binary>(&mut self, rule: B) {
            self.0.push(binary_cases(rule));
        }
    }
    let (mut unary, mut binary) = (UnaryCases(Vec::new()), BinaryCases(Vec::new()));
    visit_unary(&mut unary);
    visit_binary(&mut binary);
    (unary.0, binary.0)
}

/// Checks an engine against one rule of one operand, for instance a user's own; see [`laws`].
///
/// # Errors
/// The first disagreement, or the engine's own error.
pub fn unary_laws<R: Real>(engine: &mut impl Engine<R>, rule: impl Unary) -> Result<(), Error> {
    check_points(engine, &UnaryRule(rule), &unary_cases(rule))
}

/// Checks an engine against one rule of two operands, for instance a user's own; see [`laws`].
///
/// # Errors
/// The first disagreement, or the engine's own error.
pub fn binary_laws<R: Real>(engine: &mut impl Engine<R>, rule: impl Binary) -> Result<(), Error> {
    let cases = binary_cases(rule);
    check_points(engine, &BinaryRule(rule), &cases)?;
    check_operands(engine, &BinaryRule(rule), &cases)
}

/// The values and derivatives of a rule on plain numbers.
pub(crate) struct Reference<R> {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<ReferencePoint<R>>,
}

pub(crate) struct ReferencePoint<R> {
    pub(crate) x: Vec<R>,
    value: R,
    gradient: Vec<R>,
    /// Row-major; `None` at an edge, where ∞ · 0 depends on the order of operations.
    hessian: Option<Vec<R>>,
}

fn unary_cases<R: Real, U: Unary>(rule: U) -> Reference<R> {
    let samples = U::SAMPLES.iter().map(|&x| {
        let x = R::from_f64(x);
        let value = rule.eval(x);
        let hessian = Some(vec![unary_curve(rule, x, value, R::ONE)]);
        ReferencePoint { x: vec![x], value, gradient: vec![rule.partial(x, value)], hessian }
    });
    let edges = U::EDGES
        .iter()
        .filter(|(x, value, slope)| [x, value, slope].into_iter().all(|&v| is_representable::<R>(v)));
    let edges = edges.map(|&(x, value, slope)| ReferencePoint {
        x: vec![R::from_f64(x)],
        value: R::from_f64(value),
        gradient: vec![R::from_f64(slope)],
        hessian: None,
    });
    Reference { name: U::INFO.name, points: samples.chain(edges).collect() }
}

fn binary_cases<R: Real, B: Binary>(rule: B) -> Reference<R> {
    let samples = B::SAMPLES.iter().map(|&(x, y)| {
        let (x, y) = (R::from_f64(x), R::from_f64(y));
        let value = rule.eval(x, y);
        let (p, q) = rule.partials(x, y, value);
        let (p_x, q_x) = binary_curve(rule, x, y, value, R::ONE, R::ZERO);
        let (p_y, q_y) = binary_curve(rule, x, y, value, R::ZERO, R::ONE);
        ReferencePoint { x: vec![x, y], value, gradient: vec![p, q], hessian: Some(vec![p_x, p_y, q_x, q_y]) }
    });
    let held = |&&((x, y), value, (p, q)): &&((f64, f64), f64, (f64, f64))| {
        [x, y, value, p, q].into_iter().all(is_representable::<R>)
    };
    let edges = B::EDGES.iter().filter(held).map(|&((x, y), value, (p, q))| ReferencePoint {
        x: vec![R::from_f64(x), R::from_f64(y)],
        value: R::from_f64(value),
        gradient: vec![R::from_f64(p), R::from_f64(q)],
        hessian: None,
    });
    Reference { name: B::INFO.name, points: samples.chain(edges).collect() }
}

/// A rule in scalar code.
pub(crate) struct InScalars<'a, S>(pub(crate) &'a S);

impl<R: Real, S: RuleLike> Function<R> for InScalars<'_, S> {
    fn eval<T: Scalar<Real = R>>(&self, x: &[T]) -> T {
        self.0.apply(x)
    }
}

/// A rule on blocks, one per operand and all in one, summed.
pub(crate) struct InBlocks<'a, S>(pub(crate) &'a S);

impl<R: Real, S: RuleLike> BlockFunction<R> for InBlocks<'_, S> {
    fn eval<A: Array<Real = R>>(&self, x: &A) -> A::Scalar {
        let n = x.len() / S::ARITY;
        let operands: Vec<A> = (0..S::ARITY).map(|i| x.slice(i * n..(i + 1) * n)).collect();
        self.0.apply_block(&operands).sum()
    }
}

/// The operands of a rule of two as a function of one number.
#[derive(Clone, Copy, Debug)]
enum OneOperand<R> {
    Constant(Side, R),
    Same,
}

struct OfOne<'a, S, R>(&'a S, OneOperand<R>);

impl<R: Real, S: RuleLike> Function<R> for OfOne<'_, S, R> {
    fn eval<T: Scalar<Real = R>>(&self, x: &[T]) -> T {
        match self.1 {
            OneOperand::Constant(side, constant) => self.0.apply_constant(side, constant, x[0]),
            OneOperand::Same => self.0.apply(&[x[0], x[0]]),
        }
    }
}

fn check_points<R: Real, S: RuleLike>(
    engine: &mut impl Engine<R>,
    subject: &S,
    cases: &Reference<R>,
) -> Result<(), Error> {
    let (rounding, engine_name) = (R::EPSILON.to_f64(), engine.name());
    let text = |style: &str, of: &str, x: &[R]| {
        format!("{engine_name}: {}: {of} in {style} code at {x:?} in {}", cases.name, R::NAME)
    };
    for ReferencePoint { x, value, gradient, hessian } in &cases.points {
        let f = InScalars(subject);
        let (found, slopes) = engine.value_and_gradient(&f, x)?;
        close(|| text("scalar", "value", x), value.to_f64(), found.to_f64(), 0.0)?;
        all_close(|| text("scalar", "gradient", x), gradient, &slopes, FIRST * rounding)?;
        all_close(|| text("scalar", "vjp", x), gradient, &engine.vjp(&f, x, &[R::ONE])?.1, FIRST * rounding)?;
        all_close(|| text("scalar", "jacobian", x), gradient, &engine.jacobian(&f, x)?, FIRST * rounding)?;

        let f = InBlocks(subject);
        let (found, slopes) = engine.value_and_gradient(&f, x)?;
        close(|| text("block", "value", x), value.to_f64(), found.to_f64(), 0.0)?;
        all_close(|| text("block", "gradient", x), gradient, &slopes, FIRST * rounding)?;

        let Some(hessian) = hessian else { continue };
        let v = direction::<R>(x.len(), 1);
        let f = InScalars(subject);
        let along = times(gradient, &v);
        all_close(|| text("scalar", "jvp", x), &along, &engine.jvp(&f, x, &v)?.1, FIRST * rounding)?;
        all_close(
            || text("scalar", "hvp", x),
            &times(hessian, &v),
            &engine.hvp(&f, x, &v)?,
            SECOND * rounding,
        )?;
        all_close(|| text("scalar", "hessian", x), hessian, &engine.hessian(&f, x)?, SECOND * rounding)?;
        if let [slope] = gradient[..] {
            let found = engine.derivative(&f, x[0])?;
            close(|| text("scalar", "derivative", x), slope.to_f64(), found.to_f64(), FIRST * rounding)?;
        }
    }
    check_block(engine, subject, cases)
}

/// Checks all samples of a rule in one block (edges would mix 0 · ∞ into the others' tangents).
fn check_block<R: Real, S: RuleLike>(
    engine: &mut impl Engine<R>,
    subject: &S,
    cases: &Reference<R>,
) -> Result<(), Error> {
    let (rounding, engine_name) = (R::EPSILON.to_f64(), engine.name());
    let samples: Vec<_> = cases.points.iter().filter_map(|p| Some((p, p.hessian.as_ref()?))).collect();
    let by_operand = |of: &dyn Fn(&ReferencePoint<R>, usize) -> R| -> Vec<R> {
        (0..S::ARITY).flat_map(|i| samples.iter().map(move |(point, _)| of(point, i))).collect()
    };
    let (x, gradient) = (by_operand(&|point, i| point.x[i]), by_operand(&|point, i| point.gradient[i]));
    let v = direction::<R>(x.len(), 2);
    let (n, k) = (samples.len(), S::ARITY);
    let mut hv = vec![R::ZERO; k * n];
    for (at, (_, hessian)) in samples.iter().enumerate() {
        for i in 0..k {
            hv[i * n + at] = (0..k).map(|j| hessian[i * k + j] * v[j * n + at]).sum();
        }
    }
    let text =
        |of: &str| format!("{engine_name}: {}: {of} of a block of samples {x:?} in {}", cases.name, R::NAME);
    let f = InBlocks(subject);
    all_close(|| text("gradient"), &gradient, &engine.gradient(&f, &x)?, FIRST * rounding)?;
    let terms: Vec<R> = gradient.iter().zip(&v).map(|(&g, &v)| g * v).collect();
    sum_close(|| text("jvp"), &terms, engine.jvp(&f, &x, &v)?.1[0], FIRST)?;
    all_close(|| text("hvp"), &hv, &engine.hvp(&f, &x, &v)?, SECOND * rounding)
}

/// Checks a rule of two operands with a constant on either side, and with one number on both.
fn check_operands<R: Real, S: RuleLike>(
    engine: &mut impl Engine<R>,
    subject: &S,
    cases: &Reference<R>,
) -> Result<(), Error> {
    let (rounding, engine_name) = (R::EPSILON.to_f64(), engine.name());
    for ReferencePoint { x, value, gradient, hessian } in &cases.points {
        for (side, i) in [(Side::Left, 1), (Side::Right, 0)] {
            let (at, f) = ([x[i]], OfOne(subject, OneOperand::Constant(side, x[1 - i])));
            let what = |of: &str| {
                format!(
                    "{engine_name}: {}: {of} with a constant on the {side:?} at {x:?} in {}",
                    cases.name,
                    R::NAME
                )
            };
            let (found, slope) = engine.value_and_gradient(&f, &at)?;
            close(|| what("value"), value.to_f64(), found.to_f64(), 0.0)?;
            close(|| what("derivative"), gradient[i].to_f64(), slope[0].to_f64(), FIRST * rounding)?;
            if let Some(hessian) = hessian {
                let found = engine.hvp(&f, &at, &[R::ONE])?[0].to_f64();
                close(|| what("hvp"), hessian[3 * i].to_f64(), found, SECOND * rounding)?;
            }
        }
        if hessian.is_some() {
            // d/dx f(x, x) = f₁ + f₂, here from the engine itself with the operands apart.
            let (apart, f) = ([x[0], x[0]], OfOne(subject, OneOperand::Same));
            let what = |of: &str| {
                format!("{engine_name}: {}: {of} of f(x, x) at x = {:?} in {}", cases.name, x[0], R::NAME)
            };
            let terms = engine.gradient(&InScalars(subject), &apart)?;
            sum_close(|| what("derivative"), &terms, engine.gradient(&f, &apart[..1])?[0], SECOND)?;
            let terms = engine.hessian(&InScalars(subject), &apart)?;
            sum_close(|| what("hvp"), &terms, engine.hvp(&f, &apart[..1], &[R::ONE])?[0], SECOND)?;
        }
    }
    Ok(())
}

/// Checks `found` against the sum of the terms, relative to the largest of them, because they may cancel.
fn sum_close<R: Real>(what: impl Fn() -> String, terms: &[R], found: R, rounding: f64) -> Result<(), Error> {
    let sum = terms.iter().copied().sum::<R>();
    let largest = terms.iter().fold(FLOOR, |m, t| m.max(t.to_f64().abs()));
    let relative = (found - sum).to_f64().abs() / largest;
    if found == sum || relative <= rounding * R::EPSILON.to_f64() || (found.is_nan() && sum.is_nan()) {
        return Ok(());
    }
    Err(Error::Disagreement { what: what(), expected: sum.to_f64(), found: found.to_f64(), relative })
}

/// `M v` for a row-major matrix.
fn times<R: Real>(matrix: &[R], v: &[R]) -> Vec<R> {
    matrix.chunks_exact(v.len()).map(|row| row.iter().zip(v).map(|(&m, &v)| m * v).sum()).collect()
}
