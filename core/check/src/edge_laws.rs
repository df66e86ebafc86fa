//! The law of edges: at kinks, zeros and infinities, every engine and style has the same derivatives to second order.

use crate::compare::{all_close, transposed};
use crate::laws::{InBlocks, InScalars, Reference, all_cases};
use crate::nary_laws::{OperandOrigin, RuleAtSample};
use crate::row::{BinaryRow, RuleLike, UnaryRow};
use dualtape_core::rules::{NaryVisitor, visit_nary};
use dualtape_core::{Differentiable, Engine, Error, Nary, OneByOne, Real};

/// Rounding, in units of `EPSILON`, between two orders of the same operations.
const ROUNDING: f64 = 512.0;

/// Operands beside the edges of each rule: zeros, infinities, no number, and numbers whose squares are tiny or huge but
/// no over- or underflow in `f32`.
const SPECIAL: [f64; 11] =
    [0.0, -0.0, 1.0, -1.0, 1e-12, -1e-12, 1e12, -1e12, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

/// Checks that two engines agree about every rule of one or two operands at its edges, and at zeros, infinities, tiny and
/// huge numbers; and about rules of any number of operands at their own edges, in scalar code.
///
/// In scalar code, in block code and in block code one by one: value, gradient and Hessian are the same, NaN for NaN,
/// and the Hessian is symmetric, but where an operand is NaN. [`laws`](crate::laws) and
/// [`nary_laws`](crate::nary_laws) hold the value and the gradient against the numbers that a rule's row states.
///
/// # Errors
/// The first disagreement, with the engine, the rule and the point; or an engine's own error.
pub fn edge_laws<R: Real>(first: &mut impl Engine<R>, second: &mut impl Engine<R>) -> Result<(), Error> {
    let (unary, binary) = all_cases::<R>();
    let special = SPECIAL.map(R::from_f64);
    for (row, cases) in UnaryRow::ALL.iter().zip(&unary) {
        let points = special.iter().map(|&x| vec![x]).chain(points_of(cases));
        points.into_iter().try_for_each(|x| check_row(first, second, row, cases.name, &x))?;
    }
    for (row, cases) in BinaryRow::ALL.iter().zip(&binary) {
        let pairs = special.iter().flat_map(|&x| special.iter().map(move |&y| vec![x, y]));
        pairs.chain(points_of(cases)).try_for_each(|x| check_row(first, second, row, cases.name, &x))?;
    }
    let mut visitor = NaryEdges { first, second, outcome: Ok(()), precision: std::marker::PhantomData::<R> };
    visit_nary(&mut visitor);
    visitor.outcome
}

/// Returns the samples and edges of a rule.
fn points_of<R: Real>(cases: &Reference<R>) -> impl Iterator<Item = Vec<R>> {
    cases.points.iter().map(|point| point.x.clone())
}

struct NaryEdges<'a, E, F, R> {
    first: &'a mut E,
    second: &'a mut F,
    outcome: Result<(), Error>,
    precision: std::marker::PhantomData<R>,
}

impl<R: Real, E: Engine<R>, F: Engine<R>> NaryVisitor for NaryEdges<'_, E, F, R> {
    fn visit<N: Nary>(&mut self, rule: N) {
        for &((x, y), ..) in N::EDGES {
            if self.outcome.is_err() {
                return;
            }
            let f = RuleAtSample { rule, first: x.len(), operands: OperandOrigin::Inputs, as_loop: false };
            let at: Vec<R> = x.iter().chain(y).map(|&x| R::from_f64(x)).collect();
            self.outcome = Derivatives::of(self.first, &f, &at).and_then(|expected| {
                expected.check_symmetric(N::INFO.name, &at)?;
                let found = Derivatives::of(self.second, &f, &at)?;
                expected.check(&format!("{}: {}", self.second.name(), N::INFO.name), &at, &found)
            });
        }
    }
}

/// The value and the derivatives of a function.
struct Derivatives<R> {
    value: R,
    gradient: Vec<R>,
    hessian: Vec<R>,
}

impl<R: Real> Derivatives<R> {
    fn of<K>(engine: &mut impl Engine<R>, f: &impl Differentiable<R, K>, x: &[R]) -> Result<Self, Error> {
        let (value, gradient) = engine.value_and_gradient(f, x)?;
        Ok(Derivatives { value, gradient, hessian: engine.hessian(f, x)? })
    }

    /// Checks others against these.
    fn check(&self, of: &str, x: &[R], found: &Self) -> Result<(), Error> {
        let what = |part: &str| format!("{of}: {part} at {x:?} in {}", R::NAME);
        let tolerance = ROUNDING * R::EPSILON.to_f64();
        all_close(|| what("value"), &[self.value], &[found.value], tolerance)?;
        all_close(|| what("gradient"), &self.gradient, &found.gradient, tolerance)?;
        all_close(|| what("Hessian"), &self.hessian, &found.hessian, tolerance)
    }

    /// Checks that the Hessian is symmetric, at a point of numbers.
    fn check_symmetric(&self, of: &str, x: &[R]) -> Result<(), Error> {
        if x.iter().any(|x| x.is_nan()) {
            return Ok(());
        }
        let transposed = transposed(x.len(), &self.hessian);
        let what = || format!("{of}: symmetry of the Hessian at {x:?} in {}", R::NAME);
        all_close(what, &self.hessian, &transposed, ROUNDING * R::EPSILON.to_f64())
    }
}

fn check_row<R: Real, S: RuleLike>(
    first: &mut impl Engine<R>,
    second: &mut impl Engine<R>,
    row: &S,
    name: &str,
    x: &[R],
) -> Result<(), Error> {
    let expected = Derivatives::of(first, &InScalars(row), x)?;
    expected.check_symmetric(name, x)?;
    check_blocks(first, row, name, x, &expected)?;
    let of = format!("{}: {name} in scalar code", second.name());
    expected.check(&of, x, &Derivatives::of(second, &InScalars(row), x)?)?;
    check_blocks(second, row, name, x, &expected)
}

/// Checks an engine on a rule in blocks, at once and one by one.
fn check_blocks<R: Real, S: RuleLike>(
    engine: &mut impl Engine<R>,
    row: &S,
    name: &str,
    x: &[R],
    expected: &Derivatives<R>,
) -> Result<(), Error> {
    let engine_name = engine.name();
    let of = |style: &str| format!("{engine_name}: {name} in {style}");
    expected.check(&of("block code"), x, &Derivatives::of(engine, &InBlocks(row), x)?)?;
    expected.check(&of("block code, one by one"), x, &Derivatives::of(engine, &OneByOne(InBlocks(row)), x)?)
}
