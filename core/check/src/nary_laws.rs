//! The laws of rules of any number of operands, for an engine.

use crate::agreement::direction;
use crate::compare::{all_close, close};
use crate::difference::gradient_by_differences;
use crate::rule::is_representable;
use dualtape_core::rules::{NaryVisitor, visit_nary};
use dualtape_core::{Engine, Error, Function, Nary, Real, Scalar, derivative_of};

/// The origin of the operands of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OperandOrigin {
    /// The inputs as they are.
    Inputs,
    /// Every other one is a constant.
    Mixed,
    /// Each is an intermediate result, in the reverse order.
    Computed,
}

/// A rule of the operands of one sample.
#[derive(Clone, Copy)]
pub(crate) struct RuleAtSample<R> {
    pub(crate) rule: R,
    /// The number of operands in the first run.
    pub(crate) first: usize,
    pub(crate) operands: OperandOrigin,
    /// Flag for a rule that is evaluated by its defining loop.
    pub(crate) as_loop: bool,
}

impl<F: Real, R: Nary> Function<F> for RuleAtSample<R> {
    fn eval<S: Scalar<Real = F>>(&self, x: &[S]) -> S {
        let operands: Vec<S> = match self.operands {
            OperandOrigin::Inputs => x.to_vec(),
            OperandOrigin::Mixed => x
                .iter()
                .enumerate()
                .map(|(i, &x)| if i % 2 == 0 { x } else { S::constant(x.value()) })
                .collect(),
            OperandOrigin::Computed => {
                let mut all: Vec<S> = x.iter().rev().map(|&x| x * F::from_f64(2.0)).collect();
                all.reverse();
                all
            }
        };
        let (x, y) = operands.split_at(self.first);
        if self.as_loop { self.rule.eval(x, y) } else { S::nary(self.rule, x, y) }
    }
}

/// Checks an engine against every rule of any number of operands, in the precision `F`.
///
/// At each sample, with operands that are inputs, constants and intermediate results: the value is that of the
/// defining loop, the gradient agrees with finite differences of it, and gradient and Hessian-vector product agree
/// with the engine's own of the loop. At each edge, value and gradient are the stated numbers. (The
/// loop's gradient may be NaN there: in reverse mode, an infinite adjoint meets a zero.) Long sums keep their digits.
///
/// # Errors
/// The first disagreement, with the engine, the rule and the point; or the engine's own error.
pub fn nary_laws<F: Real>(engine: &mut impl Engine<F>) -> Result<(), Error> {
    struct Visitor<'a, E, F> {
        engine: &'a mut E,
        outcome: Result<(), Error>,
        precision: std::marker::PhantomData<F>,
    }
    impl<F: Real, E: Engine<F>> NaryVisitor for Visitor<'_, E, F> {
        fn visit<R: Nary>(&mut self, rule: R) {
            if self.outcome.is_ok() {
                self.outcome = check_samples::<F, R>(self.engine, rule)
                    .and_then(|()| check_edges::<F, R>(self.engine, rule));
            }
        }
    }
    let mut visitor = Visitor { engine, outcome: Ok(()), precision: std::marker::PhantomData::<F> };
    visit_nary(&mut visitor);
    visitor.outcome?;
    check_long_sums(engine)
}

/// The number of terms of a long sum: added one after the other in `f32`, the last ones lose their digits.
const TERMS: usize = 1 << 16;

/// A sum of many terms, by its place among the rules that add.
struct LongSum(usize);

impl<F: Real> Function<F> for LongSum {
    fn eval<S: Scalar<Real = F>>(&self, x: &[S]) -> S {
        match self.0 {
            0 => S::sum_of(x),
            1 => S::dot(x, x),
            _ => S::norm(x),
        }
    }
}

/// Checks that sums of many equal terms, and their derivatives along the diagonal, keep the digits of a short sum.
fn check_long_sums<F: Real>(engine: &mut impl Engine<F>) -> Result<(), Error> {
    let name = engine.name();
    let x = F::from_f64(0.1);
    let (n, tolerance) = (TERMS as f64, 64.0 * F::EPSILON.to_f64());
    let (sum, squares) = (n * x.to_f64(), n * x.to_f64() * x.to_f64());
    let known =
        [("sum_of", sum, sum), ("dot", squares, 2.0 * squares), ("norm", squares.sqrt(), squares.sqrt())];
    for (place, (rule, value, slope)) in known.into_iter().enumerate() {
        let what = |of: &str| format!("{name}: {of} of a long {rule} in {}", F::NAME);
        let x = vec![x; TERMS];
        let (y, jv) = engine.jvp(&LongSum(place), &x, &x)?;
        close(|| what("value"), value, y[0].to_f64(), tolerance)?;
        close(|| what("jvp"), slope, jv[0].to_f64(), tolerance)?;
    }
    Ok(())
}

fn check_samples<F: Real, R: Nary>(engine: &mut impl Engine<F>, rule: R) -> Result<(), Error> {
    let (rounding, name) = (F::EPSILON.to_f64(), engine.name());
    for (first, second) in R::SAMPLES {
        let x: Vec<F> = first.iter().chain(*second).map(|&v| F::from_f64(v)).collect();
        for operands in [OperandOrigin::Inputs, OperandOrigin::Mixed, OperandOrigin::Computed] {
            let as_one = RuleAtSample { rule, first: first.len(), operands, as_loop: false };
            let as_loop = RuleAtSample { as_loop: true, ..as_one };
            let what = |of: &str| {
                format!("{name}: {}: {of} of {operands:?} operands at {x:?} in {}", R::INFO.name, F::NAME)
            };
            let (expected, _) = engine.value_and_gradient(&as_loop, &x)?;
            let (value, gradient) = engine.value_and_gradient(&as_one, &x)?;
            close(|| what("value"), expected.to_f64(), value.to_f64(), 0.0)?;
            if F::EPSILON.to_f64() < 1e-10 && !matches!(operands, OperandOrigin::Mixed) {
                all_close(
                    || what("gradient by differences"),
                    &gradient_by_differences(&as_loop, &x)?,
                    &gradient,
                    1e-8,
                )?;
            }
            let expected = engine.gradient(&as_loop, &x)?;
            all_close(|| what("gradient"), &expected, &gradient, 64.0 * rounding)?;
            let v = direction::<F>(x.len(), 3);
            let (expected, found) = (engine.hvp(&as_loop, &x, &v)?, engine.hvp(&as_one, &x, &v)?);
            all_close(|| what("hvp"), &expected, &found, 512.0 * rounding)?;
        }
    }
    Ok(())
}

fn check_edges<F: Real, R: Nary>(engine: &mut impl Engine<F>, rule: R) -> Result<(), Error> {
    let name = engine.name();
    for &((first, second), value, derivatives) in R::EDGES {
        let operands = || first.iter().chain(second).copied();
        if !operands().chain([value]).chain(derivatives.iter().copied()).all(is_representable::<F>) {
            continue;
        }
        let x: Vec<F> = operands().map(F::from_f64).collect();
        // The row states partials; a value that is NaN has no derivative.
        let expected: Vec<F> = derivatives.iter().map(|&d| F::from_f64(derivative_of(value, d))).collect();
        let f = RuleAtSample { rule, first: first.len(), operands: OperandOrigin::Inputs, as_loop: false };
        let what = |of: &str| format!("{name}: {}: {of} at the edge {x:?} in {}", R::INFO.name, F::NAME);
        let (found, gradient) = engine.value_and_gradient(&f, &x)?;
        close(|| what("value"), value, found.to_f64(), 0.0)?;
        all_close(|| what("gradient"), &expected, &gradient, 4.0 * F::EPSILON.to_f64())?;
    }
    Ok(())
}
